"""How long all rules take over a registry of 75,000 systems, and after one change.

    python tests/benchmarks/interop/engine.py [--systems 75000] [--processes 2]

Half the number is judged as well, so that growth shows: twice the systems should take twice the time. Facts are made
up, in the shapes that sources have: a third of the systems has an API whose description was read, a tenth a contract.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timezone

from ckanext.smartlombardia import interop
from ckanext.smartlombardia import vocabularies as v
from ckanext.smartlombardia.facts import Fact
from ckanext.smartlombardia.interop import Subject
from ckanext.smartlombardia.interop.standards import admitted as admitted_for

NOW = datetime(2026, 8, 1, tzinfo=timezone.utc)
TODAY = date(2026, 8, 10)
TOGETHER = 2500
DESCRIPTION = {
    "kind": "openapi", "version": "3.0", "sha256": "ab", "profile": "pdnd", "errors": ["use-semver"], "warnings": [],
    "references": 0, "status": "root", "names": {"paths": 9, "kebab": False, "verbs": True, "casing": False},
    "security": ["oauth2"], "operations": ["GET /atti", "GET /atti/{}", "POST /atti"], "required": ["id", "oggetto"],
    "properties": 30, "identifiers": ["id-ipa"], "models": [], "limits": False, "contact": True, "test": False,
    "lists": 2, "filters": True, "paging": True,
}  # fmt: skip


def fact(subject: str, name: str, value: object, grade: str = "E1", source: str = "publiccode") -> Fact:
    return Fact("record", subject, name, value, grade=grade, source=source, observed_at=NOW, since=NOW)


def system(number: int) -> tuple[Subject, list[Fact], Subject | None, list[Fact]]:
    """A platform with its facts, and the API it is linked to, if any. The same number gives the same system."""
    dice = random.Random(number)  # noqa: S311  a made-up registry, the same every time
    towns, functions = v.bodies("municipality"), v.concepts("functions")
    town, function = dice.choice(towns).ipa, dice.choice(functions)
    key = f"p{number}"
    admitted = admitted_for(function.code)
    spoken = dice.choice(admitted)["standard"] if admitted and dice.random() < 0.6 else dice.choice(["rest", "soap"])
    facts = [
        fact(key, "title", f"Sistema {number}"),
        fact(key, "function", function.code),
        fact(key, "product_name", f"Prodotto {dice.randrange(400)}"),
        fact(key, "vendor_name", f"Fornitore {dice.randrange(60)}"),
        fact(key, "cad68_type", dice.choice("ABCDE")),
        fact(key, "standards", [{"standard": spoken, "version": "1"}], dice.choice(["E1", "E2", "E3"])),
        fact(key, "export_available", dice.choice(["yes", "no"])),
        fact(key, "id_schemes", [dice.choice(["id-istat", "id-tax-code", "id-pod"])], "E2"),
        fact(key, "national_platforms", dice.sample(["spid", "cie", "pagopa", "anpr", "io"], 2)),
    ]
    if dice.random() < 0.1:
        facts += [
            fact(key, name, said, source="office")
            for name, said in (("contract_start", "2026-01-01"), ("exit_clause", "no"))
        ]
    if number % 3:
        return Subject(key, "platform", key, town), facts, None, []
    known = [
        fact(f"a{number}", "description", DESCRIPTION, "E3"),
        fact(f"a{number}", "description_answers", {"ok": 4, "failed": 0, "down": False}, "E3"),
        fact(f"a{number}", "availability", {"share": 0.99, "looks": 5, "failing": 0}, "E3"),
        fact(f"a{number}", "endpoint_url", "https://example.org"),
    ]
    facts.append(fact(key, "apis", [f"a{number}"]))
    return Subject(key, "platform", key, town), facts, Subject(f"a{number}", "dataservice", key, town), known


def judged(numbers: range) -> Counter[str]:
    """Every rule on these systems, with levels, scores and lock-in."""
    counts: Counter[str] = Counter()
    for number in numbers:
        counts += _judge(number)
    return counts


def _judge(number: int) -> Counter[str]:
    who, facts, api, known = system(number)
    own = interop.judge(who, [*facts, *known], today=TODAY)
    way = interop.judge(api, known, today=TODAY) if api else []
    counts = Counter(one.verdict for one in (*own, *way))
    counts["findings"] = sum(interop.to_finding(who, one) is not None for one in own)
    counts[f"level {interop.level(own, [way] if way else []).proven}"] += 1
    interop.score([*own, *way])
    interop.lock_in(own)
    return counts


def groups(numbers: range, only: str = "") -> list[interop.GroupVerdict]:
    """The rules on groups, of all functions or of one."""
    found: list[interop.Group] = []
    known = [(who, facts) for who, facts, _, _ in map(system, numbers) if not only or _does(facts, only)]
    for aspect, rules in interop.BY_ASPECT.items():
        systems = [interop.system(who.key, str(who.body), facts, aspect) for who, facts in known]
        spoken = [one for one in systems if one]
        found += interop.platform_groups(spoken, rules)
        if aspect == "standards":
            found += interop.product_groups(spoken, {"parking": ["Riuso"]})
    return interop.judge_groups(found)


def _does(facts: list[Fact], function: str) -> bool:
    return any(one.name == "function" and one.value == function for one in facts)


def run(many: int, processes: int) -> tuple[float, float, Counter[str]]:
    """Seconds by the clock and of processor, the making up of facts included, and what came of it."""
    start, used = time.perf_counter(), processor()
    with multiprocessing.Pool(processes) as pool:
        parts = pool.imap_unordered(judged, _parts(many))
        seen = len(groups(range(many)))
        counts = sum(parts, Counter())
        pool.close()
        pool.join()
    counts["groups"] = seen
    return time.perf_counter() - start, processor() - used, counts


def processor() -> float:
    """Seconds of processor of this process and of those that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _parts(many: int) -> Iterator[range]:
    return (range(first, min(first + TOGETHER, many)) for first in range(0, many, TOGETHER))


def after_one_change(many: int) -> float:
    """Seconds of processor to judge again one system and the groups of its function; their facts are in memory."""
    everyone = [system(number) for number in range(many)]
    function = next(one.value for one in everyone[0][1] if one.name == "function")
    near = [(who, facts) for who, facts, _, _ in everyone if _does(facts, function)]
    start = time.process_time()
    who, facts, api, known = everyone[0]
    interop.judge(who, [*facts, *known], today=TODAY)
    if api:
        interop.judge(api, known, today=TODAY)
    for aspect, rules in interop.BY_ASPECT.items():
        spoken = [one for who, facts in near if (one := interop.system(who.key, str(who.body), facts, aspect))]
        wanted = [one for one in interop.platform_groups(spoken, rules) if function in one.functions]
        interop.judge_groups(wanted)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--systems", type=int, default=75_000)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    judged(range(10))  # tables are read once
    half, half_used, _ = run(options.systems // 2, options.processes)
    whole, used, counts = run(options.systems, options.processes)
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    said = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
    sys.stdout.write(
        f"{options.systems:,} systems: {whole:.1f} s on {options.processes} processes, {used:.1f} s of processor "
        f"(half of them: {half:.1f} and {half_used:.1f}), {memory / 1024:.0f} MB\n{said}\n"
        f"after one change: {after_one_change(options.systems) * 1000:.0f} ms of processor\n"
    )


if __name__ == "__main__":
    main()
