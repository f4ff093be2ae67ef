"""What this program imports and calls is on Windows too, and says how its texts are encoded."""

import pkgutil
import re
import subprocess
import sys

import pytest

import cls_dash
from tests.conftest import ROOT, SCRIPTS

ABSENT = ("fcntl", "grp", "pwd", "resource", "termios")
"""Modules that Windows lacks."""
IMPORTED = """
import importlib, sys
sys.modules.update(dict.fromkeys({absent!r}))
for name in {names!r}:
    importlib.import_module(name)
"""
UNKNOWN = re.compile(
    r"\bos\.(fork|exec[lv]\w*|get(e?[ug]id|pgid|ppid|loadavg)|kill(pg)?|set\w+|uname|mkfifo|chown"
    r"|nice|wait\w*|sysconf|register_at_fork|symlink)\b"
    r"|\bsignal\.(SIGKILL|SIGHUP|SIGUSR\d|SIGALRM|SIGSTOP|alarm|setitimer)\b|\bimport fcntl\b"
)
OURS = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "cls_dash").rglob("*.py")]


@pytest.mark.slow
def test_every_module_is_imported_without_those_that_windows_lacks():
    names = {found.name for found in pkgutil.walk_packages(cls_dash.__path__, "cls_dash.")}
    assert len(names) > 300
    script = IMPORTED.format(absent=ABSENT, names=sorted(names - SCRIPTS))
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def without_exceptions(code):
    return "\n".join(line for line in code.splitlines() if not line.endswith("never on Windows"))


def test_nothing_is_called_that_windows_lacks():
    called = {path: UNKNOWN.search(without_exceptions(path.read_text("utf-8"))) for path in OURS}
    assert {path: call for path, call in called.items() if call} == {}


@pytest.mark.parametrize("call", ["os.fork()", "os.getuid()", "os.execve(", "signal.SIGKILL"])
def test_such_a_call_would_be_seen(call):
    assert UNKNOWN.search(call)


def test_every_text_that_is_opened_names_its_encoding():
    """The locale's would be read and written elsewhere: cp1252 on Windows, ASCII without one."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--preview", "--isolated", "--no-cache",
         "--select", "PLW1514", "--output-format", "concise", "app.py", "cls_dash", "pages"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
