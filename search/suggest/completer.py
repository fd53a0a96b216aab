"""Completion of a text that is being typed.

    text -> whole words and a prefix -> completions of the prefix, from the index
         -> titles that contain them, and a few documents -> phrases of several of these documents

Letters are compared in folded form, so any spelling completes any other. If nothing in the index
begins as the text does, it is read as typed on another keyboard layout, and the answer says so.
Limits bound the number of documents read and the length of the posting lists searched for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil
from typing import Final

from index.analysis import Level, Reading, Token
from index.analysis.stop_words import STOP_WORDS
from index.bounded_cache import BoundedCache
from index.engines.protocols import Completion, FieldWeights, Retrieval, Retriever, Vocabulary
from index.model.query import DEFAULT_FIELDS, AllOf, Node, Phrase, TextField, Word, branch_of
from search.model.records import Suggestion, SuggestionKind
from search.query.query_clauses import leaf_of
from search.suggest.continuations import MIN_DOCUMENTS, Continuations
from search.suggest.partial_query import PartialQuery, on_other_layouts, read
from search.suggest.selection import forms_in, phrases, select, suggestion, titles

_MAX_COMPLETIONS: Final = 24
_MAX_COMPLETIONS_AFTER_WORDS: Final = 96
"""Completions of the prefix that are searched for; after whole words more, for few of the most
frequent completions occur together with them."""
_MAX_WORDS: Final = 5
"""Completions of a first word that are suggested."""
_MIN_SHARE: Final = 1 / 1000
"""A completion is suggested if it has this share of the documents of the most frequent one."""
_MAX_WORDS_AFTER_OTHERS: Final = 2
"""Suggested words that only occur in the same documents as the typed words."""
_TITLE_DOCUMENTS: Final = 8
"""Documents that are read because their titles match, ..."""
_BODY_DOCUMENTS: Final = 12
"""... and because only their bodies match."""
_MIN_LETTERS: Final = 2
"""Letters of a first word from which on bodies are searched."""
_FOUND_PER_READ: Final = 5
"""Documents found for each that is read. Neighbours in the order of ids are often parts of one work
and alike, so some of the best are read, and others from the whole range of ids."""
_SHARE_OF_BEST: Final = 1 / 3
"""The share of the documents read that are the best ones."""
_MAX_DOC_FREQ: Final = 40_000
_MAX_DOC_FREQ_AFTER_WORDS: Final = 80_000
"""Limits of a search's time: added document frequencies of the completions searched for, ..."""
_MAX_DOC_FREQ_IN_PHRASES: Final = 10_000
"""... and of typed words that are searched for as a phrase."""
_MAX_COUNTED: Final = 8
"""Phrases whose documents are counted, if the typed words have no more than `_MAX_DOC_FREQ`."""
_MAX_LOOKUPS: Final = 2
"""Completions whose spelling is looked up in further documents if no document read has them."""


_FORMS: Final = (Level.FORM,)
_IN_TITLE: Final = (TextField.TITLE,)
_IN_BODY: Final = (TextField.BODY,)


@dataclass(frozen=True, slots=True)
class CompletedQuery:
    """A text and its completions.

    Attributes:
        query: the text that was completed, which may be on another keyboard layout.
        suggestions: most useful first.
    """

    query: PartialQuery
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Matches:
    """What the index has of a text's words.

    Attributes:
        completions: the most frequent completions of the prefix, without function words.
        doc_freq: the document frequencies of the whole words, added up.
    """

    completions: tuple[Completion, ...]
    doc_freq: int

    def searchable_forms(self) -> list[str]:
        """The most frequent completions, without those whose posting lists are too long."""
        left = _MAX_DOC_FREQ_AFTER_WORDS if self.doc_freq else _MAX_DOC_FREQ
        forms = []
        for each in self.completions:
            if each.documents <= left:
                left -= each.documents
                forms.append(each.form)
        return forms


