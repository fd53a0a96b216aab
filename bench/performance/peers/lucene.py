"""Lucene's jars and the Java program that measures it (`lucene/Measure.java`).

Maven fetches the jars; Lucene 10 needs Java 21 or newer, looked for in JAVA_HOME, on PATH and in
/usr/lib/jvm.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).resolve().parent.parent / "lucene"
LEAST_JAVA: Final = 21
FLAGS: Final = ("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")
"""Lucene asks for these where they are left out: it is faster with vectors."""


class NoJavaError(Exception):
    """Lucene can't be measured here; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Java:
    """The compiled program.

    Attributes:
        java: the interpreter.
        path: the class path.
        version: Lucene's.
        program: its class.
    """

    java: Path
    path: str
    version: str
    program: str = "Measure"

    def command(self, *arguments: str | Path) -> tuple[str | Path, ...]:
        """The program with arguments."""
        return (self.java, *FLAGS, "-cp", self.path, self.program, *arguments)


def compiled(folder: Path, source: Path = SOURCES / "Measure.java") -> Java:
    """Fetch the jars, unless they are there, and compile a program.

    Args:
        folder: for both.
        source: the program, of one file.

    Raises:
        NoJavaError: there is no Java 21, or no Maven.
    """
    home = _home()
    jars, classes = folder / "jars", folder / "classes"
    if not list(jars.glob("lucene-core-*.jar")):
        _fetch(jars, home)
    classes.mkdir(parents=True, exist_ok=True)
    javac = (home / "bin" / "javac", "-cp", jars / "*", "-d", classes, source)
    subprocess.run(list(map(str, javac)), check=True)
    (core,) = jars.glob("lucene-core-*.jar")
    version = core.stem.removeprefix("lucene-core-")
    path = f"{classes}{os.pathsep}{jars / '*'}"
    return Java(home / "bin" / "java", path, version, source.stem)


def _fetch(jars: Path, home: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoJavaError("Maven (mvn) fetches Lucene's jars, and there is none on PATH.")
    subprocess.run(
        [maven, "-q", "-B", "-f", str(SOURCES / "pom.xml"), "dependency:copy-dependencies",
         f"-DoutputDirectory={jars.resolve()}"],
        check=True,
        env={**os.environ, "JAVA_HOME": str(home)},
    )  # fmt: skip


def _home() -> Path:
    """The home of a Java development kit that is new enough."""
    for home in _homes():
        if (home / "bin" / "javac").exists() and _version(home) >= LEAST_JAVA:
            return home
    raise NoJavaError(
        f"Lucene 10 needs a Java development kit, version {LEAST_JAVA} or newer:"
        " none in JAVA_HOME, on PATH or in /usr/lib/jvm."
    )


def _homes() -> Iterator[Path]:
    if stated := os.environ.get("JAVA_HOME"):
        yield Path(stated)
    if found := shutil.which("javac"):
        yield Path(found).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _version(home: Path) -> int:
    """The feature release: 25 of 25.0.3, 8 of 1.8.0."""
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r'JAVA_VERSION="(?:1\.)?(\d+)', release)
    return int(found[1]) if found else 0
