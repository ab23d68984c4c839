"""Stored copies for the demo: those of a script, and answers of the open APIs of the Region in the format of Socrata.

    python copies.py SCRIPT --port 8901

SCRIPT serves stored copies by its `load_index()` (address -> file and media type) and its `main()`. It holds no open
API. The table `open_data.csv` names tables of dati.lombardia.it that public code asks for; here it becomes the page of
the catalogue that lists them, and one row for each, which says of itself that it was written by hand.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

TABLE = Path(__file__).parent / "open_data.csv"
SITE = "www.dati.lombardia.it"
PAGE = {"domains": SITE, "limit": "100", "offset": "0", "order": "dataset_id"}
ROW = {"nota": "Riga scritta a mano nel formato della fonte: da qui la fonte non si raggiunge."}
JSON = "application/json"


def answers(table: Path = TABLE) -> Iterator[tuple[str, bytes]]:
    """Addresses without their scheme, each with what is answered there."""
    with table.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    catalogue = {"results": [_entry(row) for row in rows], "resultSetSize": len(rows)}
    yield f"{SITE}/api/catalog/v1?{urlencode(PAGE)}", _to_bytes(catalogue)
    for row in rows:
        yield f"{SITE}/resource/{row['id']}.json?%24limit=1", _to_bytes([ROW])


def extended_index(index: Mapping[str, tuple[Path, str]], folder: Path) -> dict[str, tuple[Path, str]]:
    """The index of the script and our answers, written to a folder; an address that the script has stays its own."""
    ours = {}
    for number, (address, content) in enumerate(answers()):
        file = folder / f"{number}.json"
        file.write_bytes(content)
        ours[address] = (file, JSON)
    return ours | dict(index)


def load_script(path: str) -> ModuleType:
    """The script as a module. Raises ImportError where it is none."""
    spec = importlib.util.spec_from_file_location("stored_copies", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def main() -> None:
    """Serve until the process is stopped."""
    script = load_script(sys.argv[1])
    load_index = script.load_index
    with tempfile.TemporaryDirectory() as folder:
        script.load_index = lambda: extended_index(load_index(), Path(folder))  # type: ignore[attr-defined]
        sys.argv = sys.argv[1:]
        script.main()


def _entry(row: Mapping[str, str]) -> dict[str, object]:
    """A table as the catalogue of Socrata lists it."""
    link = f"https://{SITE}/d/{row['id']}"
    return {
        "resource": {"id": row["id"], "name": row["name"], "attribution": row["attribution"], "type": "dataset"},
        "classification": {"domain_category": row["category"], "domain_tags": []},
        "metadata": {"domain": SITE, "license": row["licence"]},
        "permalink": link,
    }


def _to_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


if __name__ == "__main__":
    main()
