"""Make the sample documents of ``seeds/science`` that are not plain UTF-8 text.

Run as ``python tests/seedfiles/make_science.py`` from the top of the repository. Writes three Word
documents and one page in windows-1256; the same text always gives the same bytes, because every
member of the Word archives is stored with one fixed time.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

SCIENCE = Path(__file__).resolve().parents[2] / "seeds" / "science"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive can state
AUTHOR = "سامي العطار"


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A Word document to write.

    ``text`` holds blocks parted by blank lines; a block is a title (``# ``), a heading (``## ``),
    a list entry (``- ``) or a paragraph, whose line breaks count as spaces. ``title`` is the core
    property, empty when the document states its title only as a heading.
    """

    name: str
    title: str
    created: datetime
    text: str


PROTEINS = WordDocument(
    name="proteins.docx",
    title="نوبل الكيمياء لمن قرؤوا أشكال البروتينات",
    created=datetime(2024, 10, 10, 8, 0, tzinfo=UTC),
    text="""
# نوبل الكيمياء لمن قرؤوا أشكال البروتينات

10 أكتوبر 2024

المصدر: مجلة نافذة العلوم

ذهبت جائزة نوبل في الكيمياء لعام 2024 إلى ثلاثة علماء: الأمريكي ديفيد بيكر الذي صمم
بروتينات لا وجود لها في الطبيعة، وديميس هاسابيس وجون جامبر من مختبر ديب مايند التابع
لشركة غوغل، لأنهما صنعا برنامجا يتنبأ بأشكال البروتينات.

## ما المسألة؟

البروتين خيط طويل من حلقات تسمى الأحماض الأمينية، وهو لا يعمل حتى ينطوي على نفسه ويأخذ
شكلا محددا، كما لا يفتح المفتاح بابا ما لم تكن أسنانه في مواضعها. وظل العلماء خمسين سنة
يحاولون معرفة الشكل من ترتيب الحلقات، وكان رسم بروتين واحد يستغرق سنوات من العمل بالأشعة
السينية.

## برنامج يتعلم

في سنة 2020 بلغت دقة برنامج "ألفافولد" ما تبلغه التجارب في معظم الحالات، ثم نُشرت
توقعاته لنحو مئتي مليون بروتين، وصارت مكتبة مفتوحة يستعملها الباحثون في 190 بلدا، من
مطوري اللقاحات إلى الباحثين عن خمائر تهضم البلاستيك.

وقالت أستاذة الكيمياء منى الصباغ: “لم يُلغ البرنامج المختبر، لكنه دلّنا على الباب الذي
نطرقه أولا”.
""",
)

CORAL = WordDocument(
    name="coral.docx",
    title="مرجان البحر الأحمر وسر احتماله للحر",
    created=datetime(2023, 6, 8, 10, 30, tzinfo=UTC),
    text="""
# مرجان البحر الأحمر وسر احتماله للحر

ليس المرجان نباتا ولا حجرا، بل حيوانات صغيرة تبني بيوتا من الكلس وتعيش فيها بالملايين.
وفي أنسجتها تسكن طحالب مجهرية تصنع السكر من ضوء الشمس وتدفع منه أجرة السكن، ومنها تأخذ
الشعاب ألوانها.

## حين يبيضّ المرجان

إذا سخن الماء درجة أو درجتين فوق المعتاد أسابيع متصلة، طرد المرجان طحالبه فصار أبيض
كالعظم. وقد يعود إليه لونه إن برد الماء سريعا، وإلا مات جوعا. وبهذا خسرت محيطات العالم
نحو 14 في المئة من شعابها بين عامي 2009 و2018.

## استثناء في خليج العقبة

أما شعاب شمال البحر الأحمر فتصمد لحرارة تزيد على صيفها بخمس درجات. ويفسر الباحثون ذلك
بأن أسلافها دخلت من الجنوب، من باب المندب حيث الماء أدفأ، قبل آلاف السنين بعد العصر
الجليدي، فلم يعبر إلا ما احتمل الحر.

## ما الذي يهددها إذن؟

- الصيد الجائر وشباكه

- مياه الصرف ومخلفات السفن

- الغواصون الذين يكسرون الأغصان بأقدامهم

ولهذا يسميها بعض العلماء «الملجأ الأخير»، ويدعون الدول المطلة على البحر إلى حمايتها معا.
""",
)

