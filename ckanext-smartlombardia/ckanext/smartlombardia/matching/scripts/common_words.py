"""Compile the table `matching_common`: words that texts about software write in lower case.

    python -m ckanext.smartlombardia.matching.scripts.common_words FOLDER > matching_common.csv

FOLDER holds public texts as `publiccode/*.yml` and `pdnd/*.csv`. A word of at least three letters is common when two
documents or more write it in lower case, and at least twice as often as with a capital inside a sentence.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from ckanext.smartlombardia.formats import publiccode
from ckanext.smartlombardia.formats.errors import NotReadable

from ..text import normalise

SHORTEST, LEAST_DOCUMENTS = 3, 2


def common(documents: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """(word, documents that write it in lower case) in alphabetical order, from (document, text) pairs."""
    lower: dict[str, set[str]] = defaultdict(set)
    counts: Counter[tuple[str, bool]] = Counter()
    for document, text in documents:
        for token in normalise.tokens(normalise.without_addresses(text)):
            if token.text.islower():
                lower[token.folded].add(document)
                counts[token.folded, False] += 1
            elif not token.initial:
                counts[token.folded, True] += 1
    for word in sorted(lower):
        often = counts[word, False] >= 2 * counts[word, True]
        if word.isalpha() and len(word) >= SHORTEST and len(lower[word]) >= LEAST_DOCUMENTS and often:
            yield word, len(lower[word])


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Descriptions in Italian and English, each with the document that it stands in."""
    for path in sorted(folder.glob("publiccode/*.yml")):
        try:
            document = publiccode.read(path.read_bytes())
        except NotReadable:
            continue
        yield from ((path.name, text) for tag, text in document.notes.items() if tag in ("it", "en"))
    for path in sorted(folder.glob("pdnd/*catalogo*.csv")):
        with path.open(newline="", encoding="utf-8") as lines:
            yield from ((row["name"], row["description"]) for row in csv.DictReader(lines))


def main() -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("word", "documents"))
    writer.writerows(common(texts(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
