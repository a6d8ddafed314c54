"""What this part tells on the pages of persons and employers: posts, loans, yearly proofs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.employers import beside as employers
from rongcheng.employers.models import Employer
from rongcheng.people import beside as people
from rongcheng.people.models import Person

from .models import Proof
from .queries.loans import visible_loans
from .queries.posts import visible_holdings
from .queries.workshops import recognitions


@people.register
def posts_of(staff: Staff, person: Person) -> list[people.Told]:
    """The public-welfare posts that a person holds or held."""
    return [
        people.Told(
            _("Public-welfare post"),
            f"{holding.post.title} · {holding.post.place.name}"
            + (f" · {holding.get_why_display()}" if holding.left_on else ""),
            reverse("benefits:posts_holder", args=[holding.pk]),
        )
        for holding in visible_holdings(staff).filter(person=person)
    ]


@people.register
def loans_of(staff: Staff, person: Person) -> list[people.Told]:
    """The loans of a person."""
    return [
        people.Told(
            loan.get_scheme_display(), f"{loan.bank} · {loan.get_state_display()}",
            reverse("benefits:loans_one", args=[loan.pk]),
        )
        for loan in visible_loans(staff).filter(person=person)
    ]  # fmt: skip


@employers.register
def proof_of(staff: Staff, employer: Employer) -> employers.Told | None:
    """How many people counted in the latest yearly proof of an employer."""
    proofs = Proof.objects.filter(
        recognition__in=recognitions(staff).filter(employer=employer).values("pk")
    )
    latest = proofs.order_by("-year", "-pk").first()
    if latest is None:
        return None
    url = reverse("benefits:workshops_proof", args=[latest.pk])
    label = _("People counted in the proof of %(year)d") % {"year": latest.year}
    return employers.Told(label, latest.counted or 0, url)
