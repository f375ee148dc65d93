"""The errors that the domain raises (one set for both applications)."""

from accounts.errors import InvalidInput, RuleBroken, StaleVersion

__all__ = ["InvalidInput", "RuleBroken", "StaleVersion"]
