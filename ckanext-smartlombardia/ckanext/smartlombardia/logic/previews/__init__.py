"""A source before it is one: what an address answers, what would come in, from whom, what is wrong; nothing is written.

`source_detection` finds the type, `dry_run` reads without writing, `preview_store` stores the outcome some days,
`source_creation` creates sources, one or many from a table.
"""
