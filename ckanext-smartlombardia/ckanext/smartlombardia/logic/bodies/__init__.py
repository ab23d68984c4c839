"""Bodies as organizations: loading the territory, finding one, making one of another kind when a record needs it."""
