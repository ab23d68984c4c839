"""Harvests: sources, their runs and what each run reports.

`sources` keeps the list, `running` does one run (pages -> read -> batches -> take), `pages` asks only for what changed,
`report` says what happened grouped by cause, `progress` keeps the run's row, `journal` the tables of ckanext-harvest.
"""
