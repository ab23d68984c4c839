"""Tags: those of records that the reader may see."""
