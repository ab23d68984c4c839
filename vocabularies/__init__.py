"""Our schemes and the tables of offices, as data: labels in two languages, each table with its source and date.

    from ckanext.smartlombardia import vocabularies as v

    v.label("functions", "notice-board")          # "Albo pretorio"
    v.body("c_f205").name                         # "Milano"

Every table is a CSV in `tables/`, described by its row in `tables/index.csv`. A table with the columns `code`,
`label_it` and `label_en` is a scheme: its rows are concepts. Everything is read once and kept in memory; values are
read-only. The rows that an office has changed (`put`) take the place of the shipped ones: what is kept of tables is
marked `derived`, so that it is made again. Nothing here knows CKAN.
"""

from . import changes
from .bodies import Body, bodies, body
from .tables import FOLDER, Concept, Table, concept, concepts, derived, label, names, put, rows, table

__all__ = [
    "FOLDER",
    "Body",
    "Concept",
    "Table",
    "bodies",
    "body",
    "changes",
    "concept",
    "concepts",
    "derived",
    "label",
    "names",
    "put",
    "rows",
    "table",
]
