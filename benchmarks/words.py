"""Measure how German words are cut, how long index terms of many statements take, and how slips are corrected.

`compounds.txt` holds words with their parts; half of them, chosen by a checksum, were looked at only once, when the
rules stood ("held out"; "elektro" and "blueh" became first parts afterwards, before them the recall was 0.950). Where
HanTa, compound-split or wordfreq are installed, they cut the same words.
"""

import random
import resource
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from math import log
from pathlib import Path

from faden.kernel.compounds import cut
from faden.kernel.spelling import corrections
from faden.kernel.text import fold
from faden.kernel.words import index_terms

HERE = Path(__file__).parent
GERMAN = HERE.parent / "src/faden/kernel/german.txt"
Cut = Callable[[str], list[str]]
# What people typed → what they meant; all invented.
SLIPS = """
spielpatz spielplatz, fahhrad fahrrad, radwge radweg, parkplaz parkplatz, strase strasse, strassse strasse,
bürgerhuas bürgerhaus, wohnug wohnung, whonung wohnung, schulhoff schulhof, kindergraten kindergarten,
kindergartn kindergarten, barierefrei barrierefrei, barrirefreiheit barrierefreiheit, nachbarschafft nachbarschaft,
beleuchtng beleuchtung, beläuchtung beleuchtung, verkher verkehr, ferkehr verkehr, haltestele haltestelle,
bahnhoff bahnhof, banhhof bahnhof, fussgengerzone fussgängerzone, ampell ampel, apmel ampel, kreisverkher kreisverkehr,
müleimer mülleimer, mülltrenung mülltrennung, klimaschuz klimaschutz, klimashcutz klimaschutz, grühnfläche grünfläche,
bäme bäume, sitzbnak sitzbank, toillette toilette, toilete toilette, jugenzentrum jugendzentrum, senioern senioren,
integrazion integration, intergation integration, sprachkrus sprachkurs, biblothek bibliothek, biblioteck bibliothek,
schwimbad schwimmbad, sporthale sporthalle, verain verein, ehrenammt ehrenamt, feurwehr feuerwehr, ladeseule ladesäule,
solaranlge solaranlage, fernwäme fernwärme, wärmepunpe wärmepumpe, wochenmrakt wochenmarkt, inenstadt innenstadt,
lehrstand leerstand, mitpreise mietpreise, bebaungsplan bebauungsplan, busslinie buslinie, strassenban strassenbahn,
temop tempo, temmpolimit tempolimit
"""


@dataclass(frozen=True, slots=True)
class Gold:
    word: str
    ends: frozenset[int]  # where parts end in the folded word
    either: frozenset[int]  # where it does not matter

    @property
    def held_out(self) -> bool:
        return bool(zlib.crc32(self.word.encode()) % 2)


def gold() -> Iterator[Gold]:
    for line in (HERE / "compounds.txt").read_text().splitlines():
        if not line.startswith(("#", "==")):
            yield from map(entry, line.split())


def entry(written: str) -> Gold:
    marks: dict[str, set[int]] = {"|": set(), "~": set()}
    word = ""
    for letter in written:
        if letter in marks:
            marks[letter].add(len(fold(word)))
        else:
            word += letter
    return Gold(word, frozenset(marks["|"]), frozenset(marks["~"]))


def by_us(word: str) -> list[str]:
    return cut(fold(word))


def by_hanta() -> Cut:
    from HanTa.HanoverTagger import HanoverTagger

    tagger = HanoverTagger("morphmodel_ger.pgz")
    free = {"NN", "VV", "ADJ", "NE", "ADV", "CARD", "PREP", "VA", "VM", "NNE"}

    def parts(word: str) -> list[str]:
        found: list[str] = []
        for piece, kind in tagger.analyze(word, taglevel=3)[1]:
            if not found or kind.split("_")[0].split("(")[0] in free:
                found.append("")
            found[-1] += fold(piece)
        return found

    return parts


def by_compound_split(threshold: float) -> Cut:
    from compound_split.char_split import split_compound

    def parts(word: str) -> list[str]:
        likely, one, other = split_compound(word)[0]
        return [*parts(one), *parts(other)] if likely >= threshold and len(one) < len(word) else [fold(word)]

    return parts


