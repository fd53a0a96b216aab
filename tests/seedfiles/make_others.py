"""Make the sample documents outside `seeds/science` that no text editor can write.

Run from the repository's top, with python-docx, fpdf2 and uharfbuzz installed and the font Amiri in
place (Debian and Ubuntu: `apt-get install fonts-hosny-amiri`):

    python tests/seedfiles/make_others.py [FOLDER]

FOLDER is `seeds` unless given. Texts stand in `tests/seedfiles/texts/`, or below where a character
is invisible and needs its name beside it. With the same versions of the libraries (fpdf2 2.8.9,
python-docx 1.2.0, fonttools 4.68.0) and of the font (0.113) the bytes are the same each time.
"""

import gzip
import io
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from fpdf import FPDF
from lxml.etree import SubElement

TEXTS = Path(__file__).parent / "texts"
FONT = Path("/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf")
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

RLM = "\N{RIGHT-TO-LEFT MARK}"
LRM = "\N{LEFT-TO-RIGHT MARK}"
LRE = "\N{LEFT-TO-RIGHT EMBEDDING}"
RLE = "\N{RIGHT-TO-LEFT EMBEDDING}"
PDF = "\N{POP DIRECTIONAL FORMATTING}"
LRI = "\N{LEFT-TO-RIGHT ISOLATE}"
FSI = "\N{FIRST STRONG ISOLATE}"
PDI = "\N{POP DIRECTIONAL ISOLATE}"
ZWJ = "\N{ZERO WIDTH JOINER}"
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
NBHY = "\N{NON-BREAKING HYPHEN}"
NBSP = "\N{NO-BREAK SPACE}"
HEH = "\N{ARABIC LETTER HEH}"

MIXED_DIRECTIONS = f"""دفتر مهندس: نقل أرشيف الصحيفة إلى خادم جديد

{RLM}التاريخ: 2024-06-02

نقلنا اليوم أرشيف الصحيفة من قرص USB{NBHY}C إلى خادم يعمل بنظام {LRI}Debian 12{PDI}، وفيه \
قاعدة بيانات {LRE}PostgreSQL 16{PDF}. استغرق النسخ ست ساعات على شبكة Wi{NBHY}Fi بطيئة، ثم \
أعدناه بالكابل في أربعين دقيقة.

الأمر الذي شغّلناه هو {LRI}rsync --archive /media/old/ /srv/archive/{PDI} ثم \
{LRI}git commit -m "أول نسخة"{PDI}. والشرح كامل في صفحة الدليل: \
{LRM}https://archive.example.org/ar/دليل-النقل?step=3{LRM} ولمن سأل: عنوان البريد هو \
{FSI}help@archive.example.org{PDI}.

واجهتنا مشكلتان: الأولى أن برنامج OCR القديم كان يقلب الأقواس (هكذا)، فصارت C++{RLM} تظهر \
كأنها ++C. والثانية أن أسماء الملفات كُتبت بفواصل خفية: فكلمة «المـ{ZWNJ}ـقالات» فيها فاصل \
لا يُرى، وتاريخ العدد الأول «١٣٤٤{NBSP}{HEH}{ZWJ}» فيه واصل لا يُرى.

{RLE}أخيرًا، اشترت الإدارة كاميرا Canon EOS R5 لتصوير الأعداد الممزقة، ووعدنا رئيس التحرير \
بأن يكون البحث في الأرشيف متاحًا للقراء قبل الصيف.{PDF}
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A text as `tests/seedfiles/texts/` holds it: its lines, the first of which is the title."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole text, each line ended by a newline."""
        return "\n".join((self.title, *self.lines)) + "\n"


def read(name: str) -> Source:
    """Read one text of `tests/seedfiles/texts/`."""
    title, *lines = (TEXTS / name).read_text("utf-8").splitlines()
    return Source(title, tuple(lines))


