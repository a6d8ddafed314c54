"""Bank accounts of applicants: money goes to an account in the applicant's own name only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal

ACCOUNT_PURPOSE = "account"
SHORTEST, LONGEST = 8, 30


@dataclass(frozen=True)
class Account:
    """Where money goes: the holder's name as the bank has it, the bank, the number."""

    holder: str
    bank: str
    number: str


def own_account(account: Account, owner: str) -> Account:
    """The account with its number in plain digits.

    Raises:
        Refusal: the holder is somebody else, or the number is none.
    """
    if account.holder.strip() != owner:
        raise Refusal(
            _("The account must be in the applicant's own name (%(own)s), not %(holder)s.")
            % {"own": owner, "holder": account.holder}
        )
    number = "".join(account.number.split())
    if not (number.isascii() and number.isdigit() and SHORTEST <= len(number) <= LONGEST):
        raise Refusal(_("A bank account number has 8 to 30 digits; look at the card again."))
    return replace(account, holder=owner, bank=account.bank.strip(), number=number)
