"""Packaging: three folders become one import name, `ckanext.smartlombardia`; metadata stands in `pyproject.toml`."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.frontend import CommandLineInterface
from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

NAME = "smartlombardia"
EXTENSION = f"ckanext.{NAME}"
FOLDERS = {
    "": "ckanext-smartlombardia",  # ckanext/smartlombardia/ stands in here
    f"{EXTENSION}.harvesters": "harvesters",
    f"{EXTENSION}.vocabularies": "vocabularies",
}


def sources() -> Iterator[tuple[str, str]]:
    """Folder and class of each source: a folder of `harvesters/` with a `harvester.py` is one."""
    for path in sorted(Path("harvesters").glob("*/harvester.py")):
        [name] = re.findall(r"^class (\w+)\(Source\)", path.read_text(encoding="utf-8"), re.MULTILINE)
        yield path.parent.name, name


def packages() -> Iterator[str]:
    """Every package, under the name by which it is imported."""
    yield "ckanext"
    yield from find_namespace_packages(FOLDERS[""], include=[f"{EXTENSION}*"])
    for name, folder in list(FOLDERS.items())[1:]:
        yield name
        yield from (f"{name}.{sub}" for sub in find_namespace_packages(folder))


class BuildWithTexts(build_py):
    """A build holds the compiled translations."""

    def run(self):
        folder = f"{FOLDERS['']}/ckanext/smartlombardia/i18n"
        CommandLineInterface().run(["pybabel", "-q", "compile", "-D", "ckanext-smartlombardia", "-d", folder])
        super().run()


setup(
    cmdclass={"build_py": BuildWithTexts},
    package_dir=FOLDERS,
    packages=list(packages()),
    namespace_packages=["ckanext"],  # CKAN itself is one; without it a wheel is unseen beside an editable CKAN
    package_data={
        "": [
            "*.yaml",
            "*.yml",
            "*.html",
            "*.css",
            "*.js",
            "*.svg",
            "*.ttl",
            "*.po",
            "*.pot",
            "*.mo",
            "*.ini",
            "*.mako",
            "*.csv",
            "*.json",
            "*.xml",
            "*.txt",
            "*.rq",
            "*.sql",
            "*.woff2",
            "*.png",
            "*.ico",
            "py.typed",
        ]
    },
    entry_points={
        "ckan.plugins": [
            f"{NAME} = {EXTENSION}.plugin:SmartLombardiaPlugin",
            *(f"{NAME}_{source} = {EXTENSION}.harvesters.{source}.harvester:{name}" for source, name in sources()),
        ],
        "ckan.rdf.profiles": ["it_dcat_ap = ckanext.smartlombardia.dcatapit.profile:ItalianDCATAPProfile"],
        "babel.extractors": ["ckan = ckan.lib.extract:extract_ckan"],
    },
)
