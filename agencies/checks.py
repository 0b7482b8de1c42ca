"""What must hold before the product starts: for whom the second step of signing in is required."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from accounts.roles import Role


def roles_are_known(**_kwargs: Any) -> list[CheckMessage]:
    """A role that is misspelt would be required of nobody."""
    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values))
    if not unknown:
        return []
    hint = f"Known are: {', '.join(Role.values)}."
    message = f"SECOND_FACTOR_ROLES names roles that are not there: {', '.join(unknown)}."
    return [Error(message, hint=hint, id="agencies.E002")]


def somebody_needs_it(**_kwargs: Any) -> list[CheckMessage]:
    """Production requires a second step of those who see personal data."""
    if settings.SECOND_FACTOR_ROLES:
        return []
    hint = "Leave SECOND_FACTOR_ROLES out, or name the roles."
    message = "SECOND_FACTOR_ROLES is empty: a password alone opens families’ data."
    return [Error(message, hint=hint, id="agencies.E001")]
