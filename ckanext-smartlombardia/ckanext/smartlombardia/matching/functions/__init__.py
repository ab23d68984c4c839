"""Functions: which codes of the scheme `functions` a description means."""
