# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
"""Shared by the scripts of this directory: long traces, measured processes, the C reference scanner, tables."""

import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

TOP = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("GVTRACE_SHARED", TOP.parent / "shared"))
OFFICIAL = [SHARED / "falco-rules" / f"{name}.yaml" for name in ("falco_rules", "falco-incubating_rules", "falco-sandbox_rules")]


@dataclass
class Usage:
    """Resources of a process and the children that it waited for: seconds, MiB."""

    user: float
    system: float
    wall: float
    rss: float

    @property
    def cpu(self):
        return self.user + self.system


def measure(command, stdin=None, stdout=subprocess.DEVNULL, env=None):
    """Runs a command and returns its usage; exits with the command's errors if its exit code is not 0."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([str(word) for word in command], stdin=stdin, stdout=stdout, stderr=errors, env=env)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            sys.exit(f"exit code {process.returncode}: {' '.join(map(str, command))}\n{errors.read().decode()}")
    return Usage(used.ru_utime, used.ru_stime, time.monotonic() - started, used.ru_maxrss / 1024)


def succeed(command, **options):
    """Runs a command that prints its own errors; exits if it fails."""
    done = subprocess.run([str(word) for word in command], **options)
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}: {' '.join(map(str, command))}")
    return done


def best(usages):
    """The least of each value: other load on the machine only adds."""
    return Usage(*(min(getattr(u, f) for u in usages) for f in ("user", "system", "wall", "rss")))


def bench(name, *arguments, **options):
    """Starts one of the bench module's classes, see bench/run."""
    return succeed([TOP / "bench/run", name, *arguments], **options)


def jdks():
    """Version and home of each JDK from 17 on, by version: those of GVTRACE_BENCH_JDKS (homes, separated by colons), or
    all in /usr/lib/jvm."""
    named = os.environ.get("GVTRACE_BENCH_JDKS")
    homes = map(pathlib.Path, named.split(":")) if named else pathlib.Path("/usr/lib/jvm").iterdir()
    found = {}
    for home in sorted({home.resolve() for home in homes if (home / "bin/java").exists()}):
        version = re.search(r'JAVA_VERSION="(.*)"', (home / "release").read_text())[1]
        if int(version.split(".")[0]) >= 17:
            found[version] = home
    return dict(sorted(found.items(), key=lambda item: int(item[0].split(".")[0])))


def installed(home, work):
    """Copies the built program, so that edits of the tree do not affect it. Returns a launcher that uses this JDK."""
    succeed([TOP / "gvtrace", "--version"], stdout=subprocess.DEVNULL)
    copy = pathlib.Path(work) / f"gvtrace-{home.name}"
    for part in ("gvtrace", "pom.xml", *(f"{m}/{p}" for m in ("proto", "capture", "replay", "cli") for p in ("pom.xml", "src/main"))):
        target = copy / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (TOP / part).is_dir():
            shutil.copytree(TOP / part, target)
        else:
            shutil.copy2(TOP / part, target)
    (copy / "cli/target").mkdir()
    for part in ("gvtrace-cli.jar", "gvtrace.stamp"):
        shutil.copy2(TOP / "cli/target" / part, copy / "cli/target")
    shutil.copytree(TOP / "cli/target/lib", copy / "cli/target/lib")
    (copy / "cli/target/gvtrace.stamp.java").write_text(f"{home}/bin/java\n")
    succeed([copy / "gvtrace", "--version"], stdout=subprocess.DEVNULL)
    return copy / "gvtrace"


def info(program, trace):
    """The output of `gvtrace info` for a trace."""
    return json.loads(succeed([program, "info", "--format", "json", trace], stdout=subprocess.PIPE, text=True).stdout)


class Reference:
    """The C scanner that figures are multiples of; without it or gcc there are no multiples."""

    def __init__(self, work):
        source = SHARED / "bench/reference_scan.c"
        self.program = None
        if not source.exists() or not shutil.which("gcc"):
            print("no reference scanner (gcc or ../shared/bench/reference_scan.c is missing): multiples are left out", file=sys.stderr)
            return
        self.program = pathlib.Path(work) / "reference_scan"
        succeed(["gcc", "-O2", "-w", "-o", self.program, source])

    def nanoseconds(self, trace, passes=5):
        """Nanoseconds per message of a trace in tracereplay layout, the least of several passes."""
        if self.program is None:
            return float("nan")
        return float(succeed([self.program, trace, passes], capture_output=True, text=True).stdout)


def label(trace):
    """The name of a trace in tables."""
    return trace.split("/")[-1].removesuffix(".trace")


def rules():
    """Options with the three official rule files, or without these the samples' rules."""
    files = OFFICIAL if OFFICIAL[0].exists() else [TOP / "samples/rules"]
    return [word for file in files for word in ("--rules", str(file))]


@contextlib.contextmanager
def workspace():
    """A directory for large files, in GVTRACE_BENCH_TMP if set; removed at the end, also after SIGTERM or an error."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory(prefix="gvtrace-bench-", dir=os.environ.get("GVTRACE_BENCH_TMP")) as work:
        yield pathlib.Path(work)


def machine():
    """One line with machine, commit, time and load of the measurement."""
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown processor")
    load = os.getloadavg()
    now = datetime.datetime.now(datetime.timezone.utc)
    commit = subprocess.run(["git", "-C", TOP, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return f"{cpu}, {os.cpu_count()} cores, Linux {os.uname().release}, commit {commit}, {now:%Y-%m-%d %H:%M} UTC, load {load[0]:.1f}"


class Table:
    """Prints a Markdown table row by row, so that an interrupted run leaves its rows."""

    def __init__(self, *columns):
        print(f"\n{machine()}\n")
        print(f"| {' | '.join(columns)} |")
        print("|" + "---|" * len(columns), flush=True)

    def row(self, *cells):
        print(f"| {' | '.join(self._text(cell) for cell in cells)} |", flush=True)

    @staticmethod
    def _text(cell):
        if isinstance(cell, float):
            return "–" if cell != cell else f"{cell:,.0f}" if abs(cell) >= 100 else f"{cell:.2f}"
        return f"{cell:,}" if isinstance(cell, int) else str(cell)
