"""The catalogue and its records as RDF."""