def by_frequency() -> Cut:
    """Koehn and Knight: the cut whose parts have the greatest geometric mean of their frequencies."""
    from wordfreq import get_frequency_dict

    frequency = get_frequency_dict("de", "large")
    links = ("", "s", "es", "n", "en", "er", "e", "nen", "ens")

    def weight(part: str, *, last: bool) -> float:
        bare = [part] if last else [part.removesuffix(link) for link in links]
        return max((frequency.get(one, 0.0) for one in bare if len(one) > 2), default=0.0)

    def parts(word: str) -> list[str]:
        word = word.lower()

        @lru_cache(None)
        def ways(start: int) -> list[tuple[float, tuple[str, ...]]]:
            if start == len(word):
                return [(0.0, ())]
            return [
                (log(known) + rest, (word[start:end], *more))
                for end in range(start + 3, len(word) + 1)
                if (known := weight(word[start:end], last=end == len(word))) > 1e-7
                for rest, more in ways(end)
            ]

        best = max(((total / len(found), found) for total, found in ways(0)), default=(0.0, (word,)))
        return [fold(part) for part in best[1]]

    return parts


def score(name: str, parts: Cut) -> None:
    for held_out in (False, True):
        right = wrong = missed = split = whole = exactly = compounds = 0
        for one in gold():
            if one.held_out is not held_out:
                continue
            found = set(list(accumulate(map(len, parts(one.word))))[:-1]) - one.either
            right += len(found & one.ends)
            wrong += len(found - one.ends)
            missed += len(one.ends - found)
            if one.ends:
                compounds += 1
                exactly += found == one.ends
            else:
                whole += 1
                split += bool(found)
        print(
            f"| {name} | {'held out' if held_out else 'seen'} | {right / (right + wrong):.3f} "
            f"| {right / (right + missed):.3f} | {exactly} of {compounds} | {split} of {whole} |"
        )


def vocabulary(size: int) -> list[str]:
    """Invent words: first and last parts put together at random, and single last parts."""
    sections: dict[str, list[str]] = {}
    for line in GERMAN.read_text().splitlines():
        if line.startswith("== "):
            entries = sections.setdefault(line[3:], [])
        else:
            entries.append(line.split()[0])
    chance = random.Random(8)
    found = set(chance.sample(sections["last"], size // 5))
    while len(found) < size:
        found.add(chance.choice(sections["first"]) + chance.choice(sections["last"]))
    return chance.sample(sorted(found), size)


def measure_terms(words: list[str]) -> None:
    chance = random.Random(9)
    weights = [1 / place for place in range(1, len(words) + 1)]
    texts = [" ".join(chance.choices(words, weights, k=15)) for _ in range(100_000)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for state in ("cold", "warm"):
        start = time.perf_counter()
        terms = sum(len(index_terms(text)) for text in texts)
        print(f"| 100,000 statements, {state} | {time.perf_counter() - start:.1f} s | {terms:,} terms |")
    print(f"| memory | {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024:.0f} MB | |")


def measure_corrections(words: list[str]) -> None:
    pairs = [pair.split() for pair in SLIPS.replace("\n", " ").split(",")]
    chance = random.Random(10)
    counts = {word: max(1, int(chance.paretovariate(1))) for word in words}
    counts |= {fold(meant): max(3, int(chance.paretovariate(1))) for _, meant in pairs}
    start = time.perf_counter()
    offered = [corrections(fold(typed), counts) for typed, _ in pairs]
    took = (time.perf_counter() - start) / len(pairs)
    first = sum(found[:1] == [fold(meant)] for found, (_, meant) in zip(offered, pairs, strict=True))
    among = sum(fold(meant) in found for found, (_, meant) in zip(offered, pairs, strict=True))
    print(f"| {len(pairs)} slips, {len(counts):,} words | {took * 1000:.1f} ms each | {first} first, {among} offered |")


if __name__ == "__main__":
    print(
        "\n## Words\n\n| cut by | words | precision | recall | wholly right | cut though whole |\n|---|---|---|---|---|---|"
    )
    score("faden", by_us)
    if find_spec("HanTa"):
        score("HanTa", by_hanta())
    if find_spec("compound_split"):
        score("compound-split, at least 0.5", by_compound_split(0.5))
        score("compound-split, at least 0.8", by_compound_split(0.8))
    if find_spec("wordfreq"):
        score("Koehn and Knight over wordfreq", by_frequency())
    print("\n| what | time | result |\n|---|---|---|")
    invented = vocabulary(50_000)
    measure_terms(invented)
    measure_corrections(invented)
