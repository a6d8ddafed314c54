"""Many people at once: `python -m bench.appeals [--users 200] [--pause 0 10] [--kill 50]`.

Starts the platform as `make demo` does, in a folder and on a port of its own. Each user tells a
matter through the workers' pages (anonymous question, all its screens, with cookies and CSRF),
comes back with a new browser, and follows it by number and phone. Prints errors and the times of
each page, of a whole telling, and of following.

Then a part of the users tell again while everything is ended with SIGKILL, web server, background
worker and database. The platform is started again: each number that somebody was given must be
there with its whole log, nobody may have half an appeal, and each log must fold to what its appeal
shows. Only processes that this program started are ended.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import urllib3

ROOT = Path(__file__).parent.parent
COUNTY = 532932000000
TEXTS = (
    "老板拖了我三个月工钱，一共一万八千块，打电话不接，工地在鹤庆县云鹤镇，找谁能要回来？",
    "孩子今年上一年级，学校说要一年社保才收，我只交了八个月，能不能入学？",
    "在厂里上班手被机器压了，老板说不算工伤，医药费花了六千多，怎么办？",
    "村里说我外出打工几年，宅基地要收回去，这样对不对，找哪里问？",
    "想报名学电焊，听说有补贴，要准备哪些材料，在哪里报名？",
    "新农合在外省住院报销比例怎么算，回来还能不能报？",
)
GIVE_UP = 60.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Figures:
    """What the users met; times in seconds."""

    pages: dict[str, list[float]] = field(default_factory=dict)
    filing: list[float] = field(default_factory=list)
    following: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    given: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, name: str, seconds: float) -> None:
        with self.lock:
            self.pages.setdefault(name, []).append(seconds)


class Browser:
    """Cookies, CSRF and redirects of one visitor."""

    def __init__(self, base: str, figures: Figures, pause: float, pool: urllib3.PoolManager):
        self.base, self.figures, self.pause, self.pool = base, figures, pause, pool
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[str, str]:
        """Path arrived at, and the page."""
        return self._go("GET", path)

    def post(self, path: str, **fields: str) -> tuple[str, str]:
        time.sleep(self.pause * random.uniform(0.5, 1.5))
        return self._go("POST", path, urlencode(fields | {"csrfmiddlewaretoken": self.token}))

    def _go(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        name = f"{method} {re.sub(r'[0-9]{6}-[0-9]{8}-[0-9]+', '…', path)}"
        started = time.perf_counter()
        answer = self.pool.request(
            method, self.base + path, body=body, redirect=False, retries=False, timeout=GIVE_UP,
            headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
                     "Content-Type": "application/x-www-form-urlencoded", "Referer": self.base},
        )  # fmt: skip
        self.figures.page(name, time.perf_counter() - started)
        for line in answer.headers.getlist("Set-Cookie"):
            key, _, value = line.split(";")[0].partition("=")
            self.cookies[key] = value
        if answer.status in (301, 302):
            return self._go("GET", answer.headers["Location"].split("#")[0])
        if answer.status != 200:
            raise RuntimeError(f"{name}: {answer.status}")
        page = answer.data.decode()
        if found := TOKEN.search(page):
            self.token = found[1]
        return path, page


def tell(browser: Browser, phone: str) -> str:
    """A question through all screens; the number that the last one shows."""
    browser.get("/tell")
    browser.post("/tell", mode="anonymous")
    browser.post("/tell/story", text=random.choice(TEXTS), go="1")
    browser.post("/tell/where", answer=str(COUNTY))
    browser.post("/tell/whom", skip="1")
    browser.post("/tell/phone", phone=phone)
    path, page = browser.post("/tell/check")
    number = path.split("/")[2]
    if not path.endswith("/sent") or number not in page:
        raise RuntimeError(f"POST /tell/check led to {path}")
    return number


def follow(browser: Browser, number: str, phone: str) -> None:
    """By number and phone, with a browser that knows nothing."""
    browser.get("/follow")
    path, page = browser.post("/follow", number=number, phone=phone)
    if path != f"/follow/{number}" or number not in page:
        raise RuntimeError(f"POST /follow led to {path}")


def user(base: str, at: int, figures: Figures, pause: float, pool: urllib3.PoolManager,
         following: bool) -> None:  # fmt: skip
    """One person: tells, waits a moment, follows."""
    phone = f"1990{at:07d}"
    time.sleep(random.uniform(0, max(pause, 0.2)))
    try:
        started, waited = time.perf_counter(), figures
        number = tell(Browser(base, waited, pause, pool), phone)
        with figures.lock:
            figures.given[number] = phone
            figures.filing.append(time.perf_counter() - started)
        if following:
            started = time.perf_counter()
            follow(Browser(base, figures, pause, pool), number, phone)
            with figures.lock:
                figures.following.append(time.perf_counter() - started)
    except Exception as error:
        with figures.lock:
            figures.errors[f"{type(error).__name__}: {error}"[:150]] += 1


def crowd(base: str, users: int, pause: float, first: int = 0, *, following: bool = True,
          after: float | None = None, then=lambda: None) -> tuple[Figures, float]:  # fmt: skip
    """All at once; ``then`` is called once ``after`` of them (a share) have their number."""
    figures = Figures()
    pool = urllib3.PoolManager(maxsize=users, block=False)
    threads = [
        threading.Thread(target=user, args=(base, first + n, figures, pause, pool, following))
        for n in range(users)
    ]
    started = time.perf_counter()
    for each in threads:
        each.start()
    if after is not None:
        while len(figures.given) < after * users and any(t.is_alive() for t in threads):
            time.sleep(0.01)
        then()
    for each in threads:
        each.join()
    return figures, time.perf_counter() - started


def quantiles(values: list[float]) -> str:
    """p50, p95, p99 in milliseconds."""
    if not values:
        return f"{'—':>8} {'—':>8} {'—':>8}"
    cuts = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else values
    found = (cuts[49], cuts[94], cuts[98]) if len(values) > 1 else cuts * 3
    return " ".join(f"{1000 * value:8.0f}" for value in found)


def report(title: str, figures: Figures, seconds: float, pause: float) -> None:
    """The table of one crowd."""
    pages = [value for values in figures.pages.values() for value in values]
    wrong = sum(figures.errors.values())
    print(f"\n{title}: {len(figures.given)} told, {wrong} errors, {len(pages)} pages")
    print(f"in {seconds:.1f} s = {len(pages) / seconds:.0f} pages a second")
    for error, times in figures.errors.most_common(5):
        print(f"  {times} × {error}")
    print(f"{'milliseconds':<34} {'n':>6} {'p50':>8} {'p95':>8} {'p99':>8}")
    print(f"{'every page':<34} {len(pages):6d} {quantiles(pages)}")
    for name, values in sorted(figures.pages.items()):
        print(f"{name:<34} {len(values):6d} {quantiles(values)}")
    noted = f" (with pauses of {pause:g} s)" if pause else ""
    for name, values in (("a whole telling", figures.filing), ("following", figures.following)):
        print(f"{name + noted:<34} {len(values):6d} {quantiles(values)}")
    sys.stdout.flush()


class Platform:
    """The demonstration in a folder and on a port of its own."""

    def __init__(self, people: int, data: Path) -> None:
        self.people, self.data = people, data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        self.log = (data / "bench.log").open("ab")

    def start(self, *, demo: bool) -> None:
        """Serve, and wait until it answers."""
        environment = os.environ | {
            "RONGCHENG_DEMO": "1", "RONGCHENG_DATA": str(self.data), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        run = "from rongcheng.cli import main; main()"
        command = [sys.executable, "-c", run, "serve", "--port", str(self.port)]
        command += ["--demo", "--people", str(self.people)] if demo else []
        environment["DJANGO_SETTINGS_MODULE"] = "rongcheng.settings"
        self.process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=self.log, stderr=self.log,
            start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + 900
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise SystemExit(f"The platform did not start; see {self.data / 'bench.log'}")
            try:
                if urllib3.request("GET", self.base + "/tell", retries=False, timeout=30).status:
                    return
            except urllib3.exceptions.HTTPError:
                time.sleep(0.3)
        raise SystemExit("The platform did not answer within a quarter of an hour.")

    def family(self) -> list[int]:
        """The process, everything below it, and the database of its folder."""
        below: dict[int, list[int]] = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            below.setdefault(int(fields[1]), []).append(int(entry.parent.name))
        roots = [self.process.pid] if self.process else []
        roots += [int(one.read_text().split()[0]) for one in self._postmaster()]
        found: list[int] = []
        while roots:
            found.append(roots.pop())
            roots += below.get(found[-1], [])
        return found

    def _postmaster(self) -> list[Path]:
        from django.conf import settings

        file = settings.EMBEDDED.cluster / "postmaster.pid" if settings.EMBEDDED else None
        return [file] if file and file.exists() else []

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        mine = self.family()
        for pid in mine:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.process:
            self.process.wait()
        while any(_alive(pid) for pid in mine):
            time.sleep(0.05)

    def stop(self) -> None:
        """An orderly end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def check(given: dict[str, str]) -> list[str]:
    """What is wrong with the appeals that are there; nothing if the list is empty."""
    from rongcheng.appeals.models import Appeal, AppealEvent
    from rongcheng.appeals.services.log import FOLDED, state_of
    from rongcheng.audit.services import verify

    wrong = [f"{n} was given and is not there" for n in given
             if not Appeal.objects.filter(number=n).exists()]  # fmt: skip
    appeals = Appeal.objects.select_related("place")
    for each in appeals:
        seqs = list(
            AppealEvent.objects.filter(appeal=each).order_by("seq").values_list("seq", "code")
        )
        if [seq for seq, _code in seqs] != list(range(1, each.events_seen + 1)):
            wrong.append(f"{each.number}: its log has gaps: {seqs}")
        elif [code for _seq, code in seqs[:2]] != ["filed", "read"]:
            wrong.append(f"{each.number}: its log does not begin with filed and read")
        state = state_of(each)
        differing = [name for name in FOLDED if getattr(state, name) != getattr(each, name)]
        if differing or state.holder != each.holder_id:
            wrong.append(f"{each.number}: its columns are not its log's fold: {differing}")
    if not verify().intact:
        wrong.append("the audit trail is not intact")
    print(f"{len(appeals)} appeals looked at after the kill; {len(given)} numbers had been given, "
          f"{len(wrong)} things are wrong")  # fmt: skip
    return wrong


