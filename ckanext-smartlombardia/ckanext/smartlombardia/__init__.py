"""Interoperability registry and data catalogue of Lombardy's municipalities."""
