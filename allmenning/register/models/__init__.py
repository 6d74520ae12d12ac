"""Bodies, the codes they had, the facts known about them, and who may act for them."""

from allmenning.register.models.body import Body, Source
from allmenning.register.models.code import CodeChange, CodePart, CodeVersion
from allmenning.register.models.fact import Attribute, Doubt, Revision, typed
from allmenning.register.models.member import BodyRole, Domain, DomainRequest, Membership

__all__ = [
    "Attribute",
    "Body",
    "BodyRole",
    "CodeChange",
    "CodePart",
    "CodeVersion",
    "Domain",
    "DomainRequest",
    "Doubt",
    "Membership",
    "Revision",
    "Source",
    "typed",
]
