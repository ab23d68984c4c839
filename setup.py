"""Packaging: three folders of the repository become one import name, `ckanext.smartlombardia`."""

from babel.messages.frontend import CommandLineInterface
from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

NAME = "smartlombardia"
EXTENSION = f"ckanext.{NAME}"
# folder of a source -> its class
SOURCES = {
    "anac": "ANAC",
    "ckan": "CKANCatalogue",
    "csw": "CSW",
    "data_json": "DataJSON",
    "dcat": "DCAT",
    "developers_italia": "DevelopersItalia",
    "e015": "E015",
    "inventory": "Inventory",
    "ogc": "OGC",
    "openapi": "OpenAPI",
    "pad2026": "PAD2026",
    "pdnd": "PDND",
    "publiccode": "Publiccode",
    "socrata": "Socrata",
    "wsdl": "WSDL",
}
FOLDERS = {
    "": "ckanext-smartlombardia",  # ckanext/smartlombardia/ stands in here
    f"{EXTENSION}.harvesters": "harvesters",
    f"{EXTENSION}.vocabularies": "vocabularies",
}


def packages():
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
    name="ckanext-smartlombardia",
    version="0.1.0",
    description="Interoperability registry and data catalogue of Lombardy's municipalities, on CKAN",
    license="AGPL-3.0-or-later",
    python_requires=">=3.10",
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
        ]
    },
    install_requires=[
        "ckan==2.12.0",
        "ckanext-dcat==2.4.4",
        "ckanext-harvest==1.6.3",
        "ckanext-scheming==3.1.0",
        "duckdb>=1.5,<2",
        "google-re2>=1.1.20251105",
        "jsonschema-rs>=0.61",
        "lxml>=6",
        "openapi-spec-validator>=0.7.2,<0.8",
        "pyshacl>=0.31",
        "rapidfuzz>=3.14",
        "rdflib>=7",
        "requests>=2.32",
        "scikit-learn>=1.7",
        "splink==5.0.0",
        "wordfreq>=3.1.1",
    ],
    entry_points={
        "ckan.plugins": [
            f"{NAME} = {EXTENSION}.plugin:SmartLombardiaPlugin",
            *(
                f"{NAME}_{source} = {EXTENSION}.harvesters.{source}.harvester:{name}"
                for source, name in SOURCES.items()
            ),
        ],
        "ckan.rdf.profiles": ["it_dcat_ap = ckanext.smartlombardia.dcatapit.profile:ItalianDCATAPProfile"],
        "babel.extractors": ["ckan = ckan.lib.extract:extract_ckan"],
    },
)
