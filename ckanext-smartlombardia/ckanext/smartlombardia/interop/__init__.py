"""Interoperability: facts -> rules -> verdicts -> findings, levels, islands.

    from ckanext.smartlombardia import interop

    for verdict in interop.judge(interop.Subject("c_f205", "municipality", "Milano", "c_f205"), facts):
        finding = interop.to_finding(subject, verdict)
    interop.judge_groups(interop.eservice_groups(eservices))

Unknown is never fail; nobody is compared where the needs table asks for no exchange.
"""

from . import rules  # importing them registers their functions
from .eservices import EService, eservice
from .exchange import Exchange, Interface, Island, System, exchange
from .families import Family, families
from .group_judgement import GroupVerdict, judge_groups
from .groups import BY_ASPECT, Group, eservice_groups, model_groups, platform_groups, product_groups, template_groups
from .judge import is_public, judge, label, to_finding
from .levels import Level, Score, level, score
from .lockin import LockIn, lock_in
from .needs import Need, need, needs
from .rule_registry import Rule, all_rules, on_groups
from .systems import api, system
from .values import Aspect, Assessment, Evidence, Exemption, Finding, Outcome, Subject

__all__ = [
    "BY_ASPECT",
    "Aspect",
    "Assessment",
    "EService",
    "Evidence",
    "Exchange",
    "Exemption",
    "Family",
    "Finding",
    "Group",
    "GroupVerdict",
    "Interface",
    "Island",
    "Level",
    "LockIn",
    "Need",
    "Outcome",
    "Rule",
    "Score",
    "Subject",
    "System",
    "all_rules",
    "api",
    "eservice",
    "eservice_groups",
    "exchange",
    "families",
    "is_public",
    "judge",
    "judge_groups",
    "label",
    "level",
    "lock_in",
    "model_groups",
    "need",
    "needs",
    "on_groups",
    "platform_groups",
    "product_groups",
    "rules",
    "score",
    "system",
    "template_groups",
    "to_finding",
]
