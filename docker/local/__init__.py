"""The whole stack on one machine, without containers: servers from packages, as an ordinary user, on loopback."""
