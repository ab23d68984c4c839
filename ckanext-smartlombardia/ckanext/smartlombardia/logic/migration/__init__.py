"""Moving a portal here: its records from its API or from a dump, tried first, then taken."""
