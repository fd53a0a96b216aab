"""What an engine must do: index analysed documents and answer query trees.

    Engine       opens one generation's folder for writing or for reading
    Writer       adds analysed documents, removes documents, commits or aborts
    BatchWriter  a writer that also takes documents as arrays
    OpenIndex    one generation open for reading: its Vocabulary and its Retriever
    Vocabulary   its terms and their frequencies: local and cheap
    Retriever    its documents: candidates for query trees, stored documents, statistics

An engine is accepted by passing `tests/contract`. It never analyses text: it is handed the
terms of `index.analysis` and looks for the terms that stand in a query tree. Any two engines
give the same answer:

- Each field is indexed at its levels of `LEVELS`; a leaf that asks for another one matches
  nothing there. All readings of a token are indexed, at its position.
- A leaf scores, for each of its fields and levels, BM25 (`index.engines.bm25`) times the weight
  of that field and level, times the leaf's own weight: `Word` and `Phrase` have one, the other
  leaves have 1.
- BM25 has Lucene's definitions. A document's length is that of its norm, one byte. N is the
  number of documents that have the field, their mean length that of all their tokens, exactly.
- What one leaf looks for in one field at one level counts as one term: the frequencies of all
  its terms in a document are added. Its idf is that of its most frequent term by itself, of
  those that are searched for; a phrase's is the sum of its words' at that level.
- Each position of a phrase's first word from which its words follow in order, with d others
  between them, adds 1 / (1 + d) to its frequency, where d is at most its slop and the least.
- A form that is n edits from a `Fuzzy` leaf counts 1 / (1 + n) of its frequency. With proclitics,
  a form may match with any of them before the leaf's letters, and the least n counts.
- A leaf that stands for more than `MAX_FORMS` forms is searched for the most frequent ones; an
  `Expansion` says so.
- Document frequencies, numbers of documents and mean lengths are of documents that can be found.
- Scores that agree to five decimals are ties, and ties are broken by document id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol, Self, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level, Reading
from index.engines.word_book import BatchWords
from index.model.document import Document
from index.model.query import DEFAULT_FIELDS, Node, TextField

Location: TypeAlias = str | Path
"""Where an engine keeps one generation: a folder, or the name of an index on a server."""

LEVELS: Final[Mapping[TextField, tuple[Level, ...]]] = {
    TextField.TITLE: (Level.FORM, Level.STEM, Level.ROOT),
    TextField.BODY: (Level.FORM, Level.STEM, Level.ROOT),
    TextField.SOURCE: (Level.FORM, Level.STEM),
}
"""The levels at which each text field is indexed."""

MAX_FORMS: Final = 512
"""The most forms that one leaf is searched for."""


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """A document as the analysis chain reads it.

    Attributes:
        document: what is stored.
        tokens: by field, the readings of each token; the place of a token is its position.
    """

    document: Document
    tokens: Mapping[TextField, tuple[tuple[Reading, ...], ...]]


@dataclass(frozen=True, slots=True)
class DocumentBatch:
    """Analysed documents as arrays, as a rebuild hands them on; no id stands twice in it.

    Words are those of `index.engines.word_book`; positions are the tokens' places in a field.

    Attributes:
        ids: of the documents.
        dates: of shape (documents,): proleptic ordinals, 0 where there is none.
        sources: as the documents state them.
        words: different words.
        tokens: by field, numbers into `words` of the tokens of all documents in turn.
        lengths: by field, of shape (documents,): how many of these tokens each document has.
        blocks: stored documents in turn, as `index.engines.stored_documents.pack_block` makes them.
        in_block: how many documents each block holds, of shape (blocks,).
    """

    ids: tuple[str, ...]
    dates: NDArray[np.int32]
    sources: tuple[str | None, ...]
    words: BatchWords
    tokens: Mapping[TextField, NDArray[np.uint32]]
    lengths: Mapping[TextField, NDArray[np.uint32]]
    blocks: tuple[bytes, ...]
    in_block: NDArray[np.uint32]


class Order(StrEnum):
    """The order in which candidates are wanted; ties are broken by document id.

    Documents without a date stand last in both orders of date.
    """

    SCORE = "score"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """How much each level of each field counts in BM25, and BM25's own parameters.

    Attributes:
        weights: multiplies the score of a term by its (field, level).
        k1: saturation of term frequency (Robertson and Zaragoza 2009, section 3.5).
        b: normalisation by document length, 0 to 1, for each field.
    """

    weights: Mapping[tuple[TextField, Level], float]
    k1: float
    b: Mapping[TextField, float]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: what is behind it comes next, whatever stands before it by then.

    Attributes:
        id: of the page's last document, which may be gone.
        score: its score, for `Order.SCORE`.
        date: its date, for the orders of date; None if it had none.
    """

    id: str
    score: float = 0.0
    date: dt.date | None = None


