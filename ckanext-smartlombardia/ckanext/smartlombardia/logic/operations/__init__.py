"""How the portal itself runs: rounds of the clock, what waits, what was set aside."""
