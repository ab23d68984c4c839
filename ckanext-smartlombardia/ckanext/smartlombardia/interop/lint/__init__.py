"""Descriptions of APIs -> what the Italian guidelines and the OpenAPI specification say of them. No CKAN, no network.

    from ckanext.smartlombardia.interop import lint

    for finding in lint.lint(content):
        print(finding.line, finding.says["it"], finding.remedy["it"])

Verdicts are those of the official linter (Spectral with the rules of the national catalogue) for every rule of severity
`error`. Only the linter itself may say that an API is ready for PDND.
"""

from . import rules  # importing them registers their functions
from .api_rules import ApiRule, all_rules
from .check import ApiFinding, breaches, lint, profile_of

__all__ = ["ApiFinding", "ApiRule", "all_rules", "breaches", "lint", "profile_of", "rules"]