@dataclass(frozen=True, slots=True)
class Completer:
    """Completes texts from an index.

    Attributes:
        vocabulary: of the index.
        retriever: of the same index.
        tokens: analyses a text.
        weights: the ranking.
        surfaces: a cache of the spellings of forms, which is added to.
        seconds: how long one search may take; None for no limit.
    """

    vocabulary: Vocabulary
    retriever: Retriever
    tokens: Callable[[str], Sequence[Token]]
    weights: FieldWeights
    surfaces: BoundedCache[str, str]
    seconds: float | None = None

    def complete(self, text: str, size: int) -> CompletedQuery:
        """At most `size` completions of the text before the caret."""
        query = read(text, self.tokens)
        if query.empty:
            return CompletedQuery(query, ())
        matches = self._matches(query)
        if matches is None:
            for other in (read(each, self.tokens) for each in on_other_layouts(text)):
                if not other.empty and (found := self._matches(other)):
                    return CompletedQuery(other, self._suggestions(other, found, size, excluded=()))
        excluded = forms_in(text)
        suggestions = self._suggestions(query, matches, size, excluded=excluded) if matches else ()
        for shorter in query.shorter_queries():
            if not suggestions and (found := self._matches(shorter)):
                suggestions = self._suggestions(shorter, found, size, excluded=excluded)
        return CompletedQuery(query, suggestions)

    def _matches(self, query: PartialQuery) -> _Matches | None:
        """What the index has of a query; None if it lacks a whole word or has no completion."""
        doc_freq = 0
        if query.words:
            forms = tuple({form for word in query.words for form in word.forms})
            doc_freqs = {found.form: found.documents for found in self.vocabulary.near(forms)}
            if any(doc_freqs.keys().isdisjoint(word.forms) for word in query.words):
                return None
            doc_freq = sum(doc_freqs.values())
        if not query.prefix:
            return _Matches((), doc_freq)
        found = self.vocabulary.completions(query.prefix, _max_completions(query))
        if not found:
            return None
        return _Matches(tuple(each for each in found if each.form not in STOP_WORDS), doc_freq)

    def _suggestions(
        self, query: PartialQuery, matches: _Matches, size: int, *, excluded: tuple[str, ...]
    ) -> tuple[Suggestion, ...]:
        """The best completions of a query.

        Args:
            query: the query.
            matches: what the index has of it.
            size: how many to return, at most.
            excluded: the forms of the typed text, which is no suggestion.
        """
        continuations = Continuations([word.forms for word in query.words], query.prefix)
        with_title, others = self._ids(
            (self._title_trees(query), _FOUND_PER_READ * _TITLE_DOCUMENTS),
            (self._body_trees(query, matches), _FOUND_PER_READ * _BODY_DOCUMENTS),
        )
        # Documents with such titles are often parts of one work and would crowd out all others.
        others = _sample([each for each in others if each not in with_title], _BODY_DOCUMENTS)
        with_title = _sample(with_title, _TITLE_DOCUMENTS)
        documents = self.retriever.documents([*with_title, *others])
        for document in documents.values():
            continuations.add(document)
        found_titles = list(titles(query, [documents[each] for each in with_title]))
        found_phrases = list(phrases(query, continuations))
        if not query.unchanged and matches.doc_freq <= _MAX_DOC_FREQ:
            found_phrases = self._counted(found_phrases, found_titles)
        found: dict[SuggestionKind, Iterable[Suggestion]] = {
            SuggestionKind.WORD: ()
            if query.words and found_phrases
            else self._words(query, matches, continuations),
            SuggestionKind.PHRASE: found_phrases,
            SuggestionKind.TITLE: () if query.unchanged else found_titles,
        }
        return select(found, size, excluded, first_word=not query.words)

    def _counted(
        self, found: Sequence[Suggestion], with_title: Sequence[Suggestion]
    ) -> list[Suggestion]:
        """Phrases with the number of documents that have them: titles first, then the frequent."""
        some = found[:_MAX_COUNTED]
        words = (
            [_word(token.surface, token.readings) for token in self.tokens(phrase.text)]
            for phrase in some
        )
        retrievals = [
            Retrieval(leaf_of("", each, 0), self.weights, limit=0, seconds=self.seconds)
            for each in words
        ]
        answers = self.retriever.search(retrievals) if retrievals else ()
        whole = {*map(forms_in, (each.text for each in with_title))}
        counted = [
            replace(each, documents=max(each.documents, answer.total))
            for each, answer in zip(some, answers, strict=True)
        ]
        return sorted(counted, key=lambda each: (forms_in(each.text) not in whole, -each.documents))

    def _title_trees(self, query: PartialQuery) -> tuple[Node, ...]:
        """A tree for documents with the query in their titles; none if no title can match."""
        parts = [_word(word.surface, word.readings, _IN_TITLE) for word in query.words]
        if query.prefix:
            found = self.vocabulary.completions(query.prefix, _max_completions(query), _IN_TITLE)
            if not found:
                return ()
            parts.append(_any_of(query.prefix, [each.form for each in found], _IN_TITLE))
        return (branch_of(AllOf, parts),)

    def _body_trees(self, query: PartialQuery, matches: _Matches) -> tuple[Node, ...]:
        """Trees for documents with the query in their bodies, then with its whole words alone."""
        if not query.words and (query.shortened or len(query.prefix) < _MIN_LETTERS):
            return ()
        content_words = [word for word in query.words if word.form not in STOP_WORDS]
        forms = matches.searchable_forms()
        last = [_any_of(query.prefix, forms, _IN_BODY)] if forms else []
        words = [
            _word(word.surface, word.readings, _IN_BODY)
            for word in (content_words if last else content_words or query.words)
        ]
        is_short = matches.doc_freq <= _MAX_DOC_FREQ_IN_PHRASES
        if len(words) > 1 and len(words) == len(query.words) and is_short:
            phrase = Phrase(query.text, tuple(words), 0, _FORMS, _IN_BODY)
            return (branch_of(AllOf, [phrase, *last]), phrase)
        trees = [[*words, *last], words] if last else [words]
        return tuple(branch_of(AllOf, each) for each in trees if each)

    def _ids(self, *searches: tuple[Sequence[Node], int]) -> list[list[str]]:
        """For each search the ids of the best documents that it finds.

        Args:
            searches: trees, of which the first that enough documents match answers, and how many
                documents to find at most; none without trees.
        """
        retrievals = [self._retrieval(trees, limit) for trees, limit in searches if trees]
        found = iter(self.retriever.search(retrievals) if retrievals else ())
        return [[each.id for each in next(found).found] if trees else [] for trees, _ in searches]

    def _retrieval(self, trees: Sequence[Node], limit: int, documents: int = 0) -> Retrieval:
        """For the best documents of the first tree that `MIN_DOCUMENTS` documents match."""
        return Retrieval(
            trees[0],
            self.weights,
            limit=limit,
            fallbacks=tuple(trees[1:]),
            enough=MIN_DOCUMENTS,
            documents=documents,
            exact=False,
            seconds=self.seconds,
        )

    def _words(
        self, query: PartialQuery, matches: _Matches, continuations: Continuations
    ) -> Iterator[Suggestion]:
        """Completions of the first word, or words of the documents that have the typed words."""
        if query.words:
            before = tuple(word.surface for word in query.words)
            for each in islice(continuations.words(), _MAX_WORDS_AFTER_OTHERS):
                words = (*before, *each.words)
                yield suggestion(query, words, SuggestionKind.WORD, each.documents)
            return
        forms = [each.form for each in matches.completions[:_MAX_WORDS]]
        doc_freqs = dict(zip(forms, self.vocabulary.doc_freqs(forms), strict=True))
        frequent = [
            form
            for form in sorted(forms, key=lambda form: -doc_freqs[form])
            if doc_freqs[form] >= _MIN_SHARE * max(doc_freqs.values())
        ]
        surfaces = {form: continuations.surface_of(form) for form in frequent}
        surfaces |= self._surfaces([form for form in frequent if not surfaces[form]][:_MAX_LOOKUPS])
        for form in frequent:
            if surfaces[form]:
                yield suggestion(query, (surfaces[form],), SuggestionKind.WORD, doc_freqs[form])

    def _surfaces(self, forms: Sequence[str]) -> dict[str, str]:
        """The spelling of each form in the document that ranks first for it; cached."""
        surfaces = {form: known for form in forms if (known := self.surfaces.get(form))}
        unknown = [form for form in forms if form not in surfaces]
        retrievals = [
            self._retrieval([_any_of(form, [form], fields)], 1, documents=1)
            for form in unknown
            for fields in (_IN_TITLE, _IN_BODY)
        ]
        found = iter(self.retriever.search(retrievals) if retrievals else ())
        for form in unknown:
            continuations = Continuations((), form)
            for answer in (next(found), next(found)):
                if not continuations.surface_of(form):
                    for document in answer.documents.values():
                        continuations.add(document)
            surfaces[form] = self.surfaces.put(form, continuations.surface_of(form) or form)
        return surfaces


def _max_completions(query: PartialQuery) -> int:
    return _MAX_COMPLETIONS_AFTER_WORDS if query.words else _MAX_COMPLETIONS


def _sample(ids: Sequence[str], limit: int) -> list[str]:
    """The best ids and others from the whole range of ids, `limit` in all, in their order."""
    if len(ids) <= limit:
        return list(ids)
    best = ceil(limit * _SHARE_OF_BEST)
    others = sorted(ids[best:])
    chosen = {others[place * len(others) // (limit - best)] for place in range(limit - best)}
    return [*ids[:best], *(each for each in ids[best:] if each in chosen)]


def _word(
    surface: str, readings: tuple[Reading, ...], fields: tuple[TextField, ...] = DEFAULT_FIELDS
) -> Word:
    return Word(surface, readings, _FORMS, fields)


def _any_of(surface: str, forms: Iterable[str], fields: tuple[TextField, ...]) -> Word:
    """A word with any of some forms."""
    return _word(surface, tuple(Reading(form, form, form) for form in forms), fields)
