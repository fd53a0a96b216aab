from __future__ import annotations

import errno
import os

import pytest

from index.model.errors import DamagedIndexError, ForbiddenIndexError
from index.model.messages import Message
from index.model.os_errors import unreadable, words


def test_a_full_disk_is_said_in_both_languages() -> None:
    what = words(OSError(errno.ENOSPC, "x"))
    assert isinstance(what, Message)
    assert (what.english, what.arabic) == ("the disk is full", "القرص ممتلئ")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EIO])
def test_what_happens_often_has_arabic_words(number: int) -> None:
    what = words(OSError(number, "x"))
    assert isinstance(what, Message)
    assert "\u0600" < what.arabic[0] < "\u06ff"


def test_what_we_have_no_words_for_is_said_as_the_system_says_it() -> None:
    assert words(OSError(errno.EXDEV, "x")) == os.strerror(errno.EXDEV)


def test_a_refusal_without_a_number_is_said_as_it_is() -> None:
    assert words(OSError("by hand")) == "by hand"


def test_a_file_that_may_not_be_read_is_not_called_damaged() -> None:
    assert isinstance(unreadable("x", PermissionError(errno.EACCES, "x")), ForbiddenIndexError)


def test_a_file_with_a_wrong_content_is_damaged() -> None:
    error = unreadable("x", ValueError("y"))
    assert isinstance(error, DamagedIndexError)
    assert "x: it can't be understood (ValueError: y)." in error.english
