"""What an engine must do: index analysed documents and answer query trees.

    Engine       opens an index for writing or for reading
    Writer       adds analysed documents, removes documents, commits or aborts
    BatchWriter  a writer that also takes documents as arrays
    OpenIndex    an index that is open for reading: its Vocabulary and its Retriever
    Vocabulary   terms and their frequencies: local and cheap, for many calls
    Retriever    candidates for query trees, stored documents: perhaps far away, for few calls

An engine is accepted by passing `tests/contract`. It never analyses text: it indexes the terms of
`index.analysis` and looks for the terms of a query tree. Any two engines give the same answer:

- Each field is indexed at its levels of `LEVELS`; at another one a leaf matches
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
- A leaf that matches more than `MAX_FORMS` forms is searched for the most frequent ones; an
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
from typing import ClassVar, Final, Protocol, Self, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.analysis.token import Level, Reading
from index.engines.columns import ColumnArrays
from index.engines.words import BatchWords
from index.model.columns import Value
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
    """Analysed documents as arrays; no two have the same id.

    Words are those of `index.engines.words`; positions are the tokens' places in a field.

    Attributes:
        ids: of the documents.
        columns: those that any of the documents has a value in, by name.
        words: different words.
        tokens: by field, numbers into `words` of the tokens of all documents in turn.
        lengths: by field, of shape (documents,): how many of these tokens each document has.
        blocks: stored documents in turn, as `index.engines.stored_documents.pack_block` makes them.
        in_block: how many documents each block holds, of shape (blocks,).
    """

    ids: tuple[str, ...]
    columns: Mapping[str, ColumnArrays]
    words: BatchWords
    tokens: Mapping[TextField, NDArray[np.uint32]]
    lengths: Mapping[TextField, NDArray[np.uint32]]
    blocks: tuple[bytes, ...]
    in_block: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Order:
    """The order of candidates: by score, or by a column; ties are broken by document id.

    Attributes:
        column: by whose values, a document's first one; None for the score, the best first.
        descending: whether the greatest value comes first. Documents without a value come last.
    """

    SCORE: ClassVar[Order]
    NEWEST: ClassVar[Order]
    OLDEST: ClassVar[Order]

    column: str | None = None
    descending: bool = False


Order.SCORE, Order.NEWEST, Order.OLDEST = Order(), Order("date", descending=True), Order("date")


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
    """Where a page ended: the next page begins after it, whatever was added before it meanwhile.

    Attributes:
        id: of the page's last document, which may be gone.
        score: its score, where that is the order.
        value: its first value in the column of the order, None if it had none.
    """

    id: str
    score: float = 0.0
    value: Value | None = None


MAX_FACET_VALUES: Final = 20
"""The most values of a facet that are returned."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A query for an engine.

    Attributes:
        query: the tree.
        weights: the ranking.
        limit: how many candidates to return at most.
        offset: how many of the best to leave out.
        order: of the candidates.
        fallbacks: trees to try in turn if those before match fewer than `enough` documents; the
            last one answers whatever it matches.
        enough: how many documents are enough.
        after: only documents after this one are candidates; all count in the total.
        narrower: a tree that matches some of the documents of `query`. If it matches none, and
            `query` fewer than `few`, the first of `fallbacks` is tried.
        few: see `narrower`.
        level: only documents that answer at this level (`index.model.levels`) are candidates, in
            the total and in facets; which tree answers does not depend on it. None for all.
        count_levels: whether to count the documents that answer at each level.
        facets: the columns whose values the matching documents are counted by.
        filters: trees that documents must match besides, whichever tree answers; of filters, so
            that they don't score.
        documents: for how many of the candidates, the best first, to return the documents ...
        characters: ... up to the one with which their bodies reach so many characters.
        exact: whether the total must be exact.
        seconds: how long to read, and as long again for `level`, for `narrower` and to count
            levels; the answer is what is found by then. None for no limit.
    """

    query: Node
    weights: FieldWeights
    limit: int
    offset: int = 0
    order: Order = Order.SCORE
    fallbacks: tuple[Node, ...] = ()
    enough: int = 1
    after: Cursor | None = None
    narrower: Node | None = None
    few: int = 0
    level: Level | None = None
    count_levels: bool = False
    facets: tuple[str, ...] = ()
    filters: tuple[Node, ...] = ()
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
    """How many forms of the index a prefix, wildcard or fuzzy leaf was searched for.

    Attributes:
        surface: the leaf as the user wrote it.
        matched: how many forms match it in all its fields together, forms of removed documents
            perhaps included.
        used: how many of these were searched for, the most frequent first, then in the order of
            the forms.
    """

    surface: str
    matched: int
    used: int


@dataclass(frozen=True, slots=True)
class NearForm:
    """A form of the index that is near another.

    Attributes:
        form: the form.
        documents: its approximate document frequency in titles and bodies: at least the documents
            that can be found, at most its occurrences, removed documents included.
        edits: from the nearest of the forms that were looked for.
    """

    form: str
    documents: int
    edits: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A form of the index that begins with a prefix.

    Attributes:
        form: the form.
        documents: its approximate document frequency, as `NearForm` has it.
    """

    form: str
    documents: int


