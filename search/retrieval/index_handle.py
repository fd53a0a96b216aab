"""The live generation of an index, open for requests and exchanged when another goes live."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from index.analysis import Analyzer, Token, fingerprint
from index.batch_analysis.stem_cache import load
from index.bounded_cache import BoundedCache
from index.engines.protocols import Engine, OpenIndex
from index.model.columns import COLUMNS, Column
from index.model.messages import Message
from index.store.generation_folder import Generation
from index.store.generations import IndexDirectory
from index.store.protocols import GenerationStore, Stamp
from search.expansion.name_spellings import Names
from search.text.chunk_cache import ChunkCache
from search.text.lazy_tokens import LazyTokens

_MAX_BATCHED_LENGTH: Final = 20_000  # characters of a text that is analysed together with others

_MAX_SURFACES: Final = 20_000


class _Opened:
    """An open generation and the number of its requests."""

    def __init__(
        self, stamp: Stamp, generation: Generation, index: OpenIndex, chunks: ChunkCache
    ) -> None:
        self.stamp = stamp
        self.generation = generation
        self.index = index
        self.chunks = chunks
        declared = generation.manifest.columns.items()
        columns = {name: Column(name, Message(name), of) for name, of in declared}
        self.columns = {**COLUMNS, **columns}
        self.names = Names(index.vocabulary)
        self.surfaces: BoundedCache[str, str] = BoundedCache(_MAX_SURFACES)
        self.process: int | None = os.getpid()
        self.users = 0
        self.retired = False

    @property
    def ours(self) -> bool:
        """Whether this process may use it: it opened it, or was forked from one that let it."""
        return self.process is None or self.process == os.getpid()


class TextTokens:
    """Analyses texts, some of which are analysed already.

    Args:
        read: tokens by text.
        analyse: returns the tokens of another text.
    """

    def __init__(
        self, read: Mapping[str, LazyTokens], analyse: Callable[[str], Sequence[Token]]
    ) -> None:
        self.read: Final = read
        self._analyse: Final = analyse

    def __call__(self, text: str) -> Sequence[Token]:
        """The tokens of a text."""
        found = self.read.get(text)
        return self._analyse(text) if found is None else found


class IndexSnapshot:
    """What one request works with: one generation, whichever goes live meanwhile.

    Attributes:
        generation: its name and manifest.
        vocabulary: its terms.
        retriever: its documents.
        columns: of the index, by the names that requests may use.
        names: its names.
        surfaces: spellings by form, the cache of `search.suggest.completer`.
    """

    def __init__(self, opened: _Opened, analysing: threading.Lock) -> None:
        self.generation = opened.generation
        self.vocabulary = opened.index.vocabulary
        self.retriever = opened.index.retriever
        self.columns = opened.columns
        self.names = opened.names
        self.surfaces = opened.surfaces
        self._chunks = opened.chunks
        self._analysing = analysing

    def tokens(self, text: str) -> Sequence[Token]:
        """The tokens of a text; one thread at a time analyses."""
        with self._analysing:
            (read,) = self._chunks.read([text])
        return read

    def tokens_of(self, texts: Iterable[str]) -> TextTokens:
        """What returns the tokens of texts; all but the long ones are analysed at once."""
        short = [text for text in dict.fromkeys(texts) if len(text) <= _MAX_BATCHED_LENGTH]
        with self._analysing:
            read = self._chunks.read(short)
        return TextTokens(dict(zip(short, read, strict=True)), self.tokens)

    @contextmanager
    def analyzer(self) -> Iterator[Analyzer]:
        """The analyser, for this thread alone while the context lasts."""
        with self._analysing:
            yield self._chunks.analyzer


class IndexHandle:
    """An index directory as servers use it; safe for several threads and for forks.

    Nothing is opened before the first request, so a parent process may make it and fork; what it
    opened itself, its children open anew, unless it is handed on.

    Args:
        index: the store of the index, or its directory; it need not exist yet.
        engine: opens its generations; None for the engine that wrote each.
    """

    def __init__(self, index: GenerationStore | Path, engine: Engine | None = None) -> None:
        self.store: Final = IndexDirectory(index) if isinstance(index, Path) else index
        self._engine = engine
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._analysing = threading.Lock()
        self._opened: _Opened | None = None

    @contextmanager
    def snapshot(self) -> Iterator[IndexSnapshot]:
        """The live generation, held open while the context lasts.

        Raises:
            NoIndexError: nothing was built yet.
            DamagedIndexError: a file is broken.
            FingerprintError: another analysis chain made it.
        """
        opened = self._borrow()
        try:
            yield IndexSnapshot(opened, self._analysing)
        finally:
            self._give_back(opened)

    def close(self) -> None:
        """Close the open generation when its requests have ended."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened:
                self._retire(opened)

    def hand_on(self) -> None:
        """Let processes that are forked from this one use what it has open.

        They share its memory. No other thread may be at a request meanwhile.
        """
        if self._opened:
            self._opened.process = None

    def _borrow(self) -> _Opened:
        """The open generation; while a new one is being opened, the one before answers."""
        while True:
            with self._lock:
                opened = self._opened
                if opened and self._usable(opened):
                    opened.users += 1
                    return opened
            with self._opening:
                self._exchange()

    def _usable(self, opened: _Opened) -> bool:
        if not opened.ours:
            return False
        return self._opening.locked() or not self._stale(opened)

    def _exchange(self) -> None:
        """Open the live generation unless it is open."""
        before = self._opened
        if before and not self._stale(before):
            return
        fresh = self._open(before)
        with self._lock:
            before, self._opened = self._opened, fresh
            if before:
                self._retire(before)

    def _stale(self, opened: _Opened) -> bool:
        return not opened.ours or opened.stamp != self.store.stamp()

    def _open(self, before: _Opened | None) -> _Opened:
        stamp = self.store.stamp()  # before the live generation is read, never after it
        generation, index = self.store.open_live(self._engine)
        if before and before.ours:
            return _Opened(stamp, generation, index, before.chunks)
        known = load(self.store.path, fingerprint()).stems
        return _Opened(stamp, generation, index, ChunkCache(Analyzer(known), known))

    def _give_back(self, opened: _Opened) -> None:
        with self._lock:
            opened.users -= 1
            if opened.retired and not opened.users:
                opened.index.close()

    def _retire(self, opened: _Opened) -> None:
        opened.retired = True
        if not opened.users:
            opened.index.close()
