"""The forward pass of a BERT encoder in float32, for many texts of unlike length at once.

Vaswani et al. (2017), "Attention Is All You Need"; Devlin et al. (2019), "BERT". All texts' tokens lie in one matrix, so
the large products need no padding; texts are sorted by length, and those of equal length share their attention.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from faden.synergy.finding.embedders.e5_file import ModelFile

Matrix = NDArray[np.float32]

SWEEP = 4096
"""Tokens that go through a layer before the next layer's weights are expanded."""
BATCH = 512
"""Tokens in one product."""
SLAB = 64
"""Rows that stay in the processor's cache from one elementwise step to the next."""
SLOPE, CURVE = 0.7978845608, 0.044715
"""GELU by the hyperbolic tangent, Hendrycks and Gimpel (2016)."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The weights of one layer, ready to be multiplied from the right."""

    attention: Matrix
    attention_bias: Matrix
    out: Matrix
    out_bias: Matrix
    attention_norm: tuple[Matrix, Matrix]
    inner: Matrix
    inner_bias: Matrix
    outer: Matrix
    outer_bias: Matrix
    norm: tuple[Matrix, Matrix]


class Bert:
    """The encoder of a model file. With `keep`, its expanded weights stay in memory (85 MB) and short calls are fast."""

    def __init__(self, file: ModelFile, *, keep: bool) -> None:
        self._file = file
        self._positions = file.numbers("emb.pos").reshape(-1, file.width) + file.numbers("emb.type")[: file.width]
        self._layer = cache(self._expanded) if keep else self._expanded

    def means(self, sequences: Sequence[Sequence[int]]) -> Matrix:
        """Return the mean of the last layer's vectors of each sequence of piece numbers, (n, width)."""
        found = np.empty((len(sequences), self._file.width), np.float32)
        order = sorted(range(len(sequences)), key=lambda number: len(sequences[number]))
        for sweep in portions([len(sequences[number]) for number in order], SWEEP):
            numbers = order[sweep]
            found[numbers] = self._sweep([sequences[number] for number in numbers])
        return found

    def _sweep(self, sequences: Sequence[Sequence[int]]) -> Matrix:
        lengths = [len(sequence) for sequence in sequences]
        starts = np.cumsum([0, *lengths])
        hidden = self._embedded(sequences, lengths)
        batches = [
            (slice(starts[batch.start], starts[batch.stop]), lengths[batch]) for batch in portions(lengths, BATCH)
        ]
        for number in range(self._file.layers):
            layer = self._layer(number)
            for rows, of_batch in batches:
                hidden[rows] = self._through(layer, hidden[rows], of_batch)
        sums: Matrix = np.add.reduceat(hidden, starts[:-1])
        return sums / np.array(lengths, np.float32)[:, None]

    def _embedded(self, sequences: Sequence[Sequence[int]], lengths: list[int]) -> Matrix:
        file = self._file
        pieces, back = np.unique(np.concatenate([np.array(sequence) for sequence in sequences]), return_inverse=True)
        hidden = file.rows("emb.word", file.width, pieces)[back]
        hidden += self._positions[np.concatenate([np.arange(length) for length in lengths])]
        return normalised(hidden, (file.numbers("emb.ln.w"), file.numbers("emb.ln.b")), file.epsilon)

    def _through(self, layer: Layer, hidden: Matrix, lengths: list[int]) -> Matrix:
        file = self._file
        mixed = linear(hidden, layer.attention, layer.attention_bias)
        context = np.empty_like(hidden)
        start = 0
        for length, run in groupby(lengths):
            rows = slice(start, start + length * len(list(run)))
            attend(mixed[rows], context[rows], length, file.heads)
            start = rows.stop
        attended = linear(context, layer.out, layer.out_bias)
        attended += hidden
        attended = normalised(attended, layer.attention_norm, file.epsilon)
        inner = linear(attended, layer.inner, layer.inner_bias)
        gelu(inner)
        outer = linear(inner, layer.outer, layer.outer_bias)
        outer += attended
        return normalised(outer, layer.norm, file.epsilon)

    def _expanded(self, number: int) -> Layer:
        file, name = self._file, f"l{number}."
        width, scale = file.width, np.float32((file.width // file.heads) ** -0.5)

        def weights(part: str, columns: int = width) -> Matrix:
            return file.weights(f"{name}{part}.w", columns)

        def bias(part: str) -> Matrix:
            return file.numbers(f"{name}{part}.b")

        def norm(part: str) -> tuple[Matrix, Matrix]:
            return file.numbers(f"{name}{part}.w"), bias(part)

        return Layer(
            np.concatenate([weights("q") * scale, weights("k"), weights("v")]).T,
            np.concatenate([bias("q") * scale, bias("k"), bias("v")]),
            weights("ao").T,
            bias("ao"),
            norm("aln"),
            weights("fi").T,
            bias("fi"),
            weights("fo", file.inner).T,
            bias("fo"),
            norm("oln"),
        )


def portions(lengths: Sequence[int], limit: int) -> Iterator[slice]:
    """Yield slices of `lengths` that sum to `limit` at most, or hold one element."""
    start = total = 0
    for number, length in enumerate(lengths):
        if number > start and total + length > limit:
            yield slice(start, number)
            start, total = number, 0
        total += length
    if start < len(lengths):
        yield slice(start, len(lengths))


def linear(rows: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    """Return ``rows @ weights + bias``."""
    product: Matrix = rows @ weights
    product += bias
    return product


def attend(mixed: Matrix, context: Matrix, length: int, heads: int) -> None:
    """Fill `context` (texts * length, width) from queries, keys and values (texts * length, 3 * width).

    Each column of `weights` belongs to a query: sums over rows are several times as fast as sums within rows.
    """
    parts = mixed.reshape(-1, length, 3, heads, mixed.shape[1] // (3 * heads)).transpose(2, 0, 3, 1, 4)
    queries, keys, values = parts
    weights = keys @ queries.swapaxes(-1, -2)
    weights -= weights.max(axis=-2, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-2, keepdims=True)
    context.reshape(-1, length, heads, values.shape[-1])[:] = (weights.swapaxes(-1, -2) @ values).swapaxes(1, 2)


def normalised(rows: Matrix, weights: tuple[Matrix, Matrix], epsilon: float) -> Matrix:
    """Return `rows` with mean 0 and variance 1 each, times a weight plus a bias; changes `rows`. Ba et al. (2016)."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    rows *= (1 / np.sqrt(variance + np.float32(epsilon)))[:, None]
    rows *= weights[0]
    rows += weights[1]
    return rows


def gelu(rows: Matrix) -> None:
    """Replace each x by x/2 (1 + tanh(0.798 (x + 0.0447 x³)))."""
    for start in range(0, len(rows), SLAB):
        outside = rows[start : start + SLAB]
        inside = outside * outside
        inside *= np.float32(SLOPE * CURVE)
        inside += np.float32(SLOPE)
        inside *= outside
        np.tanh(inside, out=inside)
        inside += np.float32(1)
        outside *= inside
        outside *= np.float32(0.5)
