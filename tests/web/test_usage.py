"""Wrong command lines: one plain line in the language of the person."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from web.cli import main

LRM = "\N{LEFT-TO-RIGHT MARK}"


def complaint(arguments: list[str], language: str) -> str:
    """What is said on standard error."""
    ended = CliRunner(env={"FIHRIS_LANG": language}).invoke(main, arguments, prog_name="fihris")
    assert ended.exit_code == 2
    return ended.stderr.removeprefix("fihris: ").rstrip("\n")


@pytest.mark.parametrize(
    ("arguments", "english", "arabic"),
    [
        (
            ["rebuild", "x", "--jobs", "two"],
            "--jobs: must be a whole number, not 'two'",
            "--jobs: يجب أن تكون القيمة عددًا صحيحًا، لا «two»",
        ),
        (
            ["rebuild", "x", "--encoding", "utf-99"],
            "--encoding: there is no encoding 'utf-99'",
            "--encoding: لا يوجد ترميز باسم «utf-99»",
        ),
        (
            ["rebuild", "x", "--column", "name=x"],
            "--column: 'name=x' is not FIELD=NAME with a FIELD of"
            " id, title, body, url, source, date, author, language, collection",
            "--column: «name=x» ليست على صورة FIELD=NAME حيث FIELD أحد هذه:"
            " id، title، body، url، source، date، author، language، collection",
        ),
        (
            ["search", "x", "--level", "up"],
            "--level: must be one of form, stem, root, not 'up'",
            "--level: القيمة «up» ليست من القيم المقبولة: form، stem، root",
        ),
        (
            ["rebuild", "x", "--column", "pages:length"],
            "--column: 'pages:length' is no NAME of letters, NAME:TYPE with a TYPE of"
            " keyword, date, number, or FIELD=NAME",
            "--column: «pages:length» ليست NAME من حروف، ولا NAME:TYPE حيث TYPE أحد هذه:"
            " keyword، date، number، ولا FIELD=NAME",
        ),
        (
            ["rebuild", "x", "--column", "author"],
            "--column: author is a name of Fihris's own",
            "--column: الاسم author محجوز لفهرس نفسه",
        ),
        (
            ["search"],
            "QUERY is missing. See: fihris search --help",
            "ينقص QUERY. انظر: fihris search --help",
        ),
        (
            ["search", "x", "--size"],
            "--size needs a value. See: fihris --help",
            f"تلزم قيمة للخيار {LRM}--size. انظر: fihris --help",
        ),
        (
            ["search", "x", "--json=1"],
            "--json takes no value. See: fihris --help",
            f"لا يأخذ الخيار {LRM}--json قيمة. انظر: fihris --help",
        ),
        (
            ["search", "كتاب", "قديم"],
            "There is no place for 'قديم'; words with spaces go in quotes."
            " See: fihris search --help",
            "لا موضع للوسيط «قديم»؛ تُكتب الكلمات التي بينها مسافات بين علامتي اقتباس."
            " انظر: fihris search --help",
        ),
    ],
)
def test_a_command_that_is_not_understood(arguments: list[str], english: str, arabic: str) -> None:
    assert complaint(arguments, "en") == english
    assert complaint(arguments, "ar") == arabic