class Facet(StrEnum):
    """What found documents can be counted by."""

    SOURCE = "source"
    YEAR = "year"


MAX_FACET_VALUES: Final = 20
"""The most values of a facet that are told."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A question to an engine.

    Attributes:
        query: the tree.
        weights: the ranking.
        limit: how many candidates are wanted, from the best behind `offset`.
        offset: how many of the best to leave out.
        order: their order.
        otherwise: trees to try in turn where the one before finds fewer than `enough`; the last
            one answers whatever it finds.
        enough: how many documents are enough.
        after: only documents behind this one are candidates; all count in the total.
        narrower: a tree that matches some of what `query` does: where `query` finds fewer
            documents than `few` and this one none, `otherwise` answers.
        few: see `narrower`.
        level: only documents that answer at this level (`index.model.levels`) are candidates, in
            the total and in facets; which tree answers doesn't depend on it. None for all.
        count_levels: whether to count the documents that answer at each level.
        facets: what the matching documents are to be counted by.
        documents: for how many of the candidates, the best first, to return what is stored, ...
        characters: ... up to the document with which their bodies reach so many characters.
        exact: whether the total has to be exact.
        seconds: how long to read, and again for `level`, for `narrower` and for counting levels;
            what is found by then is the answer. None for as long as it takes.
    """

    query: Node
    weights: FieldWeights
    limit: int
    offset: int = 0
    order: Order = Order.SCORE
    otherwise: tuple[Node, ...] = ()
    enough: int = 1
    after: Cursor | None = None
    narrower: Node | None = None
    few: int = 0
    level: Level | None = None
    count_levels: bool = False
    facets: tuple[Facet, ...] = ()
    documents: int = 0
    characters: int | None = None
    exact: bool = True
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One found document: its id and score."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Expansion:
    """How many forms of the index a prefix, wildcard or fuzzy leaf stood for.

    Attributes:
        surface: the leaf as the user wrote it.
        matched: how many forms match it in all its fields together. Forms that stand only in
            removed documents may be among them, and are gone when the engine cleans up.
        used: how many were searched, those in the most documents first (removed ones may count
            here too), then in the order of the forms; less than `matched` if capped.
    """

    surface: str
    matched: int
    used: int


