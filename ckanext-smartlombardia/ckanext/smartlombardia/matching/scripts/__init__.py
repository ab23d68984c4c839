"""Scripts that compile what the matcher ships: trained models and word lists."""
