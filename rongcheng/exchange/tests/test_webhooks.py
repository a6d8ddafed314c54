"""Webhooks: what a server on this machine really gets, and what happens when it does not answer."""

import hmac
import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from django.utils import timezone

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.tests import factories as made
from rongcheng.audit.models import Event
from rongcheng.exchange import addresses
from rongcheng.exchange.models import Delivery, Webhook
from rongcheng.exchange.services import sending
from rongcheng.exchange.tasks import changed
from rongcheng.exchange.tests.conftest import Api

OWN_CHOICE = {"RONGCHENG_WEBHOOKS", "RONGCHENG_DEMO"}


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it gets; answers with the server's ``status``."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ADDRESSES = "local"
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def at(db):
    return made.desk()


@pytest.fixture
def desk(at):
    return Api(at.dispatcher)


def hook(api, receiver, **more):
    return api("post", "/webhooks", {"url": receiver.url} | more, status=201)


def bodies(receiver):
    return [json.loads(body) for _headers, body in receiver.got]


def test_each_change_is_told_signed_and_without_persons(at, desk, receiver):
    secret = hook(desk, receiver)["secret"]
    appeal = made.appeal()
    changed(appeal.pk, appeal.events_seen)
    made.dispatch.assign(by=at.dispatcher, appeal=appeal, office=at.hrss)
    changed(appeal.pk, appeal.events_seen)
    told = bodies(receiver)
    assert [one["event"] for one in told] == ["filed", "read", "assigned"]
    assert [one["seq"] for one in told] == [1, 2, 3]
    last = told[-1]
    assert (last["number"], last["stage"], last["turn"]) == (appeal.number, "assigned", "holder")
    assert at.hrss.name in last["sentence"] and set(last) == {
        "number", "stage", "turn", "sentence", "event", "seq", "public", "at",
    }  # fmt: skip
    assert not any(word in str(told) for word in (appeal.name, appeal.phone, appeal.text[:8]))
    headers, body = receiver.got[0]
    moment, mark = headers["Rongcheng-Signature"].split(",")
    signed = moment.removeprefix("t=").encode() + b"." + body
    assert mark == "v1=" + hmac.digest(secret.encode(), signed, "sha256").hex()
    changed(appeal.pk, appeal.events_seen)
    sending.catch_up()
    assert len(receiver.got) == 3  # nothing is told twice


def test_it_hears_of_its_owners_place_only(at, desk, receiver):
    hook(Api(made.other_desk().dispatcher), receiver)
    hook(Api(at.clerk), receiver)
    appeal = made.appeal()
    changed(appeal.pk, 2)
    assert receiver.got == []
    hook(desk, receiver, events=["assigned"])
    made.dispatch.assign(by=at.dispatcher, appeal=appeal, office=at.hrss)
    changed(appeal.pk, 3)
    assert [one["event"] for one in bodies(receiver)] == ["assigned"]
    at.dispatcher.is_active = False
    at.dispatcher.save()
    made.handling.sign(by=at.handler, appeal=appeal)
    changed(appeal.pk, 4)
    assert len(receiver.got) == 1


def test_a_program_that_takes_appeals_down_hears_what_its_workers_may_read(at, receiver):
    door = Api(at.clerk)
    hook(door, receiver)
    number = door("post", "/appeals", {
        "text": "老板拖欠工资三个月没有发", "event_place": made.COUNTY, "category": "",
    }, status=201)["number"]  # fmt: skip
    appeal = Appeal.objects.get(number=number)
    changed(appeal.pk, appeal.events_seen)
    assert [one["event"] for one in bodies(receiver)] == ["filed"]


def test_failures_are_tried_again_for_a_day(at, desk, receiver):
    hook(desk, receiver, events=["filed"])
    receiver.status = 500
    appeal = made.appeal()
    changed(appeal.pk, 2)
    one = Delivery.objects.get()
    assert (one.state, one.attempts, one.answer) == ("waiting", 1, "500")
    assert timedelta(seconds=50) < one.next_at - timezone.now() < timedelta(seconds=70)
    assert sending.send_due() == 0 and len(receiver.got) == 1  # not before its time
    receiver.status = 204
    Delivery.objects.update(next_at=timezone.now())
    assert sending.send_due() == 1
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("delivered", 2)
    assert Webhook.objects.get().delivered_at


def test_after_a_day_it_is_switched_off_with_a_notice(at, desk, receiver, client):
    pk = hook(desk, receiver, events=["filed"])["id"]
    receiver.status = 503
    changed(made.appeal().pk, 2)
    for attempt in range(2, 12):
        Delivery.objects.update(next_at=timezone.now())
        if attempt == 7:
            Delivery.objects.update(made_at=timezone.now() - timedelta(hours=23))
        sending.send_due()
    off = Webhook.objects.get()
    assert off.disabled_at and "503" in off.disabled_why
    assert len(receiver.got) == 7 and Delivery.objects.get().state == "failed"
    assert Event.objects.filter(act="exchange.webhook_disabled").count() == 1
    client.force_login(at.dispatcher)
    assert "503" in client.get("/account/webhooks/").content.decode()
    assert not desk("get", "/webhooks")["items"][0]["active"]
    receiver.status = 200
    assert desk("post", f"/webhooks/{pk}/resume")["active"]
    changed(made.appeal().pk, 2)
    assert len(receiver.got) == 8


