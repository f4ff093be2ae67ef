"""The password of the store comes from a file or the environment, and is shown nowhere."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from cls_dash.errors import StoreError
from cls_dash.settings import Settings, settings
from cls_dash.store.addresses import address_of, place_of, with_password
from tests.conftest import ROOT
from tests.integration.test_cli import run

SECRET = "s%c:r/e@t é"  # noqa: S105 - of nobody
ADDRESS = "postgres://lecteur@127.0.0.1:1/atlas"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n", "utf-8")
    return path


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("CLS_STORE", f"sqlite:///{tmp_path / 'absent.gpkg'}")
    settings.cache_clear()
    yield
    settings.cache_clear()


class TestAFile:
    def test_it_gives_its_password_to_an_address_that_has_none(self, file):
        assert address_of(with_password(ADDRESS, file)).password == SECRET

    @pytest.mark.parametrize(
        "address",
        ["postgres://lecteur:mien@h/a", "postgresql://h/a?password=mien", "sqlite:///a.gpkg"],
    )
    def test_it_changes_no_other(self, file, address):
        assert with_password(address, file) == address

    def test_one_that_cannot_be_read_is_said_without_what_it_holds(self, file):
        file.write_bytes(b"\xff\xfe")
        with pytest.raises(StoreError, match="password's file") as said:
            with_password(ADDRESS, file)
        assert str(file) in str(said.value)

    def test_one_that_is_absent_stops_everything_at_once(self, tmp_path, monkeypatch):
        monkeypatch.setenv("CLS_STORE_PASSWORD_FILE", str(tmp_path / "absent"))
        with pytest.raises(ValidationError, match="store_password_file"):
            Settings()


class TestACommand:
    @pytest.mark.parametrize(
        "address", [f"postgres://l:{'x' * 12}@h/a", f"postgresql://h/a?password={'x' * 12}"]
    )
    @pytest.mark.parametrize("command", ["status", "build", "serve"])
    def test_a_password_is_not_to_be_typed(self, address, command):
        result = run(command, "--store", address)
        assert result.exit_code == 2
        said = " ".join(result.stderr.split())
        assert "CLS_STORE_PASSWORD_FILE" in said
        assert "x" * 12 not in said

    def test_the_environment_may_hold_it(self, monkeypatch):
        monkeypatch.setenv("CLS_STORE", "postgres://lecteur:secret@127.0.0.1:1/atlas")
        settings.cache_clear()
        result = run("status")
        assert result.exit_code == 1
        assert "magasin n’est pas lisible" in result.stderr
        assert "secret" not in result.output

    def test_a_file_that_the_environment_names_gives_it(self, monkeypatch, file):
        monkeypatch.setenv("CLS_STORE_PASSWORD_FILE", str(file))
        settings.cache_clear()
        asked = []
        monkeypatch.setattr("cls_dash.store.open.open_store", lambda url, **_: asked.append(url))
        with pytest.raises(AttributeError):
            run("status", "--store", ADDRESS)
        assert address_of(asked[0]).password == SECRET

    def test_what_is_shown_of_a_store_holds_none(self):
        shown = place_of(
            "postgresql://lecteur:secret@base:5433/atlas?password=secret&sslmode=require"
        )
        assert shown == "base:5433/atlas?sslmode=require"
        assert place_of("postgresql://l@/atlas?host=/run/pg") == "/atlas?host=%2Frun%2Fpg"


def test_no_process_shows_it_to_other_users(file):
    """What ``ps`` shows of all processes of the machine, while a command waits."""
    environment = {**os.environ, "CLS_STORE": ADDRESS, "CLS_STORE_PASSWORD_FILE": str(file)}
    running = subprocess.Popen(
        [sys.executable, "-c", "import cls_dash.cli as c; c.app()", "status"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    seen = []
    while running.poll() is None:
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.append(line.read_bytes())
            except OSError:
                continue
        time.sleep(0.05)
    assert running.returncode == 1
    assert seen
    assert not any(SECRET.encode() in line for line in seen)
