"""Do we count as those who carry the text do? `python benchmarks/counters.py [TEXTS]`.

Each counter is asked about generated texts, most of them at the very edge of what is allowed:
a real Bluesky server takes or refuses them, mastodon_mock does where it counts as Mastodon does,
and other people's libraries count them (tests/counterparts/weights.mjs). Prints agreement.
"""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from allmenning.clients.bluesky import tid  # noqa: E402 - run as a script, the root is not on the path
from allmenning.core.lengths import (  # noqa: E402
    bluesky_fits,
    graphemes,
    mastodon_length,
    sms_segments,
    x_weight,
)
from allmenning.delivery.channels.tests.servers import (  # noqa: E402
    COUNTERPARTS,
    Bluesky,
    bluesky_network,
    fetch,
    mastodon_server,
    node_is_missing,
)

TOLD = (
    "Kok drikkevatnet i Vågåmo før bruk det er påvist bakterier flom ras veien er stengt bål hus "
    "høyt vann evakuer nå gå innendørs lukk vinduer følg råd fra politiet neste melding kl. 06.00 "
    "åtte ærlig øyeblikk É Ü ß ñ ç Δ Ω"
)
WORDS = TOLD.split()
SAMI = ["Čáhci", "lea", "nuoskkiduvvon", "ŋ", "đ", "ŧ", "ž", "š"]
TYPED = ["«sitat»", "“quote”", "…", "–", "—", "‘a’", "€ 100", "[1]", "{a|b}", "~", "^", "\\", "\t"]
ADDRESSES = [
    "https://vaga.kommune.no/varsel",
    "https://vaga.kommune.no/varsel/2026-11-23-kokevarsel?språk=nn#no",
    "http://nrk.no",
    "https://www.met.no/a_(b).",
    "(https://vaga.kommune.no/høyring),",
    "https://vaga.kommune.no:8443/a;b=c/,",
]
BARE = ["vaga.kommune.no", "NRK.no,", "yr.no/varsel.", "post@vaga.kommune.no", "06.30", "t.d.no"]
MENTIONS = ["@vaga", "@vaga@mastodon.example", "#varsel"]
# Emoji to Unicode 11, which is as far as the published twitter-text goes.
EMOJI = [
    *"🔥🌊💧🚱🚧🚑🚒📻✅❌😷🏥",
    *("⚠️", "☎️", "ℹ️", "🌪️", "1️⃣", "#⃣", "©", "©️", "™", "❄", "❤️"),
    *("👍🏽", "✋🏿", "🇳🇴", "🇸🇯", "🇽🇽", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍🚒", "🕵️‍♀️", "👨‍👩‍👧‍👦", "👩‍❤️‍💋‍👩"),
]
MARKS = ["Va\u030aga\u030a", "e\u0301", "o\u0308\u0301", "n\u0303", "a\u0327\u0323"]
OTHERS = [
    "水災",
    "Увага",
    "تحذير",
    "คำเตือน",
    "경고",
    "सूचना",
    "אזהרה",
    "Cảnh báo",
    "ẞ",
    "\u00a0",
    "\u200b",
]
POOLS = (WORDS, WORDS, WORDS, SAMI, TYPED, ADDRESSES, BARE, MENTIONS, EMOJI, EMOJI, MARKS, OTHERS)

WRITTEN_AT = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)

Measure = Callable[[str], int]


def pieces(rng: random.Random) -> Iterator[str]:
    """Draw words, marks, addresses and emoji; a text keeps to some of the kinds."""
    pools = rng.sample(POOLS, rng.randint(1, 6))
    while True:
        yield rng.choice(rng.choice(pools)) + rng.choice([" ", " ", " ", "\n", ""])


def at_the_edge(rng: random.Random, measure: Measure, edge: int) -> str:
    """Write a text whose measure is within two of an edge."""
    target, text, about = edge + rng.randint(-1, 2), "", 0
    for piece in pieces(rng):
        about += measure(piece)
        if about > 0.7 * target:
            # Measured whole near the end only, since that takes long.
            about = measure(text + piece)
            if about > target - 2:
                break
        text += piece
    letter = "a" if measure("å") > 1 else rng.choice("aå")
    return f"{text} {letter * max(target - measure(f'{text} .'), 0)}."


def many(rng: random.Random, count: int, measure: Measure, edges: Sequence[int]) -> list[str]:
    return [at_the_edge(rng, measure, rng.choice(edges)) for _ in range(count)]


def size(text: str) -> int:
    return len(text.encode())


@dataclass(frozen=True)
class Agreement:
    """What was compared, over how many texts, and the texts on which two did not agree."""

    what: str
    peer: str
    texts: int
    apart: tuple[str, ...]

    @property
    def percent(self) -> float:
        return 100 * (1 - len(self.apart) / self.texts)


def compared(
    what: str, peer: str, texts: Sequence[str], ours: Sequence[Any], theirs: Sequence[Any]
) -> Agreement:
    told = zip(texts, ours, theirs, strict=True)
    return Agreement(what, peer, len(texts), tuple(text for text, us, them in told if us != them))


