"""What ckanext-dcatapit stores comes here and goes back, in its own forms old and new."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ckanext.smartlombardia.dcatapit import stored

OLD = {
    "identifier": "c_e507:1",
    "alternate_identifier": "A,B",
    "issued": "04-08-2021",
    "theme": '["http://publications.europa.eu/resource/authority/data-theme/ENVI"]',
    "creator_name": "Ufficio verde",
    "temporal_start": "01-01-2020",
    "language": "{ITA,DEU}",
    "geographical_name": "ITA_BZO",
    "geographical_geonames_url": "http://www.geonames.org/3181913",
    "is_version_of": "http://a.example.org,http://b.example.org",
}
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
codes = st.from_regex(r"[A-Z]{3}", fullmatch=True)
texts = st.dictionaries(st.sampled_from(["it", "en", "de", "en_GB"]), words, min_size=1)
agents = st.fixed_dictionaries({"creator_name": texts, "creator_identifier": words})
periods = st.fixed_dictionaries({"temporal_start": st.dates().map(str), "temporal_end": st.dates().map(str)})
identifiers = st.fixed_dictionaries(
    {
        "identifier": words.filter(lambda text: not text.startswith(("{", "["))),
        "agent": st.one_of(st.just({}), st.fixed_dictionaries({"agent_identifier": words, "agent_name": texts})),
    }
)


def test_older_forms_are_read():
    fields = stored.read(OLD)
    assert fields["alternate_identifier"] == ["A", "B"]
    assert fields["creator"] == [{"name": "Ufficio verde"}]
    assert fields["temporal_coverage"] == [{"start": "2020-01-01"}]
    assert fields["spatial_coverage"][0]["uri"].endswith("/place/ITA_BZO")
    assert fields["language"] == ["ITA", "DEU"]
    assert len(fields["is_version_of"]) == 2


@given(
    creators=st.lists(agents, max_size=3),
    periods=st.lists(periods, max_size=3),
    names=st.lists(identifiers, max_size=3),
    themes=st.lists(codes, max_size=3, unique=True),
    languages=st.lists(codes, max_size=3, unique=True),
)
def test_what_it_stores_comes_back_as_it_was(creators, periods, names, themes, languages):
    package = {
        "identifier": "x:1",
        "creator": json.dumps(creators),
        "temporal_coverage": json.dumps(periods),
        "alternate_identifier": json.dumps(names),
        "themes_aggregate": json.dumps([{"theme": one, "subthemes": []} for one in themes]),
        "language": "{" + ",".join(languages) + "}",
        "holder_name": "Comune di Lecco",
        "holder_identifier": "c_e507",
    }
    fields = stored.read(package)
    assert stored.read(stored.write(fields)) == fields
    for role, rows in (("creator", creators), ("temporal_coverage", periods)):
        assert json.loads(stored.write(fields).get(role) or "[]") == rows


def test_files_keep_their_format_and_licence():
    said = {"url": "https://e.example/a", "distribution_format": "GEOJSON", "license_type": "https://w3id.org/x"}
    ours = {"url": said["url"], **stored.read_resource(said)}
    assert stored.write_resource(ours)["distribution_format"] == "GEOJSON"
    assert stored.write_resource(ours)["license_type"] == "https://w3id.org/x"


def test_a_real_package(shared):
    package = json.loads((shared / "data/dcat/dati_trentino_package_show.json").read_text())["result"]
    fields = stored.read(package)
    assert fields["theme"] == ["EDUC", "INTR"]
    assert fields["creator"][0]["name_translated"]["en-GB"]
    assert stored.read(stored.write(fields)) | {"issued": "", "modified": ""} == fields | {"issued": "", "modified": ""}
    creators = json.loads(stored.write(fields)["creator"])
    assert creators[0]["creator_identifier"] == json.loads(package["creator"])[0]["creator_identifier"]
