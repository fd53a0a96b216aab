"""What the embedded engine's retriever leaves out where nobody asks for it."""

from __future__ import annotations

from pathlib import Path

from index.engines.protocols import Retrieval
from index.engines.whoosh import WhooshEngine
from index.model.query import AnyOf
from tests.contract.conftest import WEIGHTS, Shelf, bodies, word


def test_documents_are_left_out_of_the_total_that_could_not_be_among_the_best(
    tmp_path: Path,
) -> None:
    texts = *["درس وزير كتاب"] * 3, *["كتاب وزير وزير"] * 30, *["كتاب"] * 9_000
    shelf = Shelf(WhooshEngine(), tmp_path).fill(bodies(*texts))
    query = AnyOf((word("كتاب"), word("درس")))
    retrievals = [Retrieval(query, WEIGHTS, 3, exact=exact) for exact in (True, False)]
    with shelf.open() as index:
        exact, answer = index.retriever.search(retrievals)
    assert answer.found == exact.found
    assert not answer.exact
    assert 3 <= answer.total < exact.total == 9_033
