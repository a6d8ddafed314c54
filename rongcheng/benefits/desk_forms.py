"""The form with which a clerk applies for somebody: what is not known, papers, account, consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.appeals.services.attachments import LARGEST, Upload, recognised
from rongcheng.core.errors import Refusal
from rongcheng.people.forms import PlaceSearch
from rongcheng.rulekit.facts import Fact
from rongcheng.rulekit.nodes import Value

from .accounts import Account, own_account
from .asking import answered, as_sent, question, told
from .getting import Benefit, papers_of

OPEN = ("", gettext_lazy("not known"))


class ApplyForm(forms.Form):
    """One benefit for one person; the fields depend on what the rule asks for."""

    bank = forms.CharField(label=gettext_lazy("Bank"), max_length=80, required=False)
    number = forms.CharField(
        label=gettext_lazy("Card or account number"), max_length=40, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    same = forms.BooleanField(
        label=gettext_lazy("The account of last time"), required=False, initial=True
    )
    consent = forms.CharField(
        label=gettext_lazy("How they agreed"), max_length=200,
        help_text=gettext_lazy("In your words: they sit here, or rang on which day."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, benefit: Benefit, owner: str, known: Account | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.benefit, self.owner, self.known = benefit, owner, known
        self.asked = [
            fact for name in benefit.rule.facts()
            if (fact := benefit.about.facts[name]).source == "asked"
        ]  # fmt: skip
        for fact in self.asked:
            self.fields[f"fact_{fact.name}"] = self._field(fact)
        self.papers = papers_of(benefit)
        for at, paper in enumerate(self.papers):
            self.fields[f"paper_{at}"] = forms.FileField(
                label=told(dict(paper)), required=False,
                widget=forms.ClearableFileInput({"accept": "image/*,application/pdf"}),
            )  # fmt: skip
        if known is None or not benefit.paid:
            del self.fields["same"]
        if not benefit.paid:
            del self.fields["bank"], self.fields["number"]

    def _field(self, fact: Fact) -> forms.Field:
        asks = question(fact)
        seen = {f.name: f.value for line in self.benefit.found.lines for f in line.facts}
        now = as_sent(fact, seen.get(fact.name))
        if asks.kind == "choice":
            return forms.ChoiceField(
                label=asks.ask, choices=[OPEN, *asks.choices], required=False, initial=now
            )
        widget: forms.Widget = forms.TextInput({"inputmode": "decimal"})
        if asks.kind == "date":
            widget = forms.DateInput({"type": "date"})
        elif asks.kind == "place":
            widget = PlaceSearch()
        label = f"{asks.ask}（{asks.unit}）" if asks.unit else asks.ask
        return forms.CharField(
            label=label, required=False, initial=now, max_length=120, widget=widget
        )

    def facts(self) -> list[forms.BoundField]:
        return [self[f"fact_{fact.name}"] for fact in self.asked]

    def files_asked(self) -> list[forms.BoundField]:
        return [self[f"paper_{at}"] for at in range(len(self.papers))]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.said: dict[str, Value] = {}
        for fact in self.asked:
            text = str(given.get(f"fact_{fact.name}") or "")
            if text:
                self._note(f"fact_{fact.name}", lambda f=fact, t=text: self._say(f, t))
        self.account: Account | None = None
        if given.get("number") or given.get("bank"):  # also where last time's is still ticked
            self._note("number", lambda: self._take_account(given))
        elif given.get("same"):
            self.account = self.known
        self.uploads: list[tuple[str, Upload]] = []
        for at, paper in enumerate(self.papers):
            if sent := given.get(f"paper_{at}"):
                self._note(f"paper_{at}", lambda p=paper, s=sent: self._take(p["zh"], s))
        return given

    def _note(self, field: str, act: Any) -> None:
        try:
            act()
        except Refusal as refusal:
            self.add_error(field, str(refusal))

    def _say(self, fact: Fact, text: str) -> None:
        self.said[fact.name] = answered(fact, text)

    def _take_account(self, given: dict[str, Any]) -> None:
        if not given.get("bank"):
            raise Refusal(_("Name the bank, as on the card."))
        self.account = own_account(Account(self.owner, given["bank"], given["number"]), self.owner)

    def _take(self, title: str, sent: Any) -> None:
        upload = Upload(sent.name[-120:], sent.read(LARGEST + 1))
        recognised(upload)
        self.uploads.append((title, upload))