def counted_by_node(texts: Sequence[str]) -> dict[str, list[Any]]:
    command = ["node", "weights.mjs"]
    done = subprocess.run(  # noqa: S603 - our own script
        command,
        cwd=COUNTERPARTS,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[Any]] = json.loads(done.stdout)
    return found


async def taken_by_bluesky(network: Bluesky, texts: Sequence[str], writers: int = 4) -> list[bool]:
    """Ask the server to write each text; each writer keeps to one record, which it overwrites."""
    sign_in = {"identifier": network.handle, "password": network.password}
    opened = fetch("POST", f"{network.address}/xrpc/com.atproto.server.createSession", sign_in)
    taken = [False] * len(texts)

    async def write(http: aiohttp.ClientSession, writer: int) -> None:
        for place in range(writer, len(texts), writers):
            record = {"text": texts[place], "createdAt": "2026-11-23T02:40:00.000Z"}
            body = {
                "repo": network.did,
                "collection": "app.bsky.feed.post",
                "rkey": tid(f"writer {writer}", WRITTEN_AT),
                "record": {"$type": "app.bsky.feed.post", **record},
            }
            address = f"{network.address}/xrpc/com.atproto.repo.putRecord"
            async with http.post(address, json=body) as answer:
                if answer.status not in (200, 400):
                    raise RuntimeError(f"Bluesky answered {answer.status}: {await answer.text()}")
                taken[place] = answer.status == 200

    headers = {"Authorization": f"Bearer {opened['accessJwt']}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        await asyncio.gather(*(write(http, writer) for writer in range(writers)))
    return taken


async def taken_by_mastodon(address: str, texts: Sequence[str]) -> list[bool]:
    taken = []
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer mock_token"}) as http:
        for text in texts:
            async with http.post(f"{address}/api/v1/statuses", json={"status": text}) as answer:
                if answer.status not in (200, 422):
                    raise RuntimeError(f"mastodon_mock answered {answer.status}.")
                taken.append(answer.status == 200)
    return taken


Counted = Callable[[random.Random, int], list[Agreement]]


def with_bluesky(rng: random.Random, count: int) -> list[Agreement]:
    texts = many(rng, count // 2, graphemes, [300]) + many(rng, count - count // 2, size, [3_000])
    with bluesky_network() as network:
        taken = asyncio.run(taken_by_bluesky(network, texts))
    ours = [bluesky_fits(text) for text in texts]
    return [compared("Bluesky, 300 graphemes and 3,000 bytes", "PDS", texts, ours, taken)]


def with_mastodon(rng: random.Random, count: int) -> list[Agreement]:
    """Ask the mock what it counts as Mastodon does: no addresses, one code point a grapheme."""
    plain = [
        "".join(rng.choice("abcæøå éč水\n") for _ in range(500 + rng.randint(-1, 2)))
        for _ in range(count)
    ]
    with mastodon_server() as address:
        taken = asyncio.run(taken_by_mastodon(address, plain))
    ours = [mastodon_length(text) <= 500 for text in plain]
    return [compared("Mastodon, 500, plain texts", "mastodon_mock", plain, ours, taken)]


def with_libraries(rng: random.Random, count: int) -> list[Agreement]:
    mastodon = many(rng, count, mastodon_length, [500])
    weighted = many(rng, count, x_weight, [280])
    # Whatever the encoding, the edges of both are met.
    septets = many(rng, count, len, [70, 134, 160, 201, 306, 459])
    told = counted_by_node([*mastodon, *weighted, *septets])
    sms = [tuple(pair) for pair in told["sms"][2 * count :]]
    ours = [(found.encoding, found.segments) for found in map(sms_segments, septets)]
    return [
        compared(
            "Mastodon, address 23, mention without host",
            "twitter-text + Intl.Segmenter",
            mastodon,
            [mastodon_length(text) for text in mastodon],
            told["mastodon"][:count],
        ),
        compared(
            "X weight",
            "twitter-text 3.1",
            weighted,
            [x_weight(text) for text in weighted],
            told["x"][count : 2 * count],
        ),
        compared("SMS, encoding and segments", "split-sms", septets, ours, sms),
    ]


def measured(count: int, seed: int = 20261123) -> list[Agreement]:
    rng = random.Random(seed)  # noqa: S311 - the same texts every time
    return [*with_libraries(rng, count), *with_mastodon(rng, count), *with_bluesky(rng, count)]


def main() -> None:
    if why := node_is_missing():
        sys.exit(why)
    found = measured(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
    print("| what | peer | texts | agreement |\n| --- | --- | --- | --- |")
    for each in found:
        print(f"| {each.what} | {each.peer} | {each.texts:,} | {each.percent:.2f} % |")
    for each in found:
        for text in each.apart[:3]:
            print(f"{each.what}: {text!r}")
    sys.exit(any(each.apart for each in found))


if __name__ == "__main__":
    main()
