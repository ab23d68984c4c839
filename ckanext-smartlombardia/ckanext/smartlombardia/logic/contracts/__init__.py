"""Contracts that bodies have published: shown on their pages, and told to the platforms that they name."""
