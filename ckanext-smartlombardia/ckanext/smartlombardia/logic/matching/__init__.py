"""Cases: what may be one record, one product, derived or the same job; what the office said of it; what follows.

`reading` takes records from the registry, `found` turns what the engine says into cases, `keeping` stores them,
`shown` gives them to those who may see them, `deciding` does what the office decides, `merging` lets it choose what
stays of one record twice, `saved` keeps views of the queue.
"""