def zipped(members: Iterable[tuple[str, bytes]], stored: frozenset[str] = frozenset()) -> bytes:
    """Zip the members in their order, all dated 1980-01-01; those named in `stored` as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            way = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, way)
    return buffer.getvalue()


def gzipped(text: str) -> bytes:
    """Compress UTF-8 text without a time or a file name in the header."""
    return gzip.compress(text.encode(), mtime=0)


# .docx


def turn_right_to_left(paragraph: Paragraph) -> None:
    """Mark a Word paragraph and its runs as right-to-left (ECMA-376, w:bidi and w:rtl)."""
    SubElement(paragraph._p.get_or_add_pPr(), qn("w:bidi"))
    for run in paragraph.runs:
        SubElement(run._r.get_or_add_rPr(), qn("w:rtl"))


def add_table(document: WordDocument, rows: list[list[str]]) -> None:
    """Add a table of the given cells at the end of a Word document."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
            turn_right_to_left(cell.paragraphs[0])


def word(source: Source, author: str, created: datetime) -> bytes:
    """Lay a text out as a Word document; lines with ` | ` become a table at the end."""
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.language = source.title, author, "ar"
    core.created = core.modified = created
    core.comments, core.last_modified_by = "", author
    turn_right_to_left(document.add_heading(source.title, level=0))
    for line in source.lines:
        if " | " not in line:
            turn_right_to_left(document.add_paragraph(line))
    rows = [line.split(" | ") for line in source.lines if " | " in line]
    if rows:
        add_table(document, rows)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return zipped((name, archive.read(name)) for name in archive.namelist())


# .epub

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="ar" \
dir="rtl">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:fihris:seeds:cloud-weaver</dc:identifier>
    <dc:title>{title}</dc:title>
    <dc:creator>{author}</dc:creator>
    <dc:publisher>{author}</dc:publisher>
    <dc:language>ar</dc:language>
    <dc:date>{date}</dc:date>
    <meta property="dcterms:modified">{date}T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}
  </manifest>
  <spine page-progression-direction="rtl">
{references}
  </spine>
</package>
"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="ar" \
xml:lang="ar" dir="rtl">
<head><title>{title}</title></head>
<body>
{body}
</body>
</html>
"""


def chapters(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Group lines under the headings that start with `# `."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("# "):
            found.append((line.removeprefix("# "), []))
        else:
            found[-1][1].append(line)
    return found


def book(source: Source) -> bytes:
    """Bind a text (title, author, date, chapters) as an EPUB 3 book read from right to left."""
    author, date, *rest = map(escape, source.lines)
    parts = chapters(rest)
    names = [f"chapter{number}" for number in range(1, len(parts) + 1)]
    links = "".join(
        f'<li><a href="{name}.xhtml">{heading}</a></li>'
        for name, (heading, _) in zip(names, parts, strict=True)
    )
    contents = f'<nav epub:type="toc"><h1>المحتويات</h1><ol>{links}</ol></nav>'
    package = PACKAGE.format(
        title=escape(source.title),
        author=author,
        date=date,
        items="\n".join(
            f'    <item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
            for name in names
        ),
        references="\n".join(f'    <itemref idref="{name}"/>' for name in names),
    )

    def pages() -> Iterator[tuple[str, str]]:
        yield "mimetype", "application/epub+zip"
        yield "META-INF/container.xml", CONTAINER
        yield "EPUB/package.opf", package
        yield "EPUB/nav.xhtml", PAGE.format(title=escape(source.title), body=contents)
        for name, (heading, paragraphs) in zip(names, parts, strict=True):
            body = f"<h1>{heading}</h1>\n" + "\n".join(f"<p>{text}</p>" for text in paragraphs)
            yield f"EPUB/{name}.xhtml", PAGE.format(title=heading, body=body)

    return zipped(((name, page.encode()) for name, page in pages()), frozenset({"mimetype"}))


# .pdf


def printed(source: Source, author: str, created: datetime) -> bytes:
    """Print a text on one A4 page in Amiri, shaped by HarfBuzz, the font embedded as a subset."""
    page = FPDF(format="A4")
    page.set_title(source.title)
    page.set_author(author)
    page.set_lang("ar")
    page.set_creation_date(created)
    page.add_page()
    page.add_font("Amiri", fname=FONT)
    # Without calt: fpdf2 gives Amiri's contextual lam (as in الكتب) a wrong Unicode value.
    page.set_text_shaping(
        True, features={"calt": False}, direction="rtl", script="arab", language="ara"
    )
    page.set_font("Amiri", size=20)
    page.multi_cell(w=0, h=14, text=source.title, align="R", new_x="LMARGIN", new_y="NEXT")
    page.set_font("Amiri", size=13)
    for line in source.lines:
        page.multi_cell(w=0, h=9, text=line, align="R", new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


# Presentation forms

LAM_ALEF = frozenset(
    "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"
)
WHOLE_WORDS = {
    "الله": "\N{ARABIC LIGATURE ALLAH ISOLATED FORM}",
}


def forms() -> dict[tuple[str, str], str]:
    """The block Arabic Presentation Forms-B as (letters, position) -> character."""
    found = {}
    for code in range(0xFE80, 0xFEFD):
        position, *letters = unicodedata.decomposition(chr(code)).split()
        found["".join(chr(int(letter, 16)) for letter in letters), position] = chr(code)
    return found


def shaped_word(letters: str, table: dict[tuple[str, str], str]) -> str:
    """Write a word's letters in the forms that their places call for (Unicode, section 9.2)."""
    units: list[str] = []
    for letter in letters:
        if units and units[-1] == "\N{ARABIC LETTER LAM}" and letter in LAM_ALEF:
            units[-1] += letter
        else:
            units.append(letter)
    shaped, joined = "", False
    for place, unit in enumerate(units):
        following = units[place + 1] if place + 1 < len(units) else ""
        goes_on = (unit, "<initial>") in table and (following, "<final>") in table
        takes = joined and (unit, "<final>") in table
        position = {
            (False, False): "<isolated>",
            (False, True): "<initial>",
            (True, False): "<final>",
            (True, True): "<medial>",
        }[takes, goes_on]
        shaped += table.get((unit, position), unit)
        joined = goes_on
    return shaped


