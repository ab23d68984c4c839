"""Contracts, costs, exit terms, DPIA, security: kept apart from records, read by one action and written by one."""
