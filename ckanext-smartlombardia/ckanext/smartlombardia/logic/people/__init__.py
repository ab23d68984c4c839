"""Who works for which body, and who wrote what: for the body itself and the regional office."""
