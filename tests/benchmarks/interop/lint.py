"""How fast descriptions of APIs are checked, against Spectral in the same run, and whether the verdicts are the same.

    python tests/benchmarks/interop/lint.py FILE... [--ruleset RULESET.yml]

Spectral comes from npm into `node_modules` of the folder `--tools` (`.local/spectral` if not given, which no commit
holds). Without a ruleset it runs its base set for OpenAPI, which is less work than the Italian one. References to other
documents are fetched by neither. Times are seconds of processor, of reading and judging alone, both programs already
started and warm: Spectral judges one document before it is timed, ours the tables are read.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from ckanext.smartlombardia.interop import lint

VERSION = "6.16.3"
RUN = """
const fs = require('fs');
const { Spectral, Document } = require('@stoplight/spectral-core');
const Parsers = require('@stoplight/spectral-parsers');
const { Resolver } = require('@stoplight/json-ref-resolver');
const { getRuleset } = require('@stoplight/spectral-cli/dist/services/linter/utils/getRuleset.js');
const refuse = { resolve: ref => Promise.reject(new Error('not fetched: ' + ref)) };
const resolver = new Resolver({ resolvers: { http: refuse, https: refuse, file: refuse } });
const used = start => { const more = process.cpuUsage(start); return (more.user + more.system) / 1e6; };
(async () => {
  const ruleset = await getRuleset(process.argv[2]);
  const answers = [];
  const first = new Spectral({ resolver });
  first.setRuleset(ruleset);
  await first.run(new Document('openapi: 3.0.0', Parsers.Yaml, 'first.yaml'));
  for (const file of process.argv.slice(3)) {
    const spectral = new Spectral({ resolver });
    spectral.setRuleset(ruleset);
    const text = fs.readFileSync(file, 'utf8');
    const start = process.cpuUsage();
    let rules = null;
    try {
      const found = await spectral.run(new Document(text, Parsers.Yaml, file));
      rules = [...new Set(found.filter(one => one.severity === 0).map(one => one.code))].sort();
    } catch (error) { /* the linter itself falls over some documents */ }
    answers.push({ file, rules, seconds: used(start) });
  }
  fs.writeFileSync('answers.json', JSON.stringify(answers));
})();
"""
BASE = "extends: spectral:oas\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--ruleset", type=Path, help="rules of the national catalogue, as one file")
    parser.add_argument("--tools", type=Path, default=Path(".local/spectral"))
    options = parser.parse_args()
    if not install(options.tools):
        sys.exit("no npm here, or it cannot install Spectral: nothing to compare with")
    ruleset = options.ruleset.read_text(encoding="utf-8") if options.ruleset else BASE
    official = spectral(options.tools, ruleset, options.files)
    lint.lint(b"openapi: 3.0.0")  # the tables are read once
    theirs = ours = 0.0
    for answer in official:
        seconds, rules = judged(Path(answer["file"]).read_bytes())
        theirs, ours = theirs + answer["seconds"], ours + seconds
        told = answer["rules"] is None or not options.ruleset or rules == answer["rules"]
        ratio = answer["seconds"] / seconds
        verdict = "" if told else "  verdicts differ"
        sys.stdout.write(
            f"{Path(answer['file']).name[:60]:60} {answer['seconds']:8.3f} {seconds:7.4f} {ratio:6.0f}x{verdict}\n"
        )
    sys.stdout.write(f"{'all':60} {theirs:8.3f} {ours:7.4f} {theirs / ours:6.0f}x\n")


def install(folder: Path) -> bool:
    """Whether Spectral stands in the folder, put there when it does not."""
    if (folder / "node_modules" / "@stoplight" / "spectral-cli").is_dir():
        return True
    if not shutil.which("npm"):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    return subprocess.run([*command, f"@stoplight/spectral-cli@{VERSION}"], check=False).returncode == 0


def spectral(folder: Path, ruleset: str, files: list[Path]) -> list[dict]:
    (folder / "run.js").write_text(RUN, encoding="utf-8")
    (folder / "ruleset.yml").write_text(ruleset, encoding="utf-8")
    command = ["node", "run.js", "ruleset.yml", *(str(file.resolve()) for file in files)]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads((folder / "answers.json").read_text(encoding="utf-8"))


def judged(content: bytes) -> tuple[float, list[str]]:
    """Seconds, and the rules of severity error that fire."""
    start = time.process_time()
    found = lint.lint(content)
    return time.process_time() - start, sorted({one.rule for one in found if one.severity == "error"})


if __name__ == "__main__":
    main()
