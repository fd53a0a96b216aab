from __future__ import annotations

import gzip
import io
import stat
import zipfile
from collections.abc import Callable, Mapping

from index.model.document import Document
from index.model.errors import UnreadableError
from index.readers import Outcome, ReaderOptions

Reading = Callable[..., list[Outcome]]
One = Callable[..., Document]
Reason = Callable[..., str]

TEXT = "وفد يزور المدينة\n\nوصل الوفد صباح اليوم إلى المدينة القديمة، وكان في استقباله أهلها.\n"


def zipped(members: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return packed.getvalue()


def reasons(outcomes: list[Outcome]) -> list[str]:
    return [each.reason for each in outcomes if isinstance(each, UnreadableError)]


def ids(outcomes: list[Outcome]) -> list[str]:
    return [each.id for each in outcomes if isinstance(each, Document)]


def test_a_gzipped_text_keeps_its_whole_name_as_id(one: One) -> None:
    assert one("a.txt.gz", gzip.compress(TEXT.encode())).id == "a.txt.gz"


def test_gzipped_records_are_numbered_behind_the_archives_name(reading: Reading) -> None:
    content = gzip.compress('{"text": "نص"}\n{"_id": "k", "text": "نص"}\n'.encode())
    assert ids(reading("a.jsonl.gz", content)) == ["a.jsonl.gz#1", "a.jsonl.gz#k"]


def test_members_stand_below_the_archive_in_the_order_of_their_names(reading: Reading) -> None:
    outcomes = reading("a.zip", zipped({"b/two.txt": TEXT, "a.txt": TEXT}))
    assert ids(outcomes) == ["a.zip/a.txt", "a.zip/b/two.txt"]


def test_the_path_of_a_member_is_the_archive(one: One) -> None:
    assert one("a.zip", zipped({"a.txt": TEXT})).path == "a.zip"


def test_an_archive_inside_an_archive_is_read(reading: Reading) -> None:
    outcomes = reading("a.zip", zipped({"b.txt.gz": gzip.compress(TEXT.encode())}))
    assert ids(outcomes) == ["a.zip/b.txt.gz"]


def test_archives_nested_too_deep_are_refused(reason: Reason) -> None:
    nested = zipped({"c.zip": zipped({"b.zip": zipped({"a.txt": TEXT})})})
    assert reason("d.zip", nested) == "archive-bomb"


def test_a_gzip_bomb_is_refused(reason: Reason) -> None:
    assert reason("a.txt.gz", gzip.compress(b" " * 40_000_000)) == "archive-bomb"


def test_a_zip_bomb_is_refused(reason: Reason) -> None:
    assert reason("a.zip", zipped({"a.txt": b" " * 40_000_000})) == "archive-bomb"


def test_a_zip_that_unpacks_to_too_much_is_refused(reason: Reason) -> None:
    members = {f"{n}.txt": TEXT for n in range(20)}
    options = ReaderOptions(max_unpacked_bytes=1000)
    assert reason("a.zip", zipped(members, zipfile.ZIP_STORED), options) == "archive-bomb"


def test_a_gz_that_unpacks_to_too_much_is_refused(reason: Reason) -> None:
    options = ReaderOptions(max_unpacked_bytes=100)
    assert reason("a.txt.gz", gzip.compress(TEXT.encode()), options) == "archive-bomb"


def test_what_lies_in_nested_archives_counts_together(reading: Reading) -> None:
    packed = gzip.compress(TEXT.encode() * 4, compresslevel=9)
    outer = zipped({"a.txt.gz": packed, "b.txt.gz": packed})
    options = ReaderOptions(max_unpacked_bytes=900)
    assert "archive-bomb" in reasons(reading("a.zip", outer, options))


def test_too_many_members_are_refused(reason: Reason) -> None:
    members = {f"{n}.txt": TEXT for n in range(5)}
    assert reason("a.zip", zipped(members), ReaderOptions(max_archive_members=4)) == "archive-bomb"


def test_a_truncated_gz_is_broken(reason: Reason) -> None:
    assert reason("a.txt.gz", gzip.compress(TEXT.encode() * 50)[:-20]) == "broken"


def test_the_records_before_a_truncation_are_kept(reading: Reading) -> None:
    lines = "".join(f'{{"_id": "{n}", "text": "نص {n * 7919}"}}\n' for n in range(50_000))
    packed = gzip.compress(lines.encode())
    outcomes = reading("a.jsonl.gz", packed[: len(packed) // 2])
    assert len(ids(outcomes)) > 1000
    assert reasons(outcomes) == ["broken"]


def test_what_is_no_gz_is_broken(reason: Reason) -> None:
    assert reason("a.txt.gz", TEXT) == "broken"


def test_what_is_no_zip_is_broken(reason: Reason) -> None:
    assert reason("a.zip", TEXT) == "broken"


def test_a_member_that_is_damaged_costs_no_other(reading: Reading) -> None:
    packed = bytearray(zipped({"a.txt": TEXT * 9, "b.txt": TEXT}, zipfile.ZIP_STORED))
    packed[60] ^= 0xFF
    outcomes = reading("a.zip", bytes(packed))
    assert (ids(outcomes), reasons(outcomes)) == (["a.zip/b.txt"], ["broken"])


def test_names_that_lead_out_of_the_archive_are_refused(reading: Reading) -> None:
    members = {"../up.txt": TEXT, "/etc/x.txt": TEXT, "C:\\x.txt": TEXT, "a/../../b.txt": TEXT}
    assert reasons(reading("a.zip", zipped(members))) == ["unsafe-path"] * 4


def test_a_link_inside_an_archive_is_refused(reason: Reason) -> None:
    packed = io.BytesIO()
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert reason("a.zip", packed.getvalue()) == "unsafe-path"


def test_hidden_members_are_left_out(reading: Reading) -> None:
    members = {"__MACOSX/a.txt": TEXT, ".git/b.txt": TEXT, "c.txt": TEXT}
    assert ids(reading("a.zip", zipped(members))) == ["a.zip/c.txt"]


def test_a_member_of_an_unknown_kind_is_reported(reason: Reason) -> None:
    assert reason("a.zip", zipped({"a.png": b"\x89PNG"})) == "unknown-format"


def test_an_arabic_name_without_the_flag_for_utf_8_is_read(reading: Reading) -> None:
    packed = zipped({"رسالة.txt": TEXT})
    local, central = b"PK\x03\x04", b"PK\x01\x02"
    unflagged = bytearray(packed)
    for signature, offset in ((local, 6), (central, 8)):
        place = packed.index(signature) + offset
        unflagged[place : place + 2] = b"\0\0"
    assert ids(reading("a.zip", bytes(unflagged))) == ["a.zip/رسالة.txt"]


def test_a_member_under_a_password_is_reported(reason: Reason) -> None:
    packed = bytearray(zipped({"a.txt": TEXT}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + offset] |= 1
    assert reason("a.zip", bytes(packed)) == "encrypted"
