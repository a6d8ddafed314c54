"""Files at the desk: recordings are played in place, part by part; all else as it came."""

import pytest
from django.urls import reverse

from rongcheng.appeals.models import Attachment
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.tests import factories

SOUND = b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(range(200))


@pytest.fixture
def told(desk):
    return factories.signed(desk, files=[Upload("老板说月底给.wav", SOUND)])


def fetch(client, told, asked=""):
    address = reverse("appeals:file", args=[told.number, told.attachments.get().pk])
    return client.get(address, headers={"Range": asked} if asked else {})


def test_a_recording_is_played_on_the_page(told, desk, as_):
    client = as_(desk.handler)
    page = client.get(reverse("appeals:case", args=[told.number])).content.decode()
    assert "<audio controls" in page
    whole = fetch(client, told)
    assert (whole.status_code, whole.content) == (200, SOUND)
    assert whole["Content-Disposition"].startswith("inline")
    assert whole["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, SOUND[:2]), ("bytes=10-", 206, SOUND[10:]),
        ("bytes=10-99999", 206, SOUND[10:]), ("bytes=99999-", 416, b""),
        ("bytes=5-2", 416, b""), ("pages=1-2", 200, SOUND),
    ],
)  # fmt: skip
def test_a_player_gets_the_part_it_asks_for(told, desk, as_, asked, status, part):
    answer = fetch(as_(desk.handler), told, asked)
    assert (answer.status_code, answer.content) == (status, part)


def test_what_browsers_cannot_play_is_only_saved():
    played = {
        ("a.wav", "audio/wav"): "audio", ("b.m4a", "video/mp4"): "audio",
        ("c.mp4", "video/mp4"): "video", ("d.amr", "audio/amr"): "", ("e.jpg", "image/jpeg"): "",
    }  # fmt: skip
    for (name, kind), how in played.items():
        assert Attachment(name=name, content_type=kind).played_as == how


@pytest.mark.parametrize(
    ("start", "name"), [(b"#!AMR\n", "工头.amr"), (b"\0\0\0\x18ftypheic", "a.heic")]
)
def test_what_a_browser_cannot_show_is_saved_and_the_page_says_so(desk, as_, start, name):
    appeal = factories.signed(desk, files=[Upload(name, start + b"x" * 99)])
    kept = appeal.attachments.get()
    page = as_(desk.handler).get(reverse("appeals:case", args=[appeal.number])).content.decode()
    assert str(kept.saved_because) in page and "<audio" not in page
    answer = as_(desk.handler).get(
        reverse("appeals:file", args=[appeal.number, kept.pk]) + "?save=1"
    )
    assert answer["Content-Disposition"].startswith("attachment")
