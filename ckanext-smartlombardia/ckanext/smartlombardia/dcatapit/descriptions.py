"""Which property of RDF each field of the registry is: the one table that writing and reading share.

DCAT-AP_IT 1.0 (guidelines, profile overview), DCAT-AP 3.0.1 and DCAT-AP HVD 3.0.0. Where they differ, what is written
is decided here, once:

- periods carry the dates as `dcatapit:` and as `dcat:`: the Italian rules ask for the first, DCAT-AP for the second;
- byte sizes are non-negative integers: DCAT-AP refuses the decimal of the Italian ontology, which is read as well;
- telephones are nodes of vcard:TelephoneType, as the guidelines show; text is read as well;
- versions are `owl:versionInfo` (DCAT-AP_IT) and `dcat:version` (DCAT-AP 3) is read as well.

A field's `kind` says how a value stands in RDF:
text: literal by language · plain: literal without one · date, number, integer, duration, geometry, hex: typed literal
link: IRI, or literal where it is none · mailbox, telephone: contact values · statement: node with a label, or IRI
notation: adms:Identifier · node: row with fields of its own
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from .terms import ADMS, DCAT, DCATAP, DCATAPIT, DCT, FOAF, LOCN, OWL, RDFS, SCHEMA, SPDX, VCARD


@dataclass(frozen=True, slots=True)
class Field:
    """A field and its property. `also` are written beside it, `reads` only read; `many` says that it is a list."""

    name: str
    iri: URIRef
    kind: str
    many: bool = False
    also: tuple[URIRef, ...] = ()
    reads: tuple[URIRef, ...] = ()
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A class: its types and fields.

    `asks`: a type and the fields that it must have. What a source says without them is not said to be of that type,
    unless the source says so.
    """

    types: tuple[URIRef, ...]
    fields: tuple[Field, ...]
    asks: tuple[tuple[URIRef, tuple[str, ...]], ...] = ()


AGENT = Node(
    (DCATAPIT.Agent, FOAF.Agent),
    (
        Field("name", FOAF.name, "text"),
        Field("identifier", DCT.identifier, "plain"),
        Field("url", FOAF.homepage, "link"),
        Field("email", FOAF.mbox, "mailbox"),
        Field("type", DCT.type, "link"),
    ),
    ((DCATAPIT.Agent, ("name", "identifier")), (FOAF.Agent, ("name",))),
)

CONTACT = Node(
    (DCATAPIT.Organization, VCARD.Kind, VCARD.Organization),
    (
        Field("name", VCARD.fn, "text"),
        Field("email", VCARD.hasEmail, "mailbox"),
        Field("telephone", VCARD.hasTelephone, "telephone"),
        Field("url", VCARD.hasURL, "link"),
        Field("identifier", VCARD.hasUID, "link"),
    ),
    ((DCATAPIT.Organization, ("name", "email")),),
)

PERIOD = Node(
    (DCT.PeriodOfTime,),
    (
        Field("start", DCATAPIT.startDate, "date", also=(DCAT.startDate,), reads=(SCHEMA.startDate,)),
        Field("end", DCATAPIT.endDate, "date", also=(DCAT.endDate,), reads=(SCHEMA.endDate,)),
    ),
    ((DCT.PeriodOfTime, ("start",)),),
)

PLACE = Node(
    (DCT.Location,),
    (
        Field("text", LOCN.geographicName, "plain"),
        Field("geonames", DCATAPIT.geographicalIdentifier, "plain"),
        Field("geom", LOCN.geometry, "geometry"),
        Field("bbox", DCAT.bbox, "geometry"),
        Field("centroid", DCAT.centroid, "geometry"),
    ),
)

STANDARD = Node(
    (DCATAPIT.Standard, DCT.Standard),
    (
        Field("identifier", DCT.identifier, "plain"),
        Field("title", DCT.title, "text"),
        Field("description", DCT.description, "text"),
        Field("reference_documentation", DCATAPIT.referenceDocumentation, "link", many=True),
    ),
    ((DCATAPIT.Standard, ("identifier",)),),
)

RELATION = Node(
    (DCAT.Relationship,),
    (
        Field("relation", DCT.relation, "link"),
        Field("role", DCAT.hadRole, "link"),
    ),
    ((DCAT.Relationship, ("relation", "role")),),
)

CHECKSUM = Node(
    (SPDX.Checksum,),
    (
        Field("hash_algorithm", SPDX.algorithm, "link"),
        Field("hash", SPDX.checksumValue, "hex"),
    ),
    ((SPDX.Checksum, ("hash_algorithm", "hash")),),
)

SERVICE = Node(
    (DCAT.DataService,),
    (
        Field("title", DCT.title, "text"),
        Field("description", DCT.description, "text"),
        Field("identifier", DCT.identifier, "plain"),
        Field("endpoint_url", DCAT.endpointURL, "link", many=True),
        Field("endpoint_description", DCAT.endpointDescription, "link", many=True),
        Field("serves_dataset", DCAT.servesDataset, "link", many=True),
        Field("conforms_to", DCT.conformsTo, "link", many=True),
        Field("license", DCT.license, "link"),
        Field("access_rights", DCT.accessRights, "link"),
        Field("documentation", FOAF.page, "link", many=True),
        Field("hvd_category", DCATAP.hvdCategory, "link", many=True),
        Field("applicable_legislation", DCATAP.applicableLegislation, "link", many=True),
        Field("contact", DCAT.contactPoint, "node", many=True, node=CONTACT),
        Field("publisher", DCT.publisher, "node", many=True, node=AGENT),
    ),
)

