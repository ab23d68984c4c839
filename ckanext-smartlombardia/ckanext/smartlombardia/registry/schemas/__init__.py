"""The five package types, one YAML each: the one home of every field."""

KINDS = ("platform", "software", "dataservice", "dataset", "project")

DATASET_SCHEMAS = [f"ckanext.smartlombardia.registry.schemas:{kind}.yaml" for kind in KINDS]
PRESETS = ["ckanext.smartlombardia.registry:presets.yaml"]
