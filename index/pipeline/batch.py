"""Analysis of documents to a batch, which a worker sends to the engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.batch_analysis.chunk_words import ChunkWords, renumbered
from index.engines.columns import columns_of
from index.engines.protocols import AnalyzedDocument, DocumentBatch
from index.engines.stored_documents import blocks_of, pack_block, unpack_block
from index.engines.words import BatchWords, readings_of
from index.model.document import Document
from index.model.query import TextField

DIGEST_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class AnalyzedBatch:
    """A batch, and what the accumulator needs of its documents.

    Attributes:
        batch: for the engine.
        digests: of title and body of each document, concatenated, to find equal texts.
        sizes: bytes of title and body in UTF-8, of shape (documents,).
        last: the last document as it was read, for a probe.
    """

    batch: DocumentBatch
    digests: bytes
    sizes: NDArray[np.uint32]
    last: Document


def pack(documents: Sequence[Document], chunks: ChunkWords) -> AnalyzedBatch:
    """Analyse documents, at least one."""
    read = chunks.read([*_texts(documents)])
    used, tokens = renumbered(read.words, len(read.table.texts))
    lengths = np.diff(read.ends).astype(np.uint32).reshape(len(TextField), len(documents))
    ends = np.cumsum(lengths.sum(axis=1, dtype=np.int64))[:-1]
    blocks = list(blocks_of(documents))
    batch = DocumentBatch(
        ids=tuple([document.id for document in documents]),
        columns=columns_of(documents),
        words=BatchWords(read.table, used.astype(np.uint32)),
        tokens=dict(zip(TextField, np.split(tokens, ends), strict=True)),
        lengths=dict(zip(TextField, lengths, strict=True)),
        blocks=tuple(map(pack_block, blocks)),
        in_block=np.fromiter(map(len, blocks), np.uint32, len(blocks)),
    )
    texts = [f"{each.title}\0{each.body}".encode("utf-8", "surrogatepass") for each in documents]
    return AnalyzedBatch(
        batch,
        b"".join([hashlib.blake2b(text, digest_size=DIGEST_BYTES).digest() for text in texts]),
        np.fromiter(map(len, texts), np.uint32, len(texts)) - np.uint32(1),
        documents[-1],
    )


def without(analyzed: AnalyzedBatch, left_out: NDArray[np.bool_]) -> AnalyzedBatch | None:
    """A batch without some of its documents; None if none is left.

    Args:
        analyzed: the batch.
        left_out: whether a document is left out, of shape (documents,).
    """
    chosen = np.flatnonzero(~left_out)
    if not len(chosen):
        return None
    batch = analyzed.batch
    every = list(_stored(batch))
    documents = [every[place] for place in chosen.tolist()]
    blocks = list(blocks_of(documents))
    tokens = [
        batch.tokens[field][np.repeat(~left_out, batch.lengths[field])] for field in TextField
    ]
    used, numbers = renumbered(np.concatenate(tokens), len(batch.words))
    ends = np.cumsum(list(map(len, tokens)))[:-1]
    fewer = DocumentBatch(
        ids=tuple([document.id for document in documents]),
        columns=columns_of(documents),
        words=batch.words.chosen(used),
        tokens=dict(zip(TextField, np.split(numbers, ends), strict=True)),
        lengths={field: batch.lengths[field][chosen] for field in TextField},
        blocks=tuple(map(pack_block, blocks)),
        in_block=np.fromiter(map(len, blocks), np.uint32, len(blocks)),
    )
    digests = np.frombuffer(analyzed.digests, f"V{DIGEST_BYTES}")[chosen].tobytes()
    return AnalyzedBatch(fewer, digests, analyzed.sizes[chosen], documents[-1])


def analyzed_documents(batch: DocumentBatch) -> Iterator[AnalyzedDocument]:
    """The documents of a batch one by one, for a writer that takes no batches."""
    words = [readings_of(batch.words[number]) for number in range(len(batch.words))]
    tokens = {field: iter(numbers.tolist()) for field, numbers in batch.tokens.items()}
    for place, document in enumerate(_stored(batch)):
        yield AnalyzedDocument(
            document,
            {
                field: tuple(
                    words[number] for number in islice(own, int(batch.lengths[field][place]))
                )
                for field, own in tokens.items()
            },
        )


def _texts(documents: Sequence[Document]) -> Iterator[str]:
    """The texts of all documents, field by field in the order of `TextField`."""
    texts = {
        TextField.TITLE: ("" if each.title_borrowed else each.title for each in documents),
        TextField.BODY: (each.body for each in documents),
        TextField.SOURCE: (each.source or "" for each in documents),
    }
    for field in TextField:
        yield from texts[field]


def _stored(batch: DocumentBatch) -> Iterator[Document]:
    for block, documents in zip(batch.blocks, batch.in_block.tolist(), strict=True):
        for place in range(documents):
            yield unpack_block(block, place)
