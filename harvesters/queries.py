"""A dataset whose rows a program can ask for -> the data service that answers, linked to the dataset.

Socrata gives every table an address of its own (SODA), CKAN every resource that is in its datastore.
"""

from __future__ import annotations

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters import services
from ckanext.smartlombardia.harvesters.licences import to_code
from ckanext.smartlombardia.types import Document, Record

PUBLIC = "PUBLIC"
SHARED_FIELDS = ("notes", "hvd_category", "applicable_legislation", "contact_email", "tag_string")


def query_service(
    document: Document, dataset: Record, part: str, endpoint: str, example: str, standard: str, documentation: str
) -> Record:
    """The data service of a dataset, of the same body and under the same licence.

    `part` tells several of one dataset apart (a resource) and is empty where it has one; `example` is a call that
    answers with one row.
    """
    title = str(dataset.fields["title"])
    is_open = _is_public(dataset)
    fields = {
        **{name: dataset.fields.get(name) for name in SHARED_FIELDS},
        "title": f"{title}, {part} (API)" if part else f"{title} (API)",
        "endpoint_url": endpoint,
        "endpoint_description": None,
        "example_url": example if is_open else None,
        "documentation": [documentation],
        "protocol": "rest",
        "access": "open" if is_open else None,
        "licence": to_code(str(dataset.fields.get("license_id") or "")),
        "standards": [{"standard": standard, "role": "provider"}],
        "dataset_guids": [dataset.guid],
    }
    return services.service(document, f"{endpoint}#api", fields, dataset.body)


def _is_public(dataset: Record) -> bool:
    """Whether anyone may have the data: a dataset that says nothing of it stands in an open catalogue."""
    public = vocabularies.concept("access_rights", PUBLIC)
    rights = dataset.fields.get("access_rights")
    return not rights or rights in (PUBLIC, public.uri if public else None)
