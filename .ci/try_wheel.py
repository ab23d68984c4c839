"""Whether an installed wheel is whole: modules import; tables, templates, styles, translations, migrations are in."""

from importlib.metadata import entry_points
from importlib.resources import files

from ckanext.smartlombardia import vocabularies

assert len(vocabularies.bodies("municipality")) == 1502, "the table of municipalities is not whole"
for plugin in entry_points(group="ckan.plugins"):
    if plugin.value.startswith("ckanext.smartlombardia"):
        plugin.load()
for profile in entry_points(group="ckan.rdf.profiles", name="it_dcat_ap"):
    profile.load()
package = files("ckanext.smartlombardia")
for part in (
    "templates/home/index.html",
    "assets/webassets.yml",
    "registry/schemas/platform.yaml",
    "migration/smartlombardia/alembic.ini",
    "migration/smartlombardia/versions/001_first_tables.py",
    "i18n/it/LC_MESSAGES/ckanext-smartlombardia.mo",
):
    assert package.joinpath(part).is_file(), f"missing in the wheel: {part}"
print("The wheel is whole.")