def main() -> None:
    """Start, measure, kill, look, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--users", type=int, default=200)
    asked.add_argument("--pause", type=float, nargs="*", default=[0.0, 10.0])
    asked.add_argument("--kill", type=int, default=50, help="users of the last part; 0: none")
    asked.add_argument("--people", type=int, default=3000, help="size of the demonstration")
    asked.add_argument("--keep", type=Path, help="a folder to keep and use again")
    given = asked.parse_args()
    data = given.keep or Path(tempfile.mkdtemp(prefix="rc-bench-"))
    data.mkdir(parents=True, exist_ok=True)
    os.environ |= {"RONGCHENG_DATA": str(data), "DJANGO_SETTINGS_MODULE": "rongcheng.settings",
                   "RONGCHENG_DEMO": "1"}  # fmt: skip
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    platform = Platform(given.people, data)
    try:
        platform.start(demo=not (data / "demo-accounts.json").exists())
        wrong = measured(platform, given)
    finally:
        platform.stop()
        if not given.keep:
            from django.conf import settings

            if settings.EMBEDDED:
                shutil.rmtree(settings.EMBEDDED.state, ignore_errors=True)
            shutil.rmtree(data, ignore_errors=True)
    raise SystemExit(1 if wrong else 0)


def measured(platform: Platform, asked: argparse.Namespace) -> list[str]:
    """Every part; what went wrong."""
    wrong: list[str] = []
    crowd(platform.base, 4, 0)  # both processes have met a visitor before anything is timed
    for turn, pause in enumerate(asked.pause):
        figures, seconds = crowd(platform.base, asked.users, pause, 1000 * (turn + 1))
        report(f"{asked.users} users at once, pauses of {pause:g} s", figures, seconds, pause)
        wrong += list(figures.errors)
    if not asked.kill:
        return wrong
    figures, _seconds = crowd(
        platform.base, asked.kill, 0, 9000, following=False, after=0.4, then=platform.kill
    )
    print(f"\nkilled while {asked.kill} told: {len(figures.given)} had been given a number, "
          f"{sum(figures.errors.values())} got an error")  # fmt: skip
    if len(figures.given) + sum(figures.errors.values()) != asked.kill:
        wrong.append("somebody got neither a number nor an error")
    platform.start(demo=False)
    followed = Figures()
    pool = urllib3.PoolManager(maxsize=4)
    for number, phone in figures.given.items():
        follow(Browser(platform.base, followed, 0, pool), number, phone)
    wrong += check(figures.given)
    for each in wrong[:20]:
        print(" ", each)
    return wrong


if __name__ == "__main__":
    main()
