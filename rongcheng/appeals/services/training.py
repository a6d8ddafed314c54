"""Training the recognition anew from the offices' corrections, and choosing what reads appeals."""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals import recognition
from rongcheng.appeals.models import TrainedModel, TrainingChoice
from rongcheng.appeals.queries.corrections import Lesson, lessons
from rongcheng.appeals.recognition import Correction, Recogniser
from rongcheng.audit.services import Actor, System, record
from rongcheng.core.errors import Conflict, NotAllowed
from rongcheng.places.codes import PREFECTURE, PROVINCE, level_of
from rongcheng.web.spreadsheets import safe

MARGIN = 0.01
"""By how much accuracy and macro-F1 on the shipped examples may fall for a model to be kept."""
KEPT_FOLDERS = 10
"""So many versions keep their files, so that one can go back to them."""
GIVEN_UP = timedelta(hours=1)
"""A training that lasts longer was cut off: another one may begin."""
HEADS = ("category", "urgency", "arrears")
COLUMNS = ("text", "category", "urgency", "arrears", "source")
CHOOSING = (PREFECTURE, PROVINCE)
"""Levels of places whose supervisors choose what reads everywhere."""
State = TrainedModel.State


@dataclass(frozen=True)
class Exported:
    """Corrections as a CSV file, with how many and the hash of its bytes."""

    content: bytes
    rows: int
    sha256: str


def begin(*, by: Actor) -> TrainedModel:
    """A training that is to run now; do it with ``train``.

    Raises:
        NotAllowed: the role does not include it.
        Conflict: one is running.
    """
    _may_choose(by)
    TrainedModel.objects.filter(
        state=State.RUNNING, made_at__lt=timezone.now() - GIVEN_UP
    ).update(state=State.FAILED, problem=_("It did not come to an end."))  # fmt: skip
    try:
        with transaction.atomic():
            return TrainedModel.objects.create(
                by=by.actor, by_name=by.actor_name, state=State.RUNNING
            )
    except IntegrityError as error:
        raise Conflict(_("A training is running; wait until it is done.")) from error


def train(*, by: Actor, run: TrainedModel) -> TrainedModel:
    """Train on the shipped examples and all corrections; use the result unless it is worse.

    It is worse if accuracy or macro-F1 of a head, cross-validated on the shipped examples, lies
    more than ``MARGIN`` under those of the shipped model: then what was in use stays in use.
    """
    _may_choose(by)
    try:
        _trained(run)
    except Exception as error:
        logging.getLogger(__name__).exception("the training of the recognition failed")
        run.state, run.problem = State.FAILED, str(error)[:500]
    with transaction.atomic():
        _keep(run)
        record("appeals.trained", by=by, state=run.state, version=run.version,
               corrections=run.corrections, figures=run.figures)  # fmt: skip
    _drop_old_folders()
    return run


def _trained(run: TrainedModel) -> None:
    """Fill in what came of a training; its files are there if it is kept."""
    models, base = recognition.models_folder(), recognition.load()
    said = _known([lesson.correction for lesson in lessons()], base)
    run.corrections = len(said)
    run.version = recognition.version_of(said, timezone.localdate())
    if _nothing_new(run):
        run.state = State.SAME
        return
    made = recognition.shipped(models, said, name=run.version)
    run.figures = {"now": _figures(made), "before": _figures(base)}
    run.card = {head: dict(getattr(made, head).card) for head in HEADS}
    run.problem = "；".join(_losses(run.figures))
    run.state = State.WORSE if run.problem else State.KEPT
    if run.state == State.WORSE:
        shutil.rmtree(models / run.version, ignore_errors=True)


def _known(said: list[Correction], base: Recogniser) -> list[Correction]:
    """Corrections to labels that the model knows; another label would need examples first."""
    known = {head: set(getattr(base, head).labels) for head in HEADS[:2]}
    kept = [
        Correction(
            each.text, each.category if each.category in known["category"] else None,
            each.urgency if each.urgency in known["urgency"] else None,
        )
        for each in said
    ]  # fmt: skip
    return [each for each in kept if each.category or each.urgency]


def _nothing_new(run: TrainedModel) -> bool:
    """Whether the model of just these corrections and examples is there, whatever its day."""
    mark = run.version.rpartition("-")[2]
    return not run.corrections or any(
        _has_files(version)
        for version in TrainedModel.objects.filter(
            state=State.KEPT, version__endswith=f"-{mark}"
        ).values_list("version", flat=True)
    )


