"""The engine of interoperability from the command line, for whoever has files and no portal.

python -m ckanext.smartlombardia.interop lint [--format text|json] FILE...
"""

from __future__ import annotations

import argparse
import sys

from .lint import command


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ckanext.smartlombardia.interop", description=__doc__)
    doors = parser.add_subparsers(required=True, metavar="COMMAND")
    command.add_to(doors)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
