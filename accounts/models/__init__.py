"""Administrations, agencies, people, tokens and the audit chain."""

from accounts.models.audit import AuditEntry, DigestKey, Ledger
from accounts.models.idempotency import KeptAnswer
from accounts.models.people import User
from accounts.models.places import Agency, AgencyFact, Region
from accounts.models.tokens import ApiToken

__all__ = [
    "Agency",
    "AgencyFact",
    "ApiToken",
    "AuditEntry",
    "DigestKey",
    "KeptAnswer",
    "Ledger",
    "Region",
    "User",
]
