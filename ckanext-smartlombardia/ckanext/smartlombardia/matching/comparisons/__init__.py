"""Comparisons: what is compared of two records, as levels from strongest to weakest."""
