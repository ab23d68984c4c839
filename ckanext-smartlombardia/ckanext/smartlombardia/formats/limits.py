"""How much one document may ask of the machine: what every reader of a format holds to.

A document beyond a limit is refused with words. The limits leave room above the largest document that the sources
publish; whoever parses without a worker of its own (`isolation`) has no other bound.
"""

from __future__ import annotations

MEBIBYTE = 2**20
MAX_XML_BYTES = 32 * MEBIBYTE
MAX_REGISTER_BYTES = 128 * MEBIBYTE  # of XML that is read element by element
MAX_YAML_BYTES = 5 * MEBIBYTE
MAX_PUBLICCODE_BYTES = MEBIBYTE // 2  # read strictly, which is slow
MAX_REFERENCE_STEPS = 2_000_000  # from one reference of a description to the next
MAX_SUBSTITUTIONS = 100_000  # values of server variables put into addresses
MAX_NODES = 500_000  # of YAML, each alias counted as what it stands for
MAX_DEPTH = 100
MAX_PART_BYTES = 32 * MEBIBYTE  # one part of an XLSX or ODS, unpacked
MAX_UNPACKED_BYTES = 4 * 1024 * MEBIBYTE  # of one archive that is read row by row
MAX_ROWS = 100_000
MAX_COLUMNS = 300  # of a table that an office keeps
MAX_CSV_COLUMNS = 2_000
MAX_CELLS = 300_000  # of an XLSX or ODS
MAX_CSV_CELLS = 3_000_000
MAX_TABLE_CHARACTERS = 32 * MEBIBYTE  # of all cells together: a shared string counts as often as it stands
MAX_CELL_CHARACTERS = MEBIBYTE
