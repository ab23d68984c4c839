"""What the browser is told, and what nobody can make it run."""

import io
import re
from contextvars import Context

import pytest

from ckan.plugins import toolkit as tk

from ckanext.smartlombardia.logic.records import ingest
from ckanext.smartlombardia.types import Record

SCRIPT = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    "path", ["/", "/platform/", "/comune", "/organization/c_f205", "/interoperabilita", "/user/login"]
)
def test_every_page_runs_only_our_files_and_stands_in_no_frame(registry, path):
    answer = registry.client().get(path, follow_redirects=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_tls_is_asked_for_only_where_a_proxy_speaks_it(registry, monkeypatch):
    assert "Strict-Transport-Security" not in registry.client().get("/comune").headers
    monkeypatch.setitem(tk.config, "ckanext.smartlombardia.behind_tls", True)
    assert "max-age=31536000" in registry.client().get("/comune").headers["Strict-Transport-Security"]


def test_pages_of_who_is_signed_in_are_kept_nowhere(registry):
    clerk = registry.user("c_i996")
    cache_control = (
        Context().run(registry.client(clerk).get, "/comune", base_url=registry.portal.address).headers["Cache-Control"]
    )
    assert {part.strip() for part in cache_control.split(",")} >= {"private", "no-store"}


@pytest.mark.parametrize(("name", "kind"), [("x.html", "text/html"), ("x.svg", "image/svg+xml")])
def test_an_uploaded_file_is_saved_and_never_run(registry, name, kind):
    from werkzeug.datastructures import FileStorage

    dataset = registry.add("dataset", "c_i996", notes="Dati di prova", theme="GOVE")
    upload = FileStorage(io.BytesIO(SCRIPT), filename=name, content_type=kind)
    resource = registry.by_office("resource_create", package_id=dataset["id"], name=name, url=name, upload=upload)
    answer = registry.client().get(f"/dataset/{dataset['id']}/resource/{resource['id']}/download/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


RUNNING = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
]


@pytest.mark.parametrize("address", RUNNING)
@pytest.mark.parametrize("field", ["url", "access_url", "download_url"])
def test_a_link_that_would_run_is_refused(registry, address, field):
    clerk = registry.user("c_i996")
    dataset = registry.add("dataset", "c_i996", notes="Dati di prova", theme="GOVE")
    fields = {"url": "https://e.example/a.csv", field: address}
    with pytest.raises(tk.ValidationError) as refused:
        registry.call("resource_create", clerk, package_id=dataset["id"], name="file", **fields)
    assert field in refused.value.error_dict


def test_a_harvested_link_that_would_run_is_taken_out_and_the_rest_comes_in(registry):
    resource = {
        "name": "file",
        "url": "javascript:alert(1)",
        "download_url": "JAVASCRIPT:x",
        "access_url": "https://e.example",
    }
    service = {"title": "x", "endpoint_url": "javascript:alert(2)"}
    fields = {"title": "Dati con trappola", "identifier": "trap", "resources": [resource], "access_services": [service]}
    home = ingest.Home(registry.by_office("organization_show", id="c_i996")["id"], all=True)
    (uuid,) = ingest.take("una-fonte", [Record("dataset", "trap", fields, grade="E1")], home=home).written
    page = registry.page(f"/dataset/{uuid}")
    assert "Dati con trappola" in page
    assert not re.search(r"""(?:href|src|action)=["'\s]*javascript:""", page.lower())
    repairs = registry.by_office("smartlombardia_record_repairs", id=uuid)
    assert any("eseguire" in repair["why"] for repair in repairs)


def test_a_harvested_text_is_shown_as_it_is_written(registry):
    fields = {"title": "<img src=x onerror=alert(1)>", "notes": "<script>alert(1)</script>testo", "identifier": "html"}
    home = ingest.Home(registry.by_office("organization_show", id="c_i996")["id"], all=True)
    (uuid,) = ingest.take("una-fonte", [Record("dataset", "html", fields, grade="E1")], home=home).written
    page = registry.page(f"/dataset/{uuid}")
    assert "<img src=x" not in page
    assert "<script>alert" not in page
