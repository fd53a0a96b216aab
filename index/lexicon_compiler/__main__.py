"""python -m index.lexicon_compiler [FOLDER]: compile the lexicon."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from index.analysis.lexicon.lexicon import DATA, WordLexicon
from index.lexicon_compiler.entries import Entries
from index.lexicon_compiler.frequencies import Frequencies
from index.lexicon_compiler.function_words import add_function_words, add_irregular_nouns
from index.lexicon_compiler.names import add_counted_names, add_families, add_frequent_words
from index.lexicon_compiler.nouns import add_nouns
from index.lexicon_compiler.verbs import add_verbs
from index.lexicon_compiler.write import write


def compile_lexicon(folder: Path) -> None:
    """Write the lexicon's arrays to a folder."""
    arramooz, wordfreq = _data("arramooz"), _data("wordfreq")
    frequencies = Frequencies(arramooz / "wordfreq.sqlite")
    entries = Entries()
    add_irregular_nouns(entries)
    add_nouns(entries, arramooz / "arabicdictionary.sqlite", frequencies)
    add_verbs(entries, arramooz / "arabicdictionary.sqlite", frequencies)
    add_function_words(entries, arramooz / "stopwords.sqlite", frequencies)
    add_counted_names(entries, frequencies)
    with tempfile.TemporaryDirectory() as temporary:  # the words that these entries do not explain
        write(entries, Path(temporary))
        add_frequent_words(entries, WordLexicon(Path(temporary)), wordfreq / "large_ar.msgpack.gz")
    add_families(entries)
    write(entries, folder)


def _data(package: str) -> Path:
    """The folder of the data of a package, which is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: make lexicon installs it")
    return Path(spec.origin).with_name("data")


if __name__ == "__main__":
    compile_lexicon(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
