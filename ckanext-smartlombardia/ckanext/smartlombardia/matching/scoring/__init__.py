"""Scoring: features of records, models of weights, scores of pairs and their explanation, training."""
