"""What goes in and out about webhooks."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema

from .schemas import example

_HOOK = {
    "id": 2, "url": "https://mini.example.cn/rongcheng", "events": ["signed", "answered"],
    "active": True, "delivered_at": "2026-10-08T09:12:03+08:00", "disabled_at": None,
    "disabled_why": "", "waiting": 0,
}  # fmt: skip


class WebhookIn(Schema):
    """An address, and what it wants to hear of."""

    url: str = Field(max_length=500, description="Where to; https, or http inside your network.")
    events: list[str] = Field(default_factory=list, description="Codes of events; none: all.")
    model_config = example(
        {"url": "https://mini.example.cn/rongcheng", "events": ["signed", "answered"]},
        extra="forbid",
    )


class WebhookOut(Schema):
    """A webhook of your account."""

    id: int = Field(description="Number of the webhook.")
    url: str = Field(description="Where to.")
    events: list[str] = Field(description="Codes of events; none: all that you may read.")
    active: bool = Field(description="False: switched off, see `disabled_why`.")
    delivered_at: datetime | None = Field(description="When a message last arrived.")
    disabled_at: datetime | None = Field(description="When it was switched off.")
    disabled_why: str = Field(description="Why.")
    waiting: int = Field(description="Messages on their way.")
    model_config = example(_HOOK)


class WebhookMade(WebhookOut):
    """A new webhook with its secret, which is shown this once."""

    secret: str = Field(description="Key of the signatures; keep it.")
    model_config = example(_HOOK | {"secret": "rcs_4f0c…"})


class WebhooksOut(Schema):
    """The webhooks of your account."""

    items: list[WebhookOut] = Field(description="The webhooks.")
    model_config = example({"items": [_HOOK]})


class PingOut(Schema):
    """What came of trying a webhook."""

    arrived: bool = Field(description="It answered 2xx.")
    answer: str = Field(description="Its status, or what went wrong.")
    model_config = example({"arrived": True, "answer": "204"})