def in_presentation_forms(source: Source) -> str:
    """The text with its body, but not its title, in presentation forms, in logical order."""
    table = forms()

    def shape(line: str) -> str:
        return " ".join(
            WHOLE_WORDS.get(bare := word.rstrip("،.:"), shaped_word(bare, table))
            + word[len(bare) :]
            for word in line.split(" ")
        )

    return "\n\n".join((source.title, *map(shape, source.lines))) + "\n"


# All of them


def products() -> dict[str, Callable[[], bytes]]:
    """Each file to make, by its path below the collection's folder."""
    workers_author, rental_author = "دليل العمل اليومي", "نشرة «القانون للجميع»"
    return {
        "law/rental-contract.docx": lambda: word(
            read("rental-contract.txt"), rental_author, datetime(2024, 2, 3, tzinfo=UTC)
        ),
        "law/workers-rights.docx": lambda: word(
            read("workers-rights.txt"), workers_author, datetime(2023, 5, 1, tzinfo=UTC)
        ),
        "cooking/maamoul.html": lambda: read("maamoul.html").text.encode("cp1256"),
        "sport/matches.jsonl.gz": lambda: gzipped(read("matches.jsonl").text),
        "literature/cloud-weaver.epub": lambda: book(read("cloud-weaver.txt")),
        "scripts/reading-room.pdf": lambda: printed(
            read("reading-room.txt"), "مكتبة الحي العامة", datetime(2022, 4, 20, tzinfo=UTC)
        ),
        "scripts/presentation-forms.txt": lambda: in_presentation_forms(
            read("presentation-forms.txt")
        ).encode(),
        "scripts/mixed-directions.txt": lambda: MIXED_DIRECTIONS.encode(),
        "archive/windows1256.txt": lambda: read("windows1256.txt").text.encode("cp1256"),
        "archive/iso88596.txt": lambda: read("iso88596.txt").text.encode("iso8859-6"),
        "archive/utf16.txt": lambda: b"\xff\xfe" + read("utf16.txt").text.encode("utf-16-le"),
        "archive/utf8bom.txt": lambda: read("utf8bom.txt").text.encode("utf-8-sig"),
        "archive/bulletin.txt.gz": lambda: gzipped(read("bulletin.txt").text),
        "archive/old-letters.zip": lambda: zipped(
            (name, read(name).text.encode()) for name in ("first.txt", "second.txt", "third.txt")
        ),
    }


def main(folder: Path) -> None:
    """Make every file below `folder`, and print its path and size."""
    for path, make in products().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        content = make()
        target.write_bytes(content)
        print(f"{len(content):7d}  {target}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "seeds"))