def test_one_that_is_down_keeps_nobody_else_waiting(at, desk, receiver):
    hook(desk, receiver, events=["filed"])
    changed(made.appeal().pk, 2)
    dead = "http://127.0.0.1:9/nobody-listens"
    desk("post", "/webhooks", {"url": dead, "events": ["filed"]}, status=201)
    for _n in range(3):
        changed(made.appeal().pk, 2)
    assert len(receiver.got) == 4
    tried = Delivery.objects.filter(webhook__url=dead, attempts__gt=0)
    assert tried.count() == 1


def test_redirects_are_not_followed_and_gone_is_gone(at, desk, receiver):
    hook(desk, receiver, events=["filed"])
    receiver.status = 302
    changed(made.appeal().pk, 2)
    assert len(receiver.got) == 1 and Delivery.objects.get().answer == "302"
    receiver.status = 410
    Delivery.objects.update(next_at=timezone.now())
    sending.send_due()
    assert Webhook.objects.get().disabled_at


@pytest.mark.parametrize("address", [
    "169.254.169.254", "100.100.100.200", "168.63.129.16", "fe80::1", "fd00:ec2::254",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
    "0.0.0.0", "224.0.0.1", "127.0.0.1", "::1",
])  # fmt: skip
def test_addresses_that_are_never_right(address, settings):
    settings.WEBHOOK_ADDRESSES = "private"
    assert not addresses.allowed(ip_address(address))


def test_private_addresses_are_refused_unless_the_installation_allows_them():
    asked = "from rongcheng import settings; print(settings.WEBHOOK_ADDRESSES)"
    for given, found in (({}, "public"), ({"RONGCHENG_WEBHOOKS": "private"}, "private")):
        known = {k: v for k, v in os.environ.items() if k not in OWN_CHOICE}
        told = subprocess.run(
            [sys.executable, "-c", asked], env=known | given, capture_output=True, text=True,
            check=True, timeout=60,
        )  # fmt: skip
        assert told.stdout.strip() == found


@pytest.mark.parametrize("address", [
    "10.0.0.1", "172.16.5.5", "192.168.1.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "fd12::1",
    "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
])  # fmt: skip
def test_nothing_inside_is_public(address, settings):
    settings.WEBHOOK_ADDRESSES = "public"
    assert not addresses.allowed(ip_address(address))


def test_private_addresses_are_the_installations_choice(settings):
    inside, outside = ip_address("10.20.0.8"), ip_address("36.7.1.9")
    settings.WEBHOOK_ADDRESSES = "private"
    assert addresses.allowed(inside) and addresses.allowed(outside)
    settings.WEBHOOK_ADDRESSES = "public"
    assert not addresses.allowed(inside) and addresses.allowed(outside)


def test_a_name_is_looked_up_at_each_sending(at, desk, receiver, settings, monkeypatch):
    hook(desk, receiver, events=["filed"])
    settings.WEBHOOK_ADDRESSES = "private"
    changed(made.appeal().pk, 2)
    assert receiver.got == [] and "127.0.0.1" in Delivery.objects.get().answer


@pytest.mark.parametrize("url", [
    "ftp://example.cn/x", "file:///etc/passwd", "example.cn", "http://", "http://u:p@127.0.0.1/",
    "http://169.254.169.254/latest/meta-data", "http://no-such-host.invalid/",
])  # fmt: skip
def test_an_address_that_cannot_be_is_refused(at, desk, settings, url):
    settings.WEBHOOK_ADDRESSES = "local"
    desk("post", "/webhooks", {"url": url}, status=400)
    assert not Webhook.objects.exists()


def test_who_may_and_whose_it_is(at, desk, receiver, leader, stranger, nobody):
    leader("post", "/webhooks", {"url": receiver.url}, status=403)
    nobody("get", "/webhooks", status=401)
    pk = hook(desk, receiver)["id"]
    assert stranger("get", "/webhooks")["items"] == []
    stranger("delete", f"/webhooks/{pk}", status=404)
    desk("post", "/webhooks", {"url": receiver.url, "events": ["flown"]}, status=400)
    assert desk("post", f"/webhooks/{pk}/ping") == {"arrived": True, "answer": "200"}
    assert bodies(receiver)[0]["event"] == "ping"
    assert desk.client.delete(f"/api/v1/webhooks/{pk}").status_code == 204
    assert not Webhook.objects.exists()


def test_the_page(at, receiver, client):
    client.force_login(at.dispatcher)
    page = client.post("/account/webhooks/", {"url": receiver.url, "events": ["filed"]})
    made_one = Webhook.objects.get()
    assert made_one.secret in page.content.decode() and made_one.events == ["filed"]
    again = client.get("/account/webhooks/").content.decode()
    assert made_one.secret not in again and receiver.url in again
    assert client.post("/account/webhooks/", {"url": "ftp://x"}).status_code == 400
    client.post(f"/account/webhooks/{made_one.pk}/ping")
    assert len(receiver.got) == 1
    client.force_login(made.other_desk().dispatcher)
    assert client.post(f"/account/webhooks/{made_one.pk}/end").status_code == 404
    client.force_login(at.dispatcher)
    client.post(f"/account/webhooks/{made_one.pk}/end")
    assert not Webhook.objects.exists()
    assert "/account/webhooks/" in client.get("/account").content.decode()
