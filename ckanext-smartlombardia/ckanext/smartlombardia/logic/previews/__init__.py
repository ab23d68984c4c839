"""A source before it is one: what an address answers, what would come in, from whom, what is wrong; nothing is written.

`recognising` tells the type, `reading` reads without writing, `keeping` keeps the outcome some days, `adding` makes the
source, one or many from a table.
"""
