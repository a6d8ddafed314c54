"""What a password must be made of, as assessors of graded protection (等级保护) expect."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())


class ThreeKinds:
    """At least three of: small letters, capitals, digits, other characters (Chinese counts)."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the password is made of fewer kinds."""
        present = sum(any(kind(c) for c in password) for kind in KINDS)
        chinese = any(c.isalpha() and not c.isascii() for c in password)
        if present + chinese < 3:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, other characters.")
