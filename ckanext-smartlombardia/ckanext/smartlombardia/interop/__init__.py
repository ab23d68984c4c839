"""Interoperability: facts -> rules -> verdicts -> findings, levels, islands.

    from ckanext.smartlombardia import interop

    for verdict in interop.judge(interop.Subject("c_f205", "municipality", "Milano", "c_f205"), facts):
        finding = interop.finding(subject, verdict)
    interop.judge_groups(interop.eservice_groups(eservices))

Unknown is never fail; nobody is compared where the needs table asks for no exchange.
"""

from .catalogue import Rule, all_rules
from .eservices import EService, eservice
from .exchange import Exchange, Interface, Island, System, exchange
from .families import Family, families
from .groups import Group, GroupVerdict, eservice_groups, judge_groups, platform_groups
from .judge import finding, is_public, judge, label
from .levels import Level, Score, level, score
from .needs import Need, need, needs
from .systems import system
from .values import Assessment, Evidence, Exemption, Finding, Outcome, Subject

__all__ = [
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
    "Need",
    "Outcome",
    "Rule",
    "Score",
    "Subject",
    "System",
    "all_rules",
    "eservice",
    "eservice_groups",
    "exchange",
    "families",
    "finding",
    "is_public",
    "judge",
    "judge_groups",
    "label",
    "level",
    "need",
    "needs",
    "platform_groups",
    "score",
    "system",
]
