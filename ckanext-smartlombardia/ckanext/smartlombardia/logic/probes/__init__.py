"""Looking at APIs in the background: what answered when, and what that tells of them as facts."""
