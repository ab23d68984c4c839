"""Cases: what may be one record, one product, derived or the same job; what the office said of it; what follows.

`record_loader` reads records of the registry, `case_builder` makes cases of the result, `case_store` writes them,
`case_view` gives them to those who may see them, `decisions` keeps and executes verdicts of the office, `merge` lets it
choose the fields of a duplicate record, `saved_filters` holds each user's views of the queue.
"""
