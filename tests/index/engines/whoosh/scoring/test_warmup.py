"""What is compiled when an index is opened is what its questions need."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis import Analyzer
from index.engines.protocols import AnalyzedDocument, OpenIndex, Retrieval
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.kernels import top_k
from index.engines.whoosh.writer import WhooshWriter
from index.model.document import Document
from index.model.query import Node, Prefer, TextField, Word
from tests.contract.conftest import WEIGHTS

ANALYZER = Analyzer()
BOOK, PEN = (Word(text, ANALYZER.tokens(text)[0].readings) for text in ("كتاب", "قلم"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> OpenIndex:
    folder: Path = tmp_path_factory.mktemp("index")
    writer = WhooshWriter(folder, new=True)
    for number in range(3):
        document = Document(id=str(number), title="قلم", body="كتاب قلم")
        fields = {TextField.TITLE: document.title, TextField.BODY: document.body}
        tokens = {
            field: tuple(token.readings for token in ANALYZER.tokens(text))
            for field, text in fields.items()
        }
        writer.add([AnalyzedDocument(document, tokens)])
    writer.commit()
    return WhooshEngine().open(folder)


@pytest.mark.parametrize("node", [BOOK, Prefer(BOOK, PEN)])
def test_questions_compile_nothing_anew(index: OpenIndex, node: Node) -> None:
    index.retriever.search([Retrieval(node, WEIGHTS, limit=1)])
    kernel: object = top_k.rank
    assert len(getattr(kernel, "signatures")) == 1  # noqa: B009 - numba's, unknown to mypy
