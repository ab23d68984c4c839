"""The change feed: what happened, for those who work on what changed."""
