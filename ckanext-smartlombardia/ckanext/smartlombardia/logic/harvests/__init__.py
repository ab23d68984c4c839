"""Harvests: sources, their runs and what each run reports.

`sources` holds the list, `source_run` does one run (pages -> read -> batches -> ingest), `page_cache` asks only for
what changed, `report` groups what happened by cause, `progress` writes the run's row, `harvest_tables` those of
"""
