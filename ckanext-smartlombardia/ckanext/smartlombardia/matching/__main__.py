"""The matcher from the command line, for whoever has tables and no portal.

python -m ckanext.smartlombardia.matching products REGISTRATIONS.csv --out FOLDER
"""

from __future__ import annotations

import argparse
import sys

from . import cli


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ckanext.smartlombardia.matching", description=__doc__)
    doors = parser.add_subparsers(required=True, metavar="COMMAND")
    for door in cli.DOORS:
        door(doors)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except cli.NotUsable as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
