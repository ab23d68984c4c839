"""Vendors: where their systems are in use, for which functions, and which of their contracts end."""
