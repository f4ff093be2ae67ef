"""Publications in a process of their own, that a test kills."""

import importlib
import multiprocessing
import sys
import time
from contextlib import contextmanager
from itertools import count
from types import ModuleType
from unittest import mock

from tests.seed import seed_frames, sow_frames

# A copy of this process would have the locks of polars and Arrow without their threads: copies
# are made of one that has only imported what they need.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def sow_new(target):
    """Publish the new frames, under one name: every publication of them is the same bytes."""
    frames = seed_frames({"63000": "Renommée"}, "Atelier")
    return sow_frames(frames, target, release="new")


def publish_until(where, call, address, reached):
    """Publish the new frames, but stay for ever at the nth call of a function."""
    name, function = where.split(".")
    module = importlib.import_module(f"cls_dash.store.{name}")
    original, calls = getattr(module, function), count(1)

    def stop(*arguments, **options):
        if next(calls) == call:
            reached.set()
            time.sleep(60)
        return original(*arguments, **options)

    setattr(module, function, stop)
    sow_new(address)


def publish(address, started):
    started.set()
    sow_new(address)


@contextmanager
def killed(task, *arguments):
    """Run a task until the end of the block."""
    process = PROCESSES.Process(target=task, args=arguments)
    # A test of the pages leaves its script as the main module, which a new process would run.
    with mock.patch.dict(sys.modules, __main__=ModuleType("__main__")):
        process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()