@dataclass(frozen=True, slots=True)
class NearForm:
    """A form of the index and how near it is to what was asked for.

    Attributes:
        form: the form.
        documents: in about how many documents it stands in title or body: no fewer than those
            that can be found, no more than it stands there times, removed documents included.
        edits: how many edits from the nearest of the forms that were asked for.
    """

    form: str
    documents: int
    edits: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A form of the index that begins as was asked.

    Attributes:
        form: the form.
        documents: in about how many documents it stands in the fields that were asked for: no
            fewer than those that can be found, no more than it stands there times, removed
            documents included.
    """

    form: str
    documents: int


@dataclass(frozen=True, slots=True)
class Homophone:
    """A form of the index that sounds like another.

    Attributes:
        form: it.
        cost: of writing it for the other (`index.analysis.phonetics.phonetic_key`), above 0.
        documents: in how many it stands, as `Vocabulary.doc_freqs` counts them.
    """

    form: str
    cost: int
    documents: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the matching documents have a value: a source's name, or a year."""

    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The answer to a retrieval.

    Attributes:
        found: the wanted slice, in order.
        total: the number of matching documents.
        all_levels: the same at all levels, if only those at one level were asked for.
        exact: whether `total` is exact or a lower bound.
        expansions: what leaves that stand for many forms were expanded to.
        rung: which tree answered: 0 for `query`, from 1 for those of `otherwise`.
        levels: how many documents answer at each level, the closest first; nothing if the time
            was over, or nobody asked.
        facets: by facet, the values of most documents, then in their order; documents without
            a value are not among them, nor are values beyond `MAX_FACET_VALUES`.
        documents: by id, the stored documents that were asked for.
        partial: whether the time was over before everything was read. What was found matches;
            more might, and scores may lack parts.
    """

    found: tuple[Candidate, ...]
    total: int
    all_levels: int
    exact: bool = True
    expansions: tuple[Expansion, ...] = ()
    rung: int = 0
    levels: Mapping[Level, int] = field(default_factory=dict)
    facets: Mapping[Facet, tuple[FacetValue, ...]] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class TermScore:
    """What a leaf adds to a document's score in one field at one level.

    Attributes:
        field: the field.
        level: the level.
        frequency: how often what the leaf looks for occurs there.
        length: of the field of this document in tokens, as its norm has it.
        mean_length: over the documents that have the field.
        doc_freqs: for each word of the leaf, how many documents have its most frequent term.
        documents: that can be found and have the field.
        weight: of the field and level, times the leaf's own.
        idf: the sum of `bm25.idf` of documents and each of doc_freqs.
        saturation: `bm25.saturated` of frequency and length.
        score: weight * idf * saturation.
    """

    field: TextField
    level: Level
    frequency: float
    length: int
    mean_length: float
    doc_freqs: tuple[int, ...]
    documents: int
    weight: float
    idf: float
    saturation: float
    score: float


class ExplanationKind(StrEnum):
    """What a part of a score is: a node's, or of what is added above an engine.

    "look" is a score that was reranked: of its parts the first is the engine's.
    """

    ALL = "all"
    ANY = "any"
    WITHOUT = "without"
    PREFER = "prefer"
    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    WILDCARD = "wildcard"
    FUZZY = "fuzzy"
    DATE = "date"
    EVERYTHING = "everything"
    NOTHING = "nothing"
    LOOK = "look"
    WINDOW = "window"
    LEAD = "lead"
    PAIR = "pair"
    VOWELS = "vowels"


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a document's score for a query tree comes about; scores of parts add up to the whole's.

    Attributes:
        kind: of the node.
        surface: of a leaf, as the user wrote it.
        matches: whether the document matches the node.
        score: what the node adds, 0 if it doesn't match.
        terms: of a leaf, what it adds where it stands.
        parts: of a branch, its parts in order; of "without" only what is wanted.
    """

    kind: ExplanationKind
    surface: str
    matches: bool
    score: float
    terms: tuple[TermScore, ...] = ()
    parts: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexStatistics:
    """Numbers about one generation.

    Attributes:
        documents: documents that can be found.
        deleted: documents removed but still taking space.
        terms: distinct terms by "field.level".
        tokens: tokens by field.
        dated: documents with a known date.
        earliest, latest: first and last known date.
        sources: documents by source, as the documents state it; the largest first.
    """

    documents: int
    deleted: int
    terms: Mapping[str, int]
    tokens: Mapping[str, int]
    dated: int = 0
    earliest: dt.date | None = None
    latest: dt.date | None = None
    sources: Mapping[str, int] = field(default_factory=dict)


