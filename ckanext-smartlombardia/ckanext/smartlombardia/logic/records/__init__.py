"""Records: facts in, packages out.

`store` keeps facts, `known` says which record is meant, `packages` writes the projection, `taking` does a harvest's
batch, `edits` does what people change by hand. Nothing else writes records.
"""