WEBB = WordDocument(
    name="webb.docx",
    title="",
    created=datetime(2022, 7, 13, 6, 0, tzinfo=UTC),
    text="""
# تلسكوب جيمس ويب يفتح عينيه

13 تموز/ يوليو 2022

نشرت وكالة ناسا في واشنطن أولى الصور الملونة التي التقطها تلسكوب جيمس ويب الفضائي، وفيها
آلاف المجرات في رقعة من السماء لا تزيد على حبة رمل يحملها المرء في طرف ذراعه. وبعض ما
فيها من ضوء خرج من نجومه قبل أكثر من ثلاثة عشر مليار سنة.

## مرآة من ذهب

مرآة التلسكوب قطرها 6.5 أمتار، وهي ثماني عشرة قطعة سداسية من معدن البريليوم المطلي
بالذهب، طُويت داخل الصاروخ كما تُطوى أجنحة الفراشة ثم انبسطت في الفضاء. ويحجبها عن الشمس
مظلة من خمس طبقات بسعة ملعب لكرة المضرب.

## لماذا ابتعد كل هذا البعد؟

أُطلق التلسكوب يوم 25 ديسمبر 2021 من غويانا الفرنسية، وسافر شهرا حتى استقر على بعد
مليون ونصف مليون كيلومتر من الأرض. وهو يرى بالأشعة تحت الحمراء، أي بالحرارة، فلا بد له
من البرد والظلام: تهبط حرارة مراصده إلى ٢٣٣ درجة تحت الصفر.

وسيبحث الفلكيون بهذه العين عن أول النجوم التي أضاءت الكون، وعن بخار الماء في أجواء كواكب
تدور حول شموس أخرى.
""",
)

RAINBOW = """\
<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">
<title>كيف فهم العرب قوس قزح؟ - دفتر المؤرخ</title>
<meta property="og:site_name" content="دفتر المؤرخ">
<meta property="article:published_time" content="2020-10-04T16:20:00+03:00">
</head>
<body>
<header><nav><a href="/">الصفحة الأولى</a> <a href="/optics">بصريات</a>
<a href="/astronomy">فلك</a></nav></header>
<main>
<article>
<h1>كيف فهم العرب قوس قزح؟</h1>
<p>يظهر قوس قزح حين تكون الشمس وراء ظهرك والمطر أمامك. يدخل شعاع الضوء قطرة الماء فينكسر،
ثم يرتد عن جدارها الخلفي، ثم ينكسر ثانية وهو خارج منها. ولأن كل لون ينكسر بمقدار يختلف عن
غيره، تتفرق الألوان وتصطف من الأحمر في الأعلى إلى البنفسجي في الأسفل.</p>
<p>وأول من شرح ذلك شرحا صحيحا كمال الدين الفارسي، في تبريز مطلع القرن الرابع عشر. نصحه
أستاذه قطب الدين الشيرازي بقراءة «كتاب المناظر» لابن الهيثم، فكتب عليه شرحا سماه «تنقيح
المناظر»، وضمّنه تجربته: ملأ كرة من الزجاج ماء، ووضعها في غرفة مظلمة، وأدخل إليها شعاعا من
ثقب صغير، فكانت الكرة قطرة مطر كبيرة يراقبها على مهل.</p>
<h2>من ابن الهيثم إلى المختبر</h2>
<p>وكان الحسن بن الهيثم قد برهن قبله بثلاثة قرون على أن العين لا ترسل شعاعا إلى الأشياء،
وإنما يصل إليها الضوء منها. وعلّم الناس ألا يصدقوا رأيا في الضوء قبل أن يجربوه.</p>
<p>ومن المصادفات أن راهبا ألمانيا اسمه ثيودوريك أجرى التجربة نفسها في الأعوام نفسها، ولم
يسمع أحد الرجلين بالآخر.</p>
</article>
</main>
<footer><p>دفتر المؤرخ © كل الحقوق محفوظة</p><p><a href="/contact">اتصل بنا</a></p></footer>
</body>
</html>
"""


def blocks(text: str) -> list[str]:
    """Return the blocks of ``text``, each on one line."""
    return [" ".join(block.split()) for block in text.strip().split("\n\n")]


def word_bytes(source: WordDocument) -> bytes:
    """Return ``source`` as a .docx archive, the same bytes each time."""
    document = Document()
    core = document.core_properties
    core.title, core.author, core.language = source.title, AUTHOR, "ar"
    core.comments, core.last_modified_by = "", AUTHOR
    core.created = core.modified = source.created.replace(tzinfo=None)
    for block in blocks(source.text):
        if block.startswith("# "):
            paragraph = document.add_heading(block[2:], level=1)
        elif block.startswith("## "):
            paragraph = document.add_heading(block[3:], level=2)
        elif block.startswith("- "):
            paragraph = document.add_paragraph(block[2:], style="List Bullet")
        else:
            paragraph = document.add_paragraph(block)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    stream = io.BytesIO()
    document.save(stream)
    return with_fixed_times(stream.getvalue())


def with_fixed_times(archive: bytes) -> bytes:
    """Return the zip ``archive`` with every member's time set to ``ZIP_EPOCH``."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return stream.getvalue()


def main() -> None:
    """Write the documents into ``seeds/science``."""
    SCIENCE.mkdir(parents=True, exist_ok=True)
    for source in (PROTEINS, CORAL, WEBB):
        (SCIENCE / source.name).write_bytes(word_bytes(source))
    (SCIENCE / "rainbow.html").write_bytes(RAINBOW.encode("cp1256"))


if __name__ == "__main__":
    main()