@dataclass(frozen=True, slots=True)
class Homophone:
    """A form of the index that sounds like another.

    Attributes:
        form: the form.
        cost: of writing it for the other (`index.analysis.phonetics.phonetic_key`), above 0.
        documents: its document frequency, as of `Vocabulary.doc_freqs`.
    """

    form: str
    cost: int
    documents: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the matching documents have a value, a text; days are counted by their years."""

    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The answer to a retrieval.

    Attributes:
        found: the candidates in order.
        total: how many documents match.
        all_levels: how many match at all levels, if only those of one level were searched.
        exact: whether `total` is exact, not a lower bound.
        expansions: of the leaves that match many forms.
        rung: which tree answered: 0 for `query`, from 1 for `fallbacks`.
        levels: how many documents answer at each level, the closest first; empty unless they were
            to be counted and the time was enough.
        facets: by column, at most `MAX_FACET_VALUES` values, the most frequent first, then in
            their order; without documents that have no value.
        documents: by id.
        partial: whether the time was over before everything was read: more documents may match,
            and scores may lack parts.
    """

    found: tuple[Candidate, ...]
    total: int
    all_levels: int
    exact: bool = True
    expansions: tuple[Expansion, ...] = ()
    rung: int = 0
    levels: Mapping[Level, int] = field(default_factory=dict)
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
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
    COLUMN = "column"
    EVERYTHING = "everything"
    NOTHING = "nothing"
    LOOK = "look"
    WINDOW = "window"
    LEAD = "lead"
    PAIR = "pair"
    TITLE = "title"
    LETTERS = "letters"
    VOWELS = "vowels"


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a document's score for a query tree comes about; scores of parts add up to the whole's.

    Attributes:
        kind: of the node.
        surface: of a leaf, as the user wrote it.
        matches: whether the document matches the node.
        score: what the node adds, 0 if it doesn't match.
        terms: of a leaf, what it adds in each field at each level.
        parts: of a branch, its parts in order; of "without" only the required one.
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
        columns: by column, how many documents have a value in it.
    """

    documents: int
    deleted: int
    terms: Mapping[str, int]
    tokens: Mapping[str, int]
    dated: int = 0
    earliest: dt.date | None = None
    latest: dt.date | None = None
    sources: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)


class Writer(Protocol):
    """Changes one generation; nothing is visible before `commit`."""

    def add(self, documents: Iterable[AnalyzedDocument]) -> None:
        """Index documents; each replaces an earlier one with its id, also one of this writer's.

        Raises:
            StorageError: the disk is full.
        """

    def remove(self, ids: Iterable[str]) -> int:
        """Remove documents by id; returns how many there were.

        Raises:
            StorageError: the disk is full.
        """

    def commit(self) -> None:
        """Make all changes visible; the store brings files to the disk.

        Raises:
            StorageError: the disk is full.
        """

    def abort(self) -> None:
        """Drop all changes, also after a commit that failed.

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
    """The terms of an open index and their frequencies; safe for several threads.

    Forms and approximate frequencies include removed documents until the engine cleans up. Every
    method raises DamagedIndexError if it can't read a file.
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
        """The forms of titles and bodies within so many edits, as of `Fuzzy`, of one of some forms.

        Args:
            forms: any number of them.
            edits: 0, 1 or 2.

        Returns:
            Each form once; the fewest edits first, then the most frequent, then in the order of
            the forms (code points). With edits, at most the first `MAX_FORMS`.
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
            The most frequent first, then in the order of the forms (code points).
        """

    def homophones(self, form: str, max_cost: int, limit: int) -> tuple[Homophone, ...]:
        """The forms of titles and bodies that sound like a form, which need not be in the index.

        They have a key of `phonetic_key.similar_keys` (`index.analysis.phonetics`).

        Args:
            form: of Arabic letters; nothing sounds like any other.
            max_cost: the highest cost of writing one of them for the form.
            limit: how many forms to return at most.

        Returns:
            The least cost first, then in the order of the forms; without the form itself.
        """


class Retriever(Protocol):
    """Searches an open index; safe for several threads.

    It goes on answering when the index is removed. Every method raises DamagedIndexError if it
    can't read a file.
    """

    def search(self, retrievals: Sequence[Retrieval]) -> tuple[Candidates, ...]:
        """The best candidates of each retrieval, in the order of the retrievals."""

    def explain(
        self, query: Node, weights: FieldWeights, ids: Sequence[str]
    ) -> dict[str, Explanation]:
        """How the scores of documents for a tree come about, whether they match it or not.

        A matching document has the score of `search`, but for rounding and searches that were
        stopped. Documents that don't exist are left out.
        """

    def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        """The stored documents of those ids that exist."""

    def ids(self) -> Iterable[str]:
        """Every document's id, in no promised order."""

    def statistics(self) -> IndexStatistics:
        """Numbers about this generation."""

    def check(self) -> None:
        """Read everything and compare it with what was written."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index as it was when it was opened; a context manager that closes it."""

    vocabulary: Vocabulary
    retriever: Retriever
    close: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


class Engine(Protocol):
    """Keeps inverted indexes, each at a location that a store chooses."""

    @property
    def name(self) -> str:
        """Its name, a hyphen and the version of its files; other versions must be rebuilt."""

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