# a service that is a record of its own; its agents, rights and categories have no field and stay in `more`
LISTED_SERVICE = Node(
    (DCAT.DataService,),
    (
        Field("title", DCT.title, "text"),
        Field("notes", DCT.description, "text"),
        Field("endpoint_url", DCAT.endpointURL, "link"),
        Field("endpoint_description", DCAT.endpointDescription, "link"),
        Field("licence", DCT.license, "link"),
        Field("version", DCAT.version, "plain", reads=(OWL.versionInfo,)),
        Field("source_url", DCAT.landingPage, "link"),
    ),
)

DATASET = Node(
    (DCATAPIT.Dataset, DCAT.Dataset),
    (
        Field("title", DCT.title, "text"),
        Field("notes", DCT.description, "text"),
        Field("identifier", DCT.identifier, "plain"),
        Field("alternate_identifier", ADMS.identifier, "notation", many=True),
        Field("theme", DCAT.theme, "link", many=True),
        Field("subtheme", DCT.subject, "link", many=True),
        Field("frequency", DCT.accrualPeriodicity, "link"),
        Field("license_id", DCT.license, "link"),
        Field("access_rights", DCT.accessRights, "link"),
        Field("modified", DCT.modified, "date"),
        Field("issued", DCT.issued, "date"),
        Field("language", DCT.language, "link", many=True),
        Field("version", OWL.versionInfo, "plain", reads=(DCAT.version,)),
        Field("version_notes", ADMS.versionNotes, "plain"),
        Field("dcat_type", DCT.type, "link"),
        Field("url", DCAT.landingPage, "link"),
        Field("homepage", FOAF.homepage, "link"),
        Field("temporal_coverage", DCT.temporal, "node", many=True, node=PERIOD),
        Field("temporal_resolution", DCAT.temporalResolution, "duration"),
        Field("spatial_coverage", DCT.spatial, "node", many=True, node=PLACE),
        Field("spatial_resolution_in_meters", DCAT.spatialResolutionInMeters, "number"),
        Field("rights_holder", DCT.rightsHolder, "node", many=True, node=AGENT),
        Field("publisher", DCT.publisher, "node", many=True, node=AGENT),
        Field("creator", DCT.creator, "node", many=True, node=AGENT),
        Field("contact", DCAT.contactPoint, "node", many=True, node=CONTACT),
        Field("conforms_to_details", DCT.conformsTo, "node", many=True, node=STANDARD),
        Field("conforms_to", DCT.conformsTo, "link", many=True),
        Field("hvd_category", DCATAP.hvdCategory, "link", many=True),
        Field("applicable_legislation", DCATAP.applicableLegislation, "link", many=True),
        Field("provenance", DCT.provenance, "statement"),
        Field("documentation", FOAF.page, "link", many=True),
        Field("is_version_of", DCT.isVersionOf, "link", many=True),
        Field("has_version", DCAT.hasVersion, "link", many=True),
        Field("is_referenced_by", DCT.isReferencedBy, "link", many=True),
        Field("related_resource", DCT.relation, "link", many=True),
        Field("source", DCT.source, "link", many=True),
        Field("sample", ADMS.sample, "link", many=True),
        Field("qualified_relation", DCAT.qualifiedRelation, "node", many=True, node=RELATION),
    ),
)

DISTRIBUTION = Node(
    (DCATAPIT.Distribution, DCAT.Distribution),
    (
        Field("name", DCT.title, "text"),
        Field("description", DCT.description, "text"),
        Field("access_url", DCAT.accessURL, "link"),
        Field("download_url", DCAT.downloadURL, "link"),
        Field("file_type", DCT.format, "link"),
        Field("license", DCT.license, "link"),
        Field("mimetype", DCAT.mediaType, "link"),
        Field("compress_format", DCAT.compressFormat, "link"),
        Field("package_format", DCAT.packageFormat, "link"),
        Field("size", DCAT.byteSize, "integer"),
        Field("checksum", SPDX.checksum, "node", node=CHECKSUM),
        Field("rights", DCT.rights, "statement"),
        Field("availability", DCATAP.availability, "link"),
        Field("status", ADMS.status, "link"),
        Field("issued", DCT.issued, "date"),
        Field("modified", DCT.modified, "date"),
        Field("temporal_resolution", DCAT.temporalResolution, "duration"),
        Field("spatial_resolution_in_meters", DCAT.spatialResolutionInMeters, "number"),
        Field("language", DCT.language, "link", many=True),
        Field("documentation", FOAF.page, "link", many=True),
        Field("conforms_to", DCT.conformsTo, "link", many=True),
        Field("applicable_legislation", DCATAP.applicableLegislation, "link", many=True),
        Field("access_services", DCAT.accessService, "node", many=True, node=SERVICE),
    ),
)

STATEMENT_CLASS = {DCT.provenance: DCT.ProvenanceStatement, DCT.rights: DCT.RightsStatement}
STATEMENT_TEXT = RDFS.label
