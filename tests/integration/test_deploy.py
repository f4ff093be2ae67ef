"""What ``deploy/`` holds is what each program that reads it accepts."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cls_dash.cli import app as command_line
from cls_dash.settings import Settings
from tests.conftest import ROOT
from tests.nginx import configured

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
BIN = Path(sys.executable).parent


def run(*command):
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def test_hadolint_finds_nothing_in_the_dockerfile(tmp_path):
    assert run(BIN / "hadolint", DEPLOY / "Dockerfile") == (0, "")
    worse = tmp_path / "Dockerfile"
    worse.write_text((DEPLOY / "Dockerfile").read_text("utf-8").replace(":3.11", ":latest #"))
    assert run(BIN / "hadolint", worse)[0] == 1


def test_the_image_serves_as_nobody_in_public_and_says_when_it_is_ready():
    last = (DEPLOY / "Dockerfile").read_text("utf-8").rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert "CLS_PROFILE=public" in last
    assert "/readyz" in last.partition("HEALTHCHECK")[2]


def test_every_image_is_of_a_version():
    texts = [(DEPLOY / name).read_text("utf-8") for name in ("Dockerfile", "compose.yaml")]
    used = re.findall(r"^(?:FROM|COPY --from=|\s+image:) ?(\S+?)(?: AS \w+| /\S+ \S+)?$",
                      "\n".join(texts), re.MULTILINE)  # fmt: skip
    others = [image for image in used if image != "made" and not image.startswith("atlas-cls:")]
    assert len(others) >= 4
    assert [image for image in others if not re.search(r":\d+\.\d|:\d+-\d", image)] == []


class TestCompose:
    @pytest.fixture
    def services(self):
        return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]

    def test_it_is_a_compose_file(self, tmp_path):
        check = (BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec")
        assert run(*check, DEPLOY / "compose.yaml")[0] == 0
        worse = tmp_path / "compose.yaml"
        worse.write_text((DEPLOY / "compose.yaml").read_text("utf-8").replace("ports:", "port:"))
        assert run(*check, worse)[0] == 1

    @pytest.mark.parametrize("name", ["app_1", "app_2"])
    def test_a_process_writes_nowhere_and_reads_as_the_role_that_reads(self, services, name):
        process = services[name]
        assert process["read_only"]
        assert process["cap_drop"] == ["ALL"]
        assert process["environment"]["CLS_STORE"].startswith("postgresql://lecteur@")
        assert "ports" not in process
        assert process["networks"] == ["inside"]

    def test_the_processes_share_their_secret_and_nginx_knows_them_all(self, services):
        names = [name for name in services if name.startswith("app_")]
        secrets = {services[n]["environment"]["STREAMLIT_SERVER_COOKIE_SECRET"] for n in names}
        known = re.findall(r"server (app_\d+):8501", _nginx("processes.conf"))
        assert len(secrets) == 1
        assert known == names

    def test_no_password_is_written_in_it(self, services):
        for service in services.values():
            for name, value in service.get("environment", {}).items():
                if "PASSWORD" in name or "SECRET" in name:
                    assert str(value).startswith("${"), name

    def test_each_setting_of_ours_exists(self, services):
        known = {f"CLS_{name.upper()}" for name in Settings.model_fields}
        used = {name for service in services.values() for name in service.get("environment", {})
                if name.startswith("CLS_")}  # fmt: skip
        assert used - known == {"CLS_READER_PASSWORD"}


class TestNginx:
    def test_nginx_accepts_it(self, tmp_path):
        command = configured(tmp_path, 8080, [8501, 8502])
        code, said = run(*command, "-t")
        assert code == 0, said
        assert "warn" not in said

    def test_readers_stay_with_one_process(self):
        assert "hash $reader consistent;" in _nginx("processes.conf")
        assert "map $cookie_atlas $reader" in _nginx("atlas.conf")


class TestSystemd:
    @pytest.fixture
    def installed(self, tmp_path):
        """Return the folder of the units as they would be here, one process instanced."""
        for unit in UNITS:
            text = unit.read_text("utf-8").replace("/srv/atlas/.venv/bin", str(BIN))
            text = text.replace("/srv/atlas", str(ROOT))
            (tmp_path / unit.name.replace("@.", "@8501.")).write_text(text, "utf-8")
        return tmp_path

    @pytest.mark.parametrize("unit", [unit.name.replace("@.", "@8501.") for unit in UNITS])
    def test_systemd_accepts_it(self, installed, unit):
        if shutil.which("systemd-analyze") is None:
            reason = "systemd-analyze est absent : sudo apt-get install -y systemd"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
        assert run("systemd-analyze", "verify", "--man=no", installed / unit) == (0, "")

    def test_the_timer_starts_a_service_that_is_there(self):
        names = {unit.name for unit in UNITS}
        timers = [name for name in names if name.endswith(".timer")]
        assert timers
        assert {name.replace(".timer", ".service") for name in timers} <= names

    def test_each_command_of_ours_exists(self):
        known = {command.callback.__name__ for command in command_line.registered_commands}
        asked = re.findall(r"cls-dash (\w+)", "".join(unit.read_text("utf-8") for unit in UNITS))
        assert set(asked) == {"fetch", "build"}
        assert set(asked) <= known


def _nginx(name):
    return (DEPLOY / "nginx" / name).read_text("utf-8")
