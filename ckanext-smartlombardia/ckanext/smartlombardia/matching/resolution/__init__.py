"""Resolution: scored pairs to relations, clusters and decisions about records."""