class Writer(Protocol):
    """Changes one generation; nothing is visible before `commit`."""

    def add(self, documents: Iterable[AnalyzedDocument]) -> None:
        """Index documents; each replaces an earlier one with its id, also one of this writer's.

        Raises:
            StorageError: the disk is full.
        """

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents by id and say how many were there.

        Raises:
            StorageError: the disk is full.
        """

    def commit(self) -> None:
        """Make all changes visible; `index.store.generations` brings the files to the disk.

        Raises:
            StorageError: the disk is full.
        """

    def abort(self) -> None:
        """Drop all changes, those of a commit that failed too; nothing but this may follow one.

        Raises:
            StorageError: what was written can't be removed.
        """


@runtime_checkable
class BatchWriter(Writer, Protocol):
    """A writer that also takes documents as arrays, which is faster."""

    def add_batch(self, batch: DocumentBatch) -> None:
        """Index the documents of a batch, as `add` does.

        Raises:
            StorageError: the disk is full.
        """


class Vocabulary(Protocol):
    """The terms of one generation and their frequencies: local and cheap, for many calls.

    Safe for several threads. Frequencies that are called approximate count removed documents
    too, until the engine cleans up, and so do forms that occur in removed documents alone.

    Raises:
        DamagedIndexError: from every method, where a file can't be read.
    """

    def count(self) -> int:
        """How many documents can be found."""

    def doc_freq(self, field: TextField, level: Level, *terms: str) -> int:
        """In how many of the documents that can be found the most frequent of the terms occurs."""

    def doc_freqs(self, terms: Sequence[str], level: Level = Level.FORM) -> tuple[int, ...]:
        """In approximately how many documents each term occurs: quick, for weighing terms.

        Of the numbers for titles and for bodies it is the larger one; a document counts for each
        of its words of the term, of which a form has seldom more than one.
        """

    def near(self, forms: Sequence[str], edits: int = 0) -> tuple[NearForm, ...]:
        """The forms of titles and bodies within so many edits (as `Fuzzy`) of one of some forms.

        With 0 edits, which of these forms there are and how often: many may be given at once.

        Args:
            forms: what is looked for.
            edits: 0, 1 or 2.

        Returns:
            Each form once; the fewest edits first, then the most documents, then in the order of
            the forms (code points). With edits, at most the first `MAX_FORMS` of them.
        """

    def completions(
        self, prefix: str, limit: int, fields: Sequence[TextField] = DEFAULT_FIELDS
    ) -> tuple[Completion, ...]:
        """The most frequent forms that begin with a prefix, the prefix itself included.

        Args:
            prefix: folded letters; every form begins with the empty one.
            limit: how many forms to return at most.
            fields: where they occur; a document counts once for each.

        Returns:
            The most documents first, then in the order of the forms (code points).
        """

    def homophones(self, form: str, max_cost: int, limit: int) -> tuple[Homophone, ...]:
        """The forms of titles and bodies that sound like a form, which need not be there itself.

        They have a key of `phonetic_key.similar_keys` (`index.analysis.phonetics`).

        Args:
            form: of Arabic letters; nothing sounds like any other.
            max_cost: what writing them for it may cost at most.
            limit: how many forms to return at most.

        Returns:
            The least cost first, then in the order of the forms; without the form itself.
        """


class Retriever(Protocol):
    """Answers from the documents of one generation; it may be far away, so few calls are made.

    Safe for several threads. It goes on answering when the generation is removed.

    Raises:
        DamagedIndexError: from every method, where a file can't be read.
    """

    def search(self, retrievals: Sequence[Retrieval]) -> tuple[Candidates, ...]:
        """The best candidates of each retrieval, in the order of the retrievals."""

    def explain(
        self, query: Node, weights: FieldWeights, ids: Sequence[str]
    ) -> dict[str, Explanation]:
        """How the scores of documents for a tree come about, whether they match it or not.

        The score of a document that matches is the one that `search` gives it for the same tree
        and weights, but for rounding; where a search was stopped, it may have lacked parts.

        Args:
            query: the tree.
            weights: the ranking.
            ids: of the documents; those that don't exist are left out.
        """

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""

    def ids(self) -> Iterable[str]:
        """Every document's id, in no promised order."""

    def statistics(self) -> IndexStatistics:
        """Numbers about this generation."""

    def check(self) -> None:
        """Read everything and compare it with what was written."""


def _nothing() -> None:
    """Nothing to close."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One generation, opened for reading, as it was when it was opened; closes as a context ends.

    Attributes:
        vocabulary: its terms.
        retriever: its documents.
        close: lets go of its files and connections.
    """

    vocabulary: Vocabulary
    retriever: Retriever
    close: Callable[[], None] = _nothing

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


class Engine(Protocol):
    """One way to keep inverted indexes, each at a location that a store gives it.

    Attributes:
        name: its name, a hyphen and the version of its files: an index of another version must be
            rebuilt.
    """

    @property
    def name(self) -> str:
        """See the class."""

    def create(self, location: Location, memory: int | None = None) -> Writer:
        """Begin an index at a location where there is nothing.

        Args:
            location: where.
            memory: about how many bytes the writer may hold; None for what suits a machine.

        Raises:
            StorageError: nothing can be written there.
        """

    def change(self, location: Location, memory: int | None = None) -> Writer:
        """Change the index at a location; a file that is there is replaced, never written into.

        Args:
            location: where.
            memory: as `create`.

        Raises:
            DamagedIndexError: a file is missing or broken.
            StorageError: nothing can be written there.
            WriterBusyError: another writer is at work there.
        """

    def open(self, location: Location) -> OpenIndex:
        """Open for reading.

        Raises:
            DamagedIndexError: a file is missing or broken.
        """
