"""Quality of the metadata: the score of data.europa.eu, what is wrong, high-value datasets, links that answer."""
