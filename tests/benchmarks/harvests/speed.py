"""First reading, and a reading of what has not changed, beside ckanext-harvest's stock pipeline in the same run.

    python tests/benchmarks/harvests/speed.py SHARED [--datasets 1000]

Stock is `dcat_rdf` of ckanext-dcat with its own profile, the same other plugins and the same datasets. Each is timed in
one process from the start to the end of the job. Prints seconds and ratios.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "docker"), str(Path(__file__).parent)]
OURS, STOCK = "ours", "stock"


def main() -> None:
    """Both portals on one set of servers, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--datasets", type=int, default=1000)
    asked = parser.parse_args()
    import catalogue
    from local.stack import Stack

    from tests.servers import server_folder

    with server_folder() as folder:
        catalogue.write(asked.shared / "data/dcat", asked.datasets, folder / "site" / catalogue.HOST / "catalog.rdf")
        address = catalogue.serve(folder / "site")
        stack = Stack(folder, durable=False)
        stack.start(cores=(OURS, STOCK))
        try:
            times = {role: timed(stack, role, address) for role in (STOCK, OURS)}
        finally:
            stack.stop()
            stack.postgres.remove()
    for role, said in times.items():
        print(f"{role:6} first {said['first']:7.1f} s  again {said['again']:7.2f} s  records {said['records']}")
    ours, stock = times[OURS], times[STOCK]
    print(f"first reading: {stock['first'] / ours['first']:.1f} times faster than stock")
    print(f"nothing changed: {ours['first'] / ours['again']:.0f} times faster than the first reading")


def timed(stack, role: str, address: str) -> dict:  # type: ignore[no-untyped-def]
    """Seconds of the first and of the second job, and how many datasets there are then."""
    portal = stack.portal(role, settings={"ckanext.smartlombardia.mirror": address if role == OURS else ""})
    portal.configure()
    if role == STOCK:
        settings = portal.ini.read_text()
        settings = settings.replace("smartlombardia_dcat", "dcat_rdf_harvester")
        settings = settings.replace("rdf.profiles = it_dcat_ap", "rdf.profiles = euro_dcat_ap_3")
        portal.ini.write_text(settings)
    portal.prepare_database()
    portal.ckan("smartlombardia", "territory", "load", "--only", "c_f205")
    url = "https://example.org/catalog.rdf" if role == OURS else f"{address}/example.org/catalog.rdf"
    inside = subprocess.run(
        [sys.executable, Path(__file__).parent / "inside.py", role, portal.ini, url],
        check=True,
        stdout=subprocess.PIPE,
        stderr=(portal.state / "inside.log").open("wb"),
        text=True,
    )
    return json.loads(inside.stdout.splitlines()[-1])


if __name__ == "__main__":
    start = time.perf_counter()
    main()
    print(f"{time.perf_counter() - start:.0f} s in all")
