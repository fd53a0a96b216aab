"""fihris search | suggest | similar | analyze | stats."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from index.analysis import Analyzer, Level
from index.cli.parameters import Number, OneOf, wrong
from index.cli.terminal import (
    PlainCommand,
    index_option,
    isolated,
    json_option,
    language,
    print_json,
    printable,
    synonyms_option,
)
from index.model.columns import COLUMNS
from index.pipeline.report import Language, size
from search.arabic.match_rules import SAME, MatchStep
from search.cli.explanation import explanation_lines
from search.expansion.synonyms import read_synonyms
from search.highlight.snippets import segments
from search.model.records import (
    MAX_DEPTH,
    MAX_SIZE,
    Hit,
    Reason,
    Relation,
    SearchRequest,
    SearchResponse,
    SimilarDocuments,
    Sort,
    SuggestionKind,
    Suggestions,
)
from search.model.serialization import AnalysisView, analysis, plain
from search.service import SIMILAR, SUGGESTIONS, SearchService, StatisticsView

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Record = TypeVar("_Record", bound="DataclassInstance")

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "nothing": "No document was found.",
        "found": "{} found",
        "at least": "at least {} found",
        "shown": "{first}–{last} shown",
        "behind": "none on this page",
        "took": "{} ms",
        "note": "Note",
        "no suggestion": "Nothing in the index begins so.",
        SuggestionKind.TITLE: "title",
        SuggestionKind.PHRASE: "phrase",
        SuggestionKind.WORD: "word",
        "level": "Level",
        Level.FORM: "exact",
        Level.STEM: "by stem",
        Level.ROOT: "by root",
    },
    "ar": {
        "nothing": "لم توجد أي وثيقة.",
        "found": "النتائج: {}",
        "at least": "النتائج: {} على الأقل",
        "shown": "المعروض: {first}–{last}",
        "behind": "لا شيء في هذه الصفحة",
        "took": "{} ملّي ثانية",
        "note": "ملاحظة",
        "no suggestion": "لا شيء في الفهرس يبدأ هكذا.",
        SuggestionKind.TITLE: "عنوان",
        SuggestionKind.PHRASE: "عبارة",
        SuggestionKind.WORD: "كلمة",
        "level": "المستوى",
        Level.FORM: "مطابق",
        Level.STEM: "بالجذع",
        Level.ROOT: "بالجذر",
    },
}
_COLUMNS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("word", "form", "stem", "root", "offsets"),
    "ar": ("الكلمة", "الصورة", "الجذع", "الجذر", "الموضع"),
}
_STATISTICS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "documents": "documents",
        "tokens": "words",
        "terms": "different terms",
        "dated": "with a date",
        "sources": "different sources",
        "generation": "generation",
        "built": "built",
        "index": "index",
        "fingerprint": "analysis",
    },
    "ar": {
        "documents": "الوثائق",
        "tokens": "الكلمات",
        "terms": "المفردات المختلفة",
        "dated": "المؤرخ منها",
        "sources": "المصادر المختلفة",
        "generation": "الجيل",
        "built": "بُني",
        "index": "الفهرس",
        "fingerprint": "التحليل",
    },
}


def _filters(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """`--filter author=...` as the names and values of filters."""
    for value in values:
        if "=" not in value:
            raise wrong(
                "--filter",
                f"{value!r} is not COLUMN=VALUE",
                f"«{value}» ليست على صورة COLUMN=VALUE",
            )
    return tuple((name, text) for name, _, text in (value.partition("=") for value in values))


@click.command("search", cls=PlainCommand)
@click.argument("query")
@click.option(
    "--size", default=10, show_default=True, type=Number(1, MAX_SIZE), help="Hits a page."
)
@click.option("--page", default=1, show_default=True, type=Number(1, MAX_DEPTH), help="Which page.")
@click.option(
    "--sort",
    default=Sort.RELEVANCE.value,
    show_default=True,
    metavar="ORDER",
    help=f"The order of hits: {', '.join(Sort)}, COLUMN, or -COLUMN for its greatest value first.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="COLUMN",
    help=f"Count all matching documents by it: {', '.join(COLUMNS)}, or one of your own; may be"
    " repeated.",
)
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="COLUMN=VALUE",
    callback=_filters,
    help="Only documents with this value, or with a date or number of a range FROM..TO; of several"
    " values of one column any is enough.",
)
@click.option("--levels", is_flag=True, help="Count the documents that answer at each level.")
@click.option(
    "--level",
    type=OneOf([level.value for level in Level]),
    help="Only documents that answer at this level: with the same words, inflections, relatives.",
)
@click.option("--explain", is_flag=True, help="Say of each hit how its score comes about.")
@click.option("--after", help="Go on behind the answer whose JSON has this as `next`.")
@click.option(
    "--as-written",
    is_flag=True,
    help="Search for nothing else instead, and offer nothing, where QUERY finds little.",
)
@synonyms_option
@json_option
@index_option
def search_command(
    query: str,
    size: int,
    page: int,
    sort: str,
    facets: tuple[str, ...],
    filters: tuple[tuple[str, str], ...],
    levels: bool,
    level: str | None,
    explain: bool,
    after: str | None,
    as_written: bool,
    synonyms: Path | None,
    as_json: bool,
    index: Path,
) -> None:
    """Search the index for QUERY and print ranked hits with snippets.

    All words are wanted, in any inflection; "…" makes a phrase, OR and NOT combine, * and ? stand
    for letters. A QUERY that begins with - goes behind --.
    """
    request = SearchRequest(
        query,
        page=page,
        size=size,
        sort=sort,
        facets=tuple(dict.fromkeys(facets)),
        filters=filters,
        after=after,
        levels=levels,
        level=Level(level) if level else None,
        explain=explain,
        recover=not as_written,
    )
    with closing(SearchService.over(index, read_synonyms(synonyms))) as service:
        response = service.search(request)
    _tell(response, _response_lines, as_json=as_json)


@click.command("suggest", cls=PlainCommand)
@click.argument("text")
@click.option(
    "--size",
    default=SUGGESTIONS,
    show_default=True,
    type=Number(1, MAX_SIZE),
    help="The most suggestions.",
)
@json_option
@index_option
def suggest_command(text: str, size: int, as_json: bool, index: Path) -> None:
    """Print what TEXT, typed so far, may become: words, phrases and titles of the index.

    A space at its end says that its last word is whole.
    """
    with closing(SearchService.over(index)) as service:
        found = service.suggest(text, size)
    _tell(found, _suggestion_lines, as_json=as_json)


@click.command("similar", cls=PlainCommand)
@click.argument("document_id", metavar="ID")
@click.option(
    "--size",
    default=SIMILAR,
    show_default=True,
    type=Number(1, MAX_SIZE),
    help="The most documents.",
)
@json_option
@index_option
def similar_command(document_id: str, size: int, as_json: bool, index: Path) -> None:
    """Print the documents that are like the one of this ID, most like it first."""
    with closing(SearchService.over(index)) as service:
        found = service.similar(document_id, size)
    _tell(found, _similar_lines, as_json=as_json)


@click.command("analyze", cls=PlainCommand)
@click.argument("text")
@json_option
def analyze_command(text: str, as_json: bool) -> None:
    """Print each word of TEXT with its form, stem, root and offsets; needs no index."""
    view = analysis(text, Analyzer().tokens(text))
    _tell(view, _analysis_lines, as_json=as_json)


@click.command("stats", cls=PlainCommand)
@json_option
@index_option
def stats_command(as_json: bool, index: Path) -> None:
    """Say what the index holds."""
    with closing(SearchService.over(index)) as service:
        found = service.statistics()
    _tell(found, _statistics_lines, as_json=as_json)


def _response_lines(response: SearchResponse, chosen: Language) -> Iterator[str]:
    words = _WORDS[chosen]
    for notice in response.query.notices:
        yield f"{words['note']}: {notice.arabic if chosen == 'ar' else notice.english}"
    first = (response.page - 1) * response.size + 1
    for number, hit in enumerate(response.hits, first):
        yield from _hit_lines(number, hit, chosen)
        yield ""
    if response.levels:
        counted = " · ".join(f"{one.documents:,} {words[one.level]}" for one in response.levels)
        yield f"{words['level']}: {counted}"
    for facet, values in response.facets.items():
        counted = " · ".join(f"{_own(printable(one.value))} ({one.documents:,})" for one in values)
        column = COLUMNS.get(facet)
        heading = (column.arabic if chosen == "ar" else column.english) if column else facet
        yield f"{heading}: {counted or '–'}"
    yield _summary(response, first, words)


def _summary(response: SearchResponse, first: int, words: Mapping[str, str]) -> str:
    total = response.total
    if not total.value:
        return words["nothing"]
    found = words["found" if total.relation is Relation.EXACT else "at least"]
    last = first + len(response.hits) - 1
    shown = words["shown"].format(first=first, last=last) if response.hits else words["behind"]
    took = words["took"].format(f"{response.took_ms:.0f}")
    return f"{found.format(f'{total.value:,}')} · {shown} · {took}"


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
    """A word that was found otherwise than it was asked for, and by which rules."""
    rules = (
        " ".join((step.rule.arabic if chosen == "ar" else step.rule.english, _letters(step)))
        for step in reason.steps
    )
    how = [rule.strip() for rule in rules]
    if reason.level:
        how.insert(0, _WORDS[chosen][reason.level])
    comma = "، " if chosen == "ar" else ", "
    asked, found = (_own(printable(each)) for each in (reason.word, reason.found))
    return f"≈ {asked}: {found} ({comma.join(how)})"


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
    words = _WORDS[chosen]
    for notice in found.notices:
        yield f"{words['note']}: {notice.arabic if chosen == 'ar' else notice.english}"
    if not found.suggestions:
        yield words["no suggestion"]
    for each in found.suggestions:
        yield f"{_marked(each.text, each.new)} · {words[each.kind]} · {each.documents:,}"


def _similar_lines(found: SimilarDocuments, chosen: Language) -> Iterator[str]:
    if not found.documents:
        yield _WORDS[chosen]["nothing"]
    for number, each in enumerate(found.documents, 1):
        yield f"{number}. {_own(printable(each.title))}"
        origin = (each.source, each.date.isoformat() if each.date else None, each.id)
        likeness = f"{each.likeness:.0%}"
        yield "   " + " · ".join([*(_own(printable(part)) for part in origin if part), likeness])


def _analysis_lines(view: AnalysisView, chosen: Language) -> Iterator[str]:
    yield "\t".join(map(_own, _COLUMNS[chosen]))
    for token in view.tokens:
        for reading in token.readings:
            cells = (token.surface, reading.form, reading.stem, reading.root)
            offsets = f"{token.start}-{token.end}"
            yield "\t".join(_own(printable(cell)) for cell in (*cells, offsets))


def _statistics_lines(found: StatisticsView, chosen: Language) -> Iterator[str]:
    label = _STATISTICS[chosen]
    dates = f" ({found.earliest} – {found.latest})" if found.dated else ""
    yield f"{label['documents']}: {found.documents:,}"
    yield f"{label['tokens']}: {sum(found.tokens.values()):,}"
    for name, count in found.terms.items():
        yield f"{label['terms']}, {_own(name)}: {count:,}"
    yield f"{label['dated']}: {found.dated:,}{dates}"
    yield f"{label['sources']}: {len(found.sources):,}"
    yield f"{label['generation']}: {found.generation}"
    yield f"{label['built']}: {found.built_at.astimezone():%Y-%m-%d %H:%M}"
    yield f"{label['index']}: {_own(size(found.bytes))}"
    yield f"{label['fingerprint']}: {_own(found.fingerprint)}"


def _say(line: str) -> None:
    click.echo(isolated(line, sys.stdout) if line else "")


def _tell(
    record: _Record, lines: Callable[[_Record, Language], Iterator[str]], *, as_json: bool
) -> None:
    """Print a record for a program, or its lines for people in their language."""
    if as_json:
        print_json(plain(record))
        return
    for line in lines(record, language()):
        _say(line)


commands: tuple[click.Command, ...] = (
    search_command,
    suggest_command,
    similar_command,
    analyze_command,
    stats_command,
)
"""What this package adds to the program."""
