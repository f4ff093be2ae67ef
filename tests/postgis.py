"""A PostGIS server of our own for the tests: private, on a Unix socket, thrown away after.

Debian's ``postgresql-postgis`` gives the programs; the server that the
machine may run already is left alone.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from cls_dash.store.database import grant, prepare

ABSENT = "PostGIS est absent : sudo apt-get install -y postgresql-postgis, puis make test"
OWNER, READER = "postgres", "lecteur"
TEMPLATE = "atlas_template"
LIMIT_S = 120
"""What a statement or a program may take: a database is dropped once all backends have heard of
it, and one that speaks to a client that no longer reads hears nothing."""


def programs() -> Path | None:
    """The newest folder of PostgreSQL's programs that has PostGIS beside it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    extension = "/usr/share/postgresql/{}/extension/postgis.control"
    usable = [path for path in found if Path(extension.format(path.parts[-2])).exists()]
    return usable[-1] if usable else None


@dataclass
class Server:
    """A running server; its superuser owns the stores."""

    socket: Path
    control: Callable[..., None]
    made: int = 0

    def url(self, database: str, role: str = OWNER) -> str:
        return f"postgresql+psycopg://{role}@/{database}?host={self.socket}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make a prepared database, that the reader may read; yield its owner's address."""
        self.made += 1
        name = f"atlas_{self.made}"
        ask(self.url(OWNER), f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        grant(self.url(name), READER)
        try:
            yield self.url(name)
        finally:
            ask(self.url(OWNER), f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop every process of the server where it is, as a starved machine does."""
        main = int((self.socket / "data" / "postmaster.pid").read_text().split()[0])
        held = [main, *_children(main)]
        for process in held:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in held:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Stop the server as a power cut would; start it again at the end."""
        self.control("-m", "immediate", "stop")
        try:
            yield
        finally:
            self.control("start")


def _children(parent: int) -> list[int]:
    """Return the processes that one has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # After the name, which may hold anything: state, then parent.
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def as_reader(address: str) -> str:
    """Return the address that the application would use."""
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        url = url.set(username=READER)
    return url.render_as_string(hide_password=False)


def session(address: str, role: str = OWNER) -> psycopg.Connection:
    """Open a connection in which each statement is its own transaction."""
    url = make_url(address)
    limit = f"-c statement_timeout={LIMIT_S}s" if role == OWNER else None
    return psycopg.connect(
        host=url.query["host"], dbname=url.database, user=role, autocommit=True,
        connect_timeout=LIMIT_S, options=limit,
    )  # fmt: skip


def ask(address: str, *statements: str) -> list[tuple]:
    """Run statements as the superuser; return the last one's rows."""
    with session(address) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def serving_postgis(*, copied_from: Server | None = None) -> Iterator[Server]:
    """
    Start a server in a new folder; stop it and remove everything at the end.

    One that is ``copied_from`` another follows it: what is written there is soon read here.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is short
    as_postgres = []
    if os.getuid() == 0:
        # PostgreSQL refuses to run as root.
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    # «immediate» may lose what is not on disk, but nothing here outlives the server.
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_postgres, str(programs() / program), "-D", str(folder / "data"), *arguments],
            check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=LIMIT_S,
        )  # fmt: skip

    def control(*arguments: str) -> None:
        run("pg_ctl", "-w", "-s", "-l", str(folder / "log"), "-o", options, *arguments)

    try:
        if copied_from:
            source = ["-h", str(copied_from.socket), "-U", OWNER, "--checkpoint=fast"]
            run("pg_basebackup", *source, "--write-recovery-conf")
        else:
            run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        control("start")
        yield Server(folder, control)
    finally:
        with suppress(subprocess.SubprocessError):
            control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving_stores() -> Iterator[Server]:
    """Serve a template that every test's database is copied from, and the role that reads."""
    with serving_postgis() as server:
        ask(server.url(OWNER), f"CREATE ROLE {READER} LOGIN", f"CREATE DATABASE {TEMPLATE}")
        prepare(server.url(TEMPLATE))
        yield server
