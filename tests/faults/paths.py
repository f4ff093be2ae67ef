"""What stands between the app and its database: a path that may die, a pooler, a listing port."""

import os
import pwd
import select
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.postgis import OWNER, READER
from tests.served import free_port

POOLER = Path("/usr/sbin/pgbouncer")
ABSENT = "PgBouncer est absent : sudo apt-get install -y pgbouncer, puis make test"
PORT = 5432
SETTINGS = """
[databases]
* = host={socket}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = {port}
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 4
server_idle_timeout = 60
"""


class PathTo:
    """A TCP port that leads to a server's socket, until the path dies: then, silence."""

    def __init__(self, folder):
        self._target = str(folder / f".s.PGSQL.{PORT}")
        self._alive, self._over = Event(), Event()
        self._alive.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def dead(self):
        self._alive.clear()
        try:
            yield
        finally:
            self._alive.set()

    def close(self):
        self._over.set()
        self._alive.set()
        self._door.close()

    def _accept(self):
        while not self._over.is_set():
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        with near, socket.socket(socket.AF_UNIX) as far, suppress(OSError):
            self._alive.wait()
            far.connect(self._target)
            while not self._over.is_set():
                ready, _, _ = select.select([near, far], [], [], 0.5)
                self._alive.wait()
                for end in ready:
                    if not (piece := end.recv(65_536)):
                        return
                    (far if end is near else near).sendall(piece)


@contextmanager
def path_to(postgis):
    path = PathTo(postgis.socket)
    try:
        yield path
    finally:
        path.close()


@contextmanager
def pooled(postgis):
    """Run PgBouncer in transaction mode, as it comes, before a server; yield where it listens."""
    if not POOLER.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="pgb-", dir="/tmp"))  # a socket's path is short
    settings = folder / "pgbouncer.ini"
    port = free_port()
    users = "".join(f'"{role}" ""\n' for role in (OWNER, READER))
    (folder / "users").write_text(users, "utf-8")
    settings.write_text(SETTINGS.format(socket=postgis.socket, folder=folder, port=port), "utf-8")
    as_postgres = []
    if os.getuid() == 0:
        # PgBouncer refuses to run as root.
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    running = subprocess.Popen(
        [*as_postgres, str(POOLER), "-q", str(settings)], cwd="/", stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while not (folder / f".s.PGSQL.{port}").exists():
            if time.monotonic() > deadline or running.poll() is not None:
                pytest.fail("PgBouncer did not begin")
            time.sleep(0.05)
        yield (
            lambda database, role=READER: (
                f"postgresql://{role}@/{database}?host={folder}&port={port}"
            )
        )
    finally:
        running.terminate()
        running.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