def _figures(model: Recogniser) -> dict[str, dict[str, float]]:
    """Accuracy and macro-F1 of each head on the shipped examples, unseen in training."""
    found = {}
    for head in HEADS:
        card = getattr(model, head).card
        of = card.get("on_examples") or card["cross_validated"]
        found[head] = {"accuracy": of["accuracy"], "macro_f1": of["macro_f1"]}
    return found


def _losses(figures: dict[str, Any]) -> list[str]:
    """Each figure that fell by more than the margin, in words; none if the model may be used."""
    return [
        f"{head} {name}: {figures['before'][head][name]:.4f} → {value:.4f}"
        for head, of in figures["now"].items() for name, value in of.items()
        if value < figures["before"][head][name] - MARGIN
    ]  # fmt: skip


def _keep(run: TrainedModel) -> None:
    if run.state == State.KEPT:
        # Made before and lost its files: the newer row stands for it.
        TrainedModel.objects.filter(state=State.KEPT, version=run.version).delete()
        TrainedModel.objects.filter(in_use=True).update(in_use=False)
        run.in_use = True
    run.save()
    if run.in_use:
        recognition.choose(recognition.models_folder(), run.version)


@transaction.atomic
def use(*, by: Staff, version: str) -> None:
    """Let another version that is there read new appeals; the shipped one by its plain name.

    Raises:
        NotAllowed: the role does not include it.
        Conflict: there is no such version, or its files are gone.
    """
    _may_choose(by)
    row = TrainedModel.objects.filter(state=State.KEPT, version=version).first()
    if version != recognition.NAME and (row is None or not _has_files(version)):
        raise Conflict(_("The files of %(version)s are not here any more.") % {"version": version})
    before = recognition.chosen(recognition.models_folder())
    TrainedModel.objects.filter(in_use=True).update(in_use=False)
    if row is not None:
        TrainedModel.objects.filter(pk=row.pk).update(in_use=True)
    record("appeals.model_chosen", by=by, version=version, before=before)
    recognition.choose(recognition.models_folder(), version)


@transaction.atomic
def let_restricted(*, by: Staff, allowed: bool) -> TrainingChoice:
    """Decide for one's place whether its restricted appeals teach the recognition."""
    if not by.can(Can.TUNE_APPEALS) or by.office is None:
        raise NotAllowed(_("Your role does not train the recognition."))
    place = by.office.place_id
    record("appeals.training_choice", by=by, place=place, restricted_too=allowed)
    return TrainingChoice.objects.update_or_create(
        place_id=place, defaults={"restricted_too": allowed}
    )[0]


def export_corrections(*, by: Actor) -> Exported:
    """All corrections that ``by`` may read, as a file that ``rongcheng appeals train`` takes.

    Raises:
        NotAllowed: the role includes either no training or no exports.
    """
    _may_tune(by)
    if isinstance(by, Staff) and not by.can(Can.EXPORT):
        raise NotAllowed(_("Your role does not include exports."))
    found = lessons(by if isinstance(by, Staff) else None)
    content = _as_csv(found)
    made = Exported(content, len(found), hashlib.sha256(content).hexdigest())
    place = by.office.place_id if isinstance(by, Staff) and by.office else None
    record("appeals.corrections_exported", by=by, place=place, rows=made.rows, sha256=made.sha256)
    return made


def _as_csv(found: list[Lesson]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for each in found:
        writer.writerow([safe(each.text), each.category, each.urgency, "", each.source])
    return ("\ufeff" + buffer.getvalue()).encode()


def _may_tune(by: Actor) -> None:
    if not isinstance(by, System) and not (isinstance(by, Staff) and by.can(Can.TUNE_APPEALS)):
        raise NotAllowed(_("Your role does not train the recognition."))


def may_choose(by: Actor) -> bool:
    """Whether ``by`` decides which version reads: one model reads the appeals of every place, so
    that is for supervisors of a prefecture or province; a county contributes its corrections."""
    if not isinstance(by, Staff):
        return isinstance(by, System)
    both = by.can(Can.TUNE_APPEALS) and by.can(Can.SUPERVISE_APPEALS)
    return both and by.office is not None and level_of(by.office.place_id) in CHOOSING


def _may_choose(by: Actor) -> None:
    _may_tune(by)
    if not may_choose(by):
        raise NotAllowed(
            _("One model reads the appeals of every place; a supervisor of the prefecture or "
              "province trains it and chooses its version. Your corrections teach it.")
        )  # fmt: skip


def _has_files(version: str) -> bool:
    return (recognition.models_folder() / version / "made.json").is_file()


def _drop_old_folders() -> None:
    kept = TrainedModel.objects.filter(state=State.KEPT, in_use=False)
    for version in kept.values_list("version", flat=True)[KEPT_FOLDERS:]:
        shutil.rmtree(recognition.models_folder() / version, ignore_errors=True)
