"""Forms for offices and accounts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rongcheng.places.codes import COUNTY, PREFECTURE, PROVINCE, from_digits
from rongcheng.places.models import Place
from rongcheng.places.queries import search_places

from .models import Office, Staff
from .permissions import manages_everywhere
from .queries import offices_for
from .roles import GRANTS, Role
from .scope import scope_of

MANY = 300


class PlaceField(forms.CharField):
    """A place typed as its name, pinyin initials or code; the value is the ``Place``."""

    def __init__(self, *, within: int = 0, **kwargs: object) -> None:
        self.within = within
        super().__init__(**kwargs)

    def clean(self, value: object) -> Place | None:
        text = super().clean(value)
        if not text:
            return None
        code = from_digits(text)
        found = list(
            Place.objects.filter(code=code)
            if code
            else Place.objects.filter(full_name=text)
            or search_places(text, within_code=self.within, limit=6)
        )
        exact = [place for place in found if text in (place.name, place.full_name)]
        found = exact if len(exact) == 1 else found
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("No place is called “%(text)s”. Try part of its name, or its code.")
                % {"text": text}
            )
        names = "、".join(f"{place.full_name}（{place.code}）" for place in found[:5])
        raise forms.ValidationError(
            _("“%(text)s” may be several places: %(names)s. Type the code of the one you mean.")
            % {"text": text, "names": names}
        )

    def prepare_value(self, value: object) -> object:
        return value.full_name if isinstance(value, Place) else value


class PasswordForm(forms.Form):
    """The present password and a new one, typed twice."""

    old = forms.CharField(
        label=gettext_lazy("Present password"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip
    new = forms.CharField(
        label=gettext_lazy("New password"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 8 characters, three of: small letters, capitals, digits, other characters."
        ),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("New password again"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict:
        given = super().clean()
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return given


class CodeForm(forms.Form):
    """A code from the authenticator app, or a backup code."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"), max_length=16,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
        help_text=gettext_lazy("Six digits from the app, or one of your backup codes."),
    )  # fmt: skip


class TokenForm(forms.Form):
    """A new token's name and how long it works."""

    DAYS = ((30, gettext_lazy("30 days")), (180, gettext_lazy("180 days")),
            (365, gettext_lazy("1 year")))  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("What for"), max_length=60,
        help_text=gettext_lazy("For example: monthly report script."),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=gettext_lazy("Works for"), choices=DAYS, coerce=int, initial=180
    )


class OfficeForm(forms.ModelForm):
    """An office; its place is asked only when it is new."""

    place = PlaceField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Name, pinyin initials or code of the place it answers for."),
    )

    class Meta:
        model = Office
        fields = ["name", "kind", "place", "parent", "valid_from", "valid_to"]
        widgets = {
            "valid_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: object, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(by)
        self.fields["place"].within = 0 if manages_everywhere(by) else scope.lo
        self.fields["parent"].queryset = offices_for(by).filter(successor=None)
        self.fields["parent"].label_from_instance = label_of
        shorten(self.fields["parent"], self.instance.parent_id)
        if self.instance.pk:
            del self.fields["place"]
        else:
            del self.fields["valid_to"]

    def validate_constraints(self) -> None:
        """Left to the service, which says it in a sentence."""

    def _post_clean(self) -> None:
        """The instance is changed by the service alone."""


class StaffForm(forms.Form):
    """An account; the username is asked only when it is new."""

    username = forms.RegexField(
        r"^[\w.@+-]+$", label=gettext_lazy("Username"), max_length=150,
        help_text=gettext_lazy("Letters and digits, as typed at log-in."),
        error_messages={"invalid": gettext_lazy("Use letters, digits and @ . + - _ only.")},
    )  # fmt: skip
    full_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    office = forms.ModelChoiceField(
        Office.objects.none(), label=gettext_lazy("Office"), required=False
    )
    second_factor_required = forms.BooleanField(
        label=gettext_lazy("Log-in asks for a code from an authenticator app"), required=False
    )

    def __init__(self, *args: object, by: Staff, new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        allowed = GRANTS.get(by.role, frozenset())
        self.fields["role"].choices = [r for r in Role.choices if r[0] in allowed]
        self.fields["office"].queryset = offices_for(by).filter(successor=None)
        self.fields["office"].label_from_instance = label_of
        self.fields["office"].required = not manages_everywhere(by)
        shorten(self.fields["office"], self["office"].value())
        if not new:
            del self.fields["username"]


class ListFilter(forms.Form):
    """Narrows the lists of offices and accounts."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=60)
    place = PlaceField(label=gettext_lazy("Place"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    closed = forms.BooleanField(label=gettext_lazy("Show closed accounts"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *Role.choices]


class SuccessionForm(forms.Form):
    """Which office takes over, and from when."""

    successor = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("Successor"))
    on = forms.DateField(
        label=gettext_lazy("From day"), widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("First day on which the successor is responsible."),
    )  # fmt: skip

    def __init__(self, *args: object, by: Staff, office: Office, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = (
            offices_for(by).filter(successor=None).exclude(pk=office.pk)
        )
        self.fields["successor"].label_from_instance = label_of
        shorten(self.fields["successor"], self["successor"].value())


def shorten(field: forms.ModelChoiceField, chosen: object) -> None:
    """Offer no thousands of offices: those of counties and above, and the one chosen already."""
    if field.queryset.count() <= MANY:
        return
    offered = list(field.queryset.filter(place__level__in=(PROVINCE, PREFECTURE, COUNTY))[:MANY])
    if str(chosen or "").isdigit():
        offered = [*field.queryset.filter(pk=chosen), *(o for o in offered if o.pk != int(chosen))]
    field.widget.choices = [("", field.empty_label), *((o.pk, label_of(o)) for o in offered)]
    field.help_text = _(
        "Offices of counties and above are offered here; for another one open the office and add "
        "the account there."
    )


def label_of(office: Office) -> str:
    """Two offices of one name lie at two places, so the place stands with the name."""
    return f"{office.name}（{office.place.full_name}）"
