"""fihris search | suggest | similar | analyze | stats."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from index.analysis import Analyzer
from index.analysis.lexicon.lexicon import PartOfSpeech
from index.cli.terminal import (
    PlainCommand,
    index_option,
    isolated,
    json_option,
    language,
    print_answer,
    printable,
    synonyms_option,
)
from index.model.columns import COLUMNS
from index.model.messages import CommaList, Language, Message
from index.model.settings import from_environment
from index.pipeline.report import size
from search.arabic.match_rules import SAME, MatchStep
from search.cli.explanation import explanation_lines
from search.cli.options import options
from search.expansion.synonyms import read_synonyms
from search.highlight.snippets import segments
from search.model.limits import Limits
from search.model.records import (
    LEVEL_NAMES,
    Hit,
    Notice,
    Reason,
    Relation,
    SearchResponse,
    SimilarDocuments,
    Suggestions,
)
from search.model.request import SearchRequest, SimilarRequest, SuggestRequest
from search.model.serialization import AnalysisView, analysis, plain
from search.service import SearchService, StatisticsView

LIMITS: Final = from_environment(Limits)
"""Of this process, which answers one call of the program."""

_DOT: Final = " · "


@click.command("search", cls=PlainCommand)
@click.argument("query")
@options(SearchRequest, LIMITS)
@synonyms_option
@json_option
@index_option
def search_command(
    query: str, synonyms: Path | None, as_json: bool, index: Path, **options: Any
) -> None:
    """Search the index for QUERY and print ranked hits with snippets.

    Hits have all words, in any inflection; "…" makes a phrase, OR and NOT combine, * and ? match
    any letters. A QUERY that begins with - goes after --.
    """
    with SearchService.over(index, read_synonyms(synonyms), LIMITS) as service:
        response = service.search(SearchRequest(query, **options))
    print_answer(plain(response), _response_lines(response, language()), as_json=as_json)


@click.command("suggest", cls=PlainCommand)
@click.argument("text")
@options(SuggestRequest, LIMITS)
@json_option
@index_option
def suggest_command(text: str, size: int, as_json: bool, index: Path) -> None:
    """Print what TEXT may become as it is typed on: words, phrases and titles of the index.

    A space at its end says that its last word is whole.
    """
    with SearchService.over(index, limits=LIMITS) as service:
        found = service.suggest(text, size)
    print_answer(plain(found), _suggestion_lines(found, language()), as_json=as_json)


@click.command("similar", cls=PlainCommand)
@click.argument("document_id", metavar="ID")
@options(SimilarRequest, LIMITS)
@json_option
@index_option
def similar_command(document_id: str, size: int, as_json: bool, index: Path) -> None:
    """Print the documents that are like the one of this ID, most like it first."""
    with SearchService.over(index, limits=LIMITS) as service:
        found = service.similar(document_id, size)
    print_answer(plain(found), _similar_lines(found, language()), as_json=as_json)


@click.command("analyze", cls=PlainCommand)
@click.argument("text")
@json_option
def analyze_command(text: str, as_json: bool) -> None:
    """Print each word of TEXT with its form, stem, root and offsets; needs no index."""
    view = analysis(text, Analyzer().tokens(text))
    print_answer(plain(view), _analysis_lines(view, language()), as_json=as_json)


@click.command("stats", cls=PlainCommand)
@json_option
@index_option
def stats_command(as_json: bool, index: Path) -> None:
    """Say what the index holds."""
    with SearchService.over(index, limits=LIMITS) as service:
        found = service.statistics()
    print_answer(plain(found), _statistics_lines(found, language()), as_json=as_json)


def _response_lines(response: SearchResponse, chosen: Language) -> Iterator[str]:
    for notice in response.query.notices:
        yield _note(notice, chosen)
    first = (response.page - 1) * response.size + 1
    for number, hit in enumerate(response.hits, first):
        yield from _hit_lines(number, hit, chosen)
        yield ""
    if response.levels:
        counted = CommaList(
            [
                Message("{count:,} {level}", count=one.documents, level=LEVEL_NAMES[one.level])
                for one in response.levels
            ],
            between=_DOT,
        )
        yield Message("Level: {counted}", counted=counted).text(chosen)
    for facet, values in response.facets.items():
        counts = [f"{_own(printable(one.value))} ({one.documents:,})" for one in values]
        label = COLUMNS[facet].label.text(chosen) if facet in COLUMNS else facet
        yield f"{label}: {_DOT.join(counts) or '–'}"
    yield _summary(response, first).text(chosen)


def _note(notice: Notice, chosen: Language) -> str:
    text = notice.arabic if chosen == "ar" else notice.english
    return Message("Note: {text}", text=text).text(chosen)


def _summary(response: SearchResponse, first: int) -> Message:
    total = response.total.value
    if not total:
        return Message("No document was found.")
    if response.total.relation is Relation.EXACT:
        found = Message("{count:,} found", count=total)
    else:
        found = Message("at least {count:,} found", count=total)
    last = first + len(response.hits) - 1
    if response.hits:
        shown = Message("{first}–{last} shown", first=first, last=last)
    else:
        shown = Message("none on this page")
    took = Message("{milliseconds:.0f} ms", milliseconds=response.took_ms)
    return CommaList([found, shown, took], between=_DOT)


def _hit_lines(number: int, hit: Hit, chosen: Language) -> Iterator[str]:
    yield f"{number}. {_marked(hit.title, hit.title_highlights)}"
    origin = (hit.source, hit.date.isoformat() if hit.date else None, hit.id)
    yield "   " + " · ".join(_own(printable(part)) for part in origin if part)
    for snippet in hit.snippets:
        yield "   " + _marked(snippet.text, snippet.highlights)
    for reason in hit.why:
        if reason.steps != SAME:
            yield "   " + _reason(reason, chosen)
    if hit.explanation:
        for line in explanation_lines(hit.explanation):
            yield "   " + line


def _reason(reason: Reason, chosen: Language) -> str:
    """A word of the query, the other word that was found for it, and the rules that join them."""
    how = [f"{step.rule.label.text(chosen)} {_letters(step)}".strip() for step in reason.steps]
    if reason.level:
        how.insert(0, LEVEL_NAMES[reason.level].text(chosen))
    word, found = (_own(printable(each)) for each in (reason.word, reason.found))
    return f"≈ {word}: {found} ({CommaList(how).text(chosen)})"


def _letters(step: MatchStep) -> str:
    """The letters that a rule is about."""
    both = " = ".join(letters for letters in (step.asked, step.found) if letters)
    return _own(printable(both)) if both else ""


def _marked(text: str, highlights: Sequence[tuple[int, int]]) -> str:
    """`text` fit for the terminal, its highlights in another colour where there are colours."""
    shown = (
        _coloured(printable(piece)) if marked else printable(piece)
        for piece, marked in segments(text, highlights)
    )
    return _own("".join(shown))


def _coloured(text: str) -> str:
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, bold=True, fg="yellow") if colours else text


def _own(text: str) -> str:
    return isolated(text, sys.stdout)


def _suggestion_lines(found: Suggestions, chosen: Language) -> Iterator[str]:
    for notice in found.notices:
        yield _note(notice, chosen)
    if not found.suggestions:
        yield Message("Nothing in the index begins so.").text(chosen)
    for each in found.suggestions:
        kind = each.kind.label.text(chosen)
        yield f"{_marked(each.text, each.new)} · {kind} · {each.documents:,}"


def _similar_lines(found: SimilarDocuments, chosen: Language) -> Iterator[str]:
    if not found.documents:
        yield Message("No document was found.").text(chosen)
    for number, each in enumerate(found.documents, 1):
        yield f"{number}. {_own(printable(each.title))}"
        origin = (each.source, each.date.isoformat() if each.date else None, each.id)
        likeness = f"{each.likeness:.0%}"
        yield "   " + " · ".join([*(_own(printable(part)) for part in origin if part), likeness])


PARTS_OF_SPEECH: Final = {
    PartOfSpeech.NOUN: Message("noun"),
    PartOfSpeech.VERB: Message("verb"),
    PartOfSpeech.NAME: Message("name or loan word"),
    PartOfSpeech.PARTICLE: Message("particle"),
}


def _analysis_lines(view: AnalysisView, chosen: Language) -> Iterator[str]:
    columns = Message("word\tform\tstem\troot\toffsets").text(chosen)
    yield "\t".join(map(_own, columns.split("\t")))
    for token in view.tokens:
        for reading in token.readings:
            cells = (token.surface, reading.form, reading.stem, reading.root or "–")
            offsets = f"{token.start}-{token.end}"
            yield "\t".join(_own(printable(cell)) for cell in (*cells, offsets))
        for each in token.analyses:
            parts, root = " + ".join(each.parts), " ".join(each.root) or "–"
            kind = PARTS_OF_SPEECH[each.kind].text(chosen)
            yield _own(f"    {token.surface} = {parts}; {each.lemma}, {kind}, {root}")


def _statistics_lines(found: StatisticsView, chosen: Language) -> Iterator[str]:
    lines = [
        Message("documents: {count:,}", count=found.documents),
        Message("words: {count:,}", count=sum(found.tokens.values())),
    ]
    for name, count in found.terms.items():
        lines.append(Message("different terms, {field}: {count:,}", field=_own(name), count=count))
    dates = f" ({found.earliest} – {found.latest})" if found.dated else ""
    lines += [
        Message("with a date: {count:,}{dates}", count=found.dated, dates=dates),
        Message("different sources: {count:,}", count=len(found.sources)),
        Message("generation: {name}", name=found.generation),
        Message("built: {time:%Y-%m-%d %H:%M}", time=found.built_at.astimezone()),
        Message("index: {size}", size=_own(size(found.bytes))),
        Message("analysis: {fingerprint}", fingerprint=_own(found.fingerprint)),
    ]
    yield from (line.text(chosen) for line in lines)


commands: tuple[click.Command, ...] = (
    search_command,
    suggest_command,
    similar_command,
    analyze_command,
    stats_command,
)
"""What this package adds to the program."""
