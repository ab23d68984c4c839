"""Which system a public contract buys or keeps: is there one, of which kind, which product, whose, what for.

    from ckanext.smartlombardia.matching import systems

    for recognition in systems.recognise_systems(lots):
        recognition.product, recognition.function, recognition.reasons

It abstains: half of the real lots name no product, and an invented one is worse than none. Values in, values out; no
CKAN, no database, no network. Rules stand in the tables `contract_gates`, `contract_kinds`, `contract_function_words`,
`products` and `vendors`; weights in `models/systems.json`, which `training` writes.
"""

from .engine import concern_systems, recognise_systems
from .lot import Lot, Recognition
from .product_names import known_functions, product_family

__all__ = ["Lot", "Recognition", "concern_systems", "known_functions", "product_family", "recognise_systems"]
