"""Texts as clerks type them: tokens, spellings, acronyms, and the words by which products are named."""
