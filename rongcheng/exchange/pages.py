"""The page of one's webhooks: made, tried, switched on again, taken away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rongcheng.appeals.events import TABLE
from rongcheng.core.errors import Refusal
from rongcheng.people.views.pages import page

from .appeals import PUBLIC
from .models import Delivery
from .services import webhooks as services
from .services.pinging import ping

LATEST = 20


class WebhookForm(forms.Form):
    """Where to, and of what."""

    url = forms.CharField(
        label=gettext_lazy("Web address"), max_length=500,
        widget=forms.URLInput({"placeholder": "https://…", "autocomplete": "off"}),
        help_text=gettext_lazy("Of your program; https, or http inside your network."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Tell it of"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: of everything that you may read."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["events"].choices = [
            (code, kind.wording) for code, kind in TABLE.items() if code in PUBLIC
        ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page(*services.MAY)
def webhooks(request: HttpRequest) -> HttpResponse:
    """My webhooks, what was sent of late, and a form for a new one."""
    form = WebhookForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _hook, secret = services.make_webhook(by=request.user, **form.cleaned_data)
        except Refusal as error:
            form.add_error("url", str(error))
        else:
            form = WebhookForm()
    waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING))
    hooks = request.user.webhooks.annotate(waiting=waiting).order_by("pk")
    sent = Delivery.objects.filter(webhook__staff=request.user)
    context = {
        "form": form, "secret": secret,
        "hooks": [(hook, [TABLE[c].wording for c in hook.events if c in TABLE]) for hook in hooks],
        "sent": [
            (one, TABLE[one.body["event"]].wording)
            for one in sent.select_related("appeal", "webhook").order_by("-pk")[:LATEST]
        ],
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "exchange/webhooks.html", context, status=status)


@require_POST
@page(*services.MAY)
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Try a webhook, switch it on again, take it away."""
    hook = services.webhook_of(request.user, pk)
    if what == "ping":
        arrived, answer = ping(by=request.user, webhook=hook)
        told = _("%(url)s answered %(answer)s.") % {"url": hook.url, "answer": answer}
        (messages.success if arrived else messages.error)(request, told)
    elif what == "resume":
        services.resume_webhook(by=request.user, webhook=hook)
        messages.success(request, _("It is switched on again."))
    elif what == "end":
        services.end_webhook(by=request.user, webhook=hook)
        messages.success(request, _("%(url)s hears nothing more.") % {"url": hook.url})
    return redirect("webhooks:list")
