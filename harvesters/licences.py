"""A licence as a source writes it -> the code of the Italian vocabulary, or the page where the terms stand."""

from __future__ import annotations

from ckanext.smartlombardia import vocabularies
from ckanext.smartlombardia.harvesters import datasets
from ckanext.smartlombardia.registry import codes


def to_licence_fields(licence: str, terms_url: str = "") -> dict[str, str]:
    """`licence` and `terms_url` of a data service.

    A licence that is an address which the vocabulary does not know is no licence but the page of the terms.
    """
    code = to_code(licence)
    is_unknown_page = code == licence and codes.url(licence) is not None
    return {"licence": "" if is_unknown_page else code, "terms_url": terms_url or (licence if is_unknown_page else "")}


def to_code(licence: str) -> str:
    """The code of a licence by its code, name or address; the words themselves where the vocabulary has none."""
    uri = datasets.licence(licence, [])
    matching = (concept.code for concept in vocabularies.concepts("licences") if uri in (concept.uri, concept.code))
    return next(matching, licence)
