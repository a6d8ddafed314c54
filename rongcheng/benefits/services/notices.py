"""Public notices: put up and taken down by themselves, objections received and settled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, System, record
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, NoticeLine, Objection, PublicNotice
from rongcheng.benefits.permissions import part_for
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.places.codes import COUNTY, at_level

from . import recognising
from .log import add
from .reviewing import refuse

PLATFORM = System("融城")
PUBLIC = System("公示异议")
SHORTEST, LONGEST = 6, 2000
PER_ADDRESS_A_DAY, PER_LINE = 5, 50
PHONE = re.compile(r"1\d{10}|0\d{9,11}")


class TooMany(Refusal):
    """More objections than somebody could mean."""

    status = 429


@transaction.atomic
def put_up(*, application: Application, at: datetime | None = None) -> PublicNotice:
    """Put an approved application on its county's notice of the day; made if it is the first.

    Raises:
        Conflict: it is not at the stage of public notice.
    """
    if application.stage != Stage.NOTICE:
        raise Conflict(_("Only what was approved and not carried out yet is put on notice."))
    at = at or timezone.now()
    day = timezone.localdate(at)
    county = at_level(application.place_id, COUNTY)
    notice, made = PublicNotice.objects.get_or_create(
        county_id=county, pack=application.pack, rule=application.rule, day=day,
        defaults={"number": "", "put_up_at": at, "ends_at": at},
    )  # fmt: skip
    if made:
        notice.number = f"N{day:%y%m%d}{notice.pk:05}"
    NoticeLine.objects.get_or_create(notice=notice, application=application)
    add(application, "put_up", by=PLATFORM, at=at, notice=notice.number)
    notice.ends_at, notice.over_at = application.due_at or at, None
    notice.save()
    return notice


@dataclass
class Taken:
    """What one round over the notices did: sheets taken down, applications carried on."""

    notices: int = 0
    applications: int = 0


def take_down(*, now: datetime | None = None) -> Taken:
    """Take down what is over; applications without an open objection go on.

    Safe to repeat, and what one application refuses stops no other.
    """
    now = now or timezone.now()
    done = Taken()
    for pk in PublicNotice.objects.filter(over_at=None, ends_at__lte=now).values_list("pk"):
        with transaction.atomic():
            notice = PublicNotice.objects.select_for_update().get(pk=pk[0])
            if notice.over_at is None:
                notice.over_at = now
                notice.save(update_fields=["over_at"])
                done.notices += 1
    waiting = Application.objects.filter(stage=Stage.NOTICE, due_at__lte=now)
    for application in waiting.order_by("pk"):
        with transaction.atomic():
            done.applications += go_on(application, now)
    return done


def go_on(application: Application, now: datetime) -> bool:
    """Carry on an application whose notice is over; not while an objection is open."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    over = application.stage == Stage.NOTICE and (application.due_at or now) <= now
    if not over or open_objections(application).exists():
        return False
    add(application, "notice_over", by=PLATFORM, at=now)
    recognising.follow(by=PLATFORM, application=application)
    return True


def open_objections(application: Application) -> QuerySet[Objection]:
    """Objections against an application that nobody has settled yet."""
    return Objection.objects.filter(line__application=application, settled_at=None)


@transaction.atomic
def object_to(
    *, notice: PublicNotice, line: int, text: str, phone: str = "", address: str = ""
) -> Objection:
    """Receive what somebody says against a line of a notice that is up.

    Args:
        line: primary key of the line.
        address: network address it came from; only its blind index is kept.

    Raises:
        Conflict: the notice is over, or the application is no longer on it.
        Refusal: no words, too many of them, or a phone that is none.
        TooMany: several from one address in a day.
    """
    if notice.over_at is not None or notice.ends_at <= timezone.now():
        raise Conflict(_("This notice is over. Tell the county's employment service instead."))
    found = notice.lines.filter(pk=line).select_related("application").first()
    if found is None or found.application.stage != Stage.NOTICE:
        raise Conflict(_("Choose which line of the notice it is about."))
    text, phone = text.strip(), "".join(phone.split())
    if not SHORTEST <= len(text) <= LONGEST:
        raise Refusal(
            _("Say in %(a)d to %(b)d signs what is not right.") % {"a": SHORTEST, "b": LONGEST}
        )
    if phone and not PHONE.fullmatch(phone):
        raise Refusal(_("%(phone)s is no phone number; leave it out or correct it.")
                      % {"phone": phone})  # fmt: skip
    index = blind(address, "address") if address else None
    _not_too_many(found, index)
    objection = Objection.objects.create(
        line=found, text=text, phone=phone or None, address=index,
    )  # fmt: skip
    add(found.application, "objected", by=PUBLIC, objection=objection.pk)
    return objection


def _not_too_many(line: NoticeLine, address: UUID | None) -> None:
    day = timezone.now() - timedelta(days=1)
    today = Objection.objects.filter(address=address, received_at__gt=day)
    if address is not None and today.count() >= PER_ADDRESS_A_DAY:
        raise TooMany(
            _("Several objections came from this network today. Go to the desk of the county's "
              "employment service, or try again tomorrow.")
        )  # fmt: skip
    if line.objections.count() >= PER_LINE:
        raise TooMany(_("Many objections came against this line; the office checks them."))


@transaction.atomic
def settle(*, by: Staff, objection: Objection, upheld: bool, text: str, clause: str = "") -> None:
    """Decide an objection: upheld refuses the application, otherwise it goes on.

    Args:
        text: what the check found.
        clause: by which clause it is refused, where it is upheld.

    Raises:
        NotAllowed: ``by`` does not approve this amount at this place.
        Conflict: it was settled already.
        Refusal: words or clause are missing.
    """
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    application = objection.line.application
    part_for(by, application, "objection_settled")
    if objection.settled_at is not None:
        raise Conflict(_("This objection was settled by %(who)s.") % {"who": objection.settled_by})
    if upheld and not clause:
        raise Refusal(_("Name the clause by which it is refused."))
    objection.upheld, objection.answer = upheld, text.strip()
    objection.settled_at, objection.settled_by = timezone.now(), by.actor_name
    add(application, "objection_settled", by=by, text=text, upheld=upheld, objection=objection.pk)
    objection.save()
    if upheld:
        refuse(by=by, application=application, reason=text, clause=clause)
    else:
        go_on(application, timezone.now())


def note_printed(*, by: Actor, notice: PublicNotice) -> None:
    """Leave a trace that a sheet of the notice was made."""
    record("benefits.notice_printed", by=by, place=notice.county_id, notice=notice.number)
