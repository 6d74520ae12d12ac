"""One form for all the forms of a word, in either form of Norwegian."""

import re
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found]  # it has no types

from allmenning.core.text.folding import fold
from allmenning.core.text.lexicon import ROOTS_TEXT, STOP_TEXT, WORDS_TEXT

SNOWBALL = Stemmer.Stemmer("norwegian", 0)
SNOWBALL_ENGLISH = Stemmer.Stemmer("english", 0)

# A shorter root is believed at the beginning of a word or at its end only.
ANYWHERE = 5
INFLECTION = r"(?:e|a|s|en|et|er|ar|ene|ane|ens|ets)?$"

# What tells that two letters are of two parts and no diphthong: klima-utvalg, krise-informasjon.
AFTER_A = r"t(?:val|sl|styr|byg|gift|dan|red|lys)|ng|nder|ker?$"
AFTER_E = r"n(?:n|fo|flu|ter|teg|stru|stit|stag|ves|nov)|dr|ldsj|dent|nitiativ|mplem|ntel"

# From nynorsk to bokmål, on folded words, in this order.
REGULAR = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"heit(?:a|as)?$", "het"),
        (r"heit(er|ene|ane)", r"het\1"),
        (r"leik(?:en|ar|ane)?$", "lighet"),
        (r"(?<=..)(?<!kol)(?<!tann)(?<!fast)(?<!over)(?<!ommune)leg(e|t|a|are|ast|)$", r"lig\1"),
        (r"leg(het|vis|gj)", r"lig\1"),
        (r"^hv", "kv"),
        (rf"(?<=[a-z]{{2}})au(?!{AFTER_A})(?=[a-z])|au(?!{AFTER_A})(?=[a-z]{{3}})", "o"),
        (rf"ei(?!{AFTER_E})(?=[a-z]{{2}})", "e"),
        (r"(?<!t)oy(?=[a-z]{2})", "o"),
        (r"hj(?=e)", "h"),
        (r"kj(?=[eiy]|o(?!p))", "k"),
        (r"(?<=[a-z])gj(?=[ea])", "g"),
    )
]
# Endings of words for people and verbs in -ere, of which Snowball takes one layer only.
LAYERS = re.compile(
    r"(?<=[a-z]{3})(?:(?<!kons)(?<!eksp)(?<!des)erte?|"
    r"er(?:nes?|en[es]?|enes|ane|ar|er|es?|ing(?:[as]|e[nr]|ene|ar|ane)?)|"
    r"(?<!f)ar(?:anes?|en|ens|ar))$"
)
NOMINAL = re.compile(
    r"(?<=[a-z]{3})(?:ing(?:[as]|e[nr]|enes?|ens|ar|anes?)?|(?<!h)else(?:n|r|ne|ns|s|nes)?)$"
)
# What the noun in -ning has more than its verb: løs-n-ing, veiled-n-ing.
NOUN_N = re.compile(r"(?<=[aeiouyld][dstlkv])n$")
# The neuter of adjectives, and the noun of quality: digital-t, nøytral-itet.
QUALITY = re.compile(
    r"(?<=[a-z]{3}(?:al|il|ll|iv|ig|sk))t$|(?<=[a-z]{4})itet(?:e[nr]|ene|ar|ane|s|ens)?$"
)
# Short words whose end looks like an ending, as the last part of longer ones.
SHORT_HEAD = re.compile(
    r"(svar|far|var|(?<![iyn])klar|spar|kar|konsert|ekspert|sted|plan)"
    r"(?:e|et|en|a|s|er|ar|ene|ane|ens|ets)?$"
)
# Words that lose more at the end of a compound than alone: lærer, skolelærer.
HEADS_TEXT = """
lar:larer,larar ytr:ytring ovels:ovelse,oving nar:naring send:sending los:losning hels:helse
het:hets endr:endring mestr:mestring kel:kjeller,keller plast:plast hjelp:hjelp,help
gjest:gjest,gest gjenvin:gjenvinning,genvinning leg:lege nyh:nyhet frih:frihet enh:enhet
intl:intelligens vei:veg
"""
HEADS = {
    head: stemmed
    for stemmed, _, heads in (entry.partition(":") for entry in HEADS_TEXT.split())
    for head in heads.split(",")
}
HEAD = re.compile(
    rf"(?:(?<=[a-z]{{3}})(?<!pr)|^)({'|'.join(sorted(HEADS, key=len)[::-1])})"
    r"(?:e|a|n|r|s|en|er|et|ene|ane|ar|ne|ens|ets|nes|erne|arane|ere|arar)?$"
)
SECOND = re.compile(r"(?<=[a-z]{4})(?:er|ar)$")
WEAK_E = re.compile(r"(?<=[a-z]{2})(?:([bdfgklmnprstv])\1?el)$")
LATIN = re.compile(r"(?<=[a-z]{3})um$")
WEAK_R = re.compile(r"(?<=[a-z]{4}[bdgkmpt])r$")
DOUBLE = re.compile(r"([bdfgklmnprst])\1$")

STOP = frozenset(STOP_TEXT.split()) | frozenset(
    # Without its letters, a small word stays small; those that would be other words do not.
    fold(word)
    for word in STOP_TEXT.split()
    if fold(word) not in {"var", "har", "ar", "vart", "gar"}
)


def read_pairs(text: str) -> dict[str, str]:
    """Return `from:to` entries as a mapping of folded words."""
    pairs = (entry.split(":") for entry in text.split())
    return {fold(start): fold(end) for start, end in pairs}


def root_pattern(nynorsk: str, bokmal: str) -> str:
    """Return the pattern of one root, which does not match in what it would become."""
    longer = bokmal.removeprefix(nynorsk) if bokmal.startswith(nynorsk) else ""
    guarded = nynorsk + (f"(?!{longer})" if longer else "")
    if len(nynorsk) >= ANYWHERE:
        return guarded
    return rf"(?:(?<![a-z]){guarded}|{guarded}(?={INFLECTION}))"


WORDS = read_pairs(WORDS_TEXT)
ROOTS = read_pairs(ROOTS_TEXT)
CHANGING = {start: end for start, end in ROOTS.items() if start != end}
ROOT = re.compile("|".join(root_pattern(r, CHANGING[r]) for r in sorted(CHANGING, key=len)[::-1]))


def is_stop(word: str) -> bool:
    """Tell whether a lower-case word carries no meaning of its own."""
    return word in STOP


@lru_cache(maxsize=200_000)
def bokmal(folded: str) -> str:
    """Return a folded word as bokmål has it, and as both forms spell it.

    Parameters
    ----------
    folded : str
        A word out of `fold`.

    Returns
    -------
    str
        The word's counterpart when the lexicon has it; otherwise the word with its roots
        and regular endings changed. Diphthongs are levelled (au and øy to o, ei to e), which
        makes straum and strøm, heim and hjem one; what is no such pair is changed alike in
        text and query, so that nothing is lost.
    """
    if folded in WORDS:
        return WORDS[folded]
    if len(folded) < 4:
        return folded
    changed = ROOT.sub(lambda found: CHANGING[found.group()], folded)
    for pattern, instead in REGULAR:
        changed = pattern.sub(instead, changed)
    return changed


def stem(word: str) -> str:
    """Return what the forms of a folded bokmål word have in common.

    Snowball takes off one ending; a Norwegian word may have several (lær-er-ne, arkiv-er-ing),
    and loses a vowel or a consonant inside (artikkel, artikler; program, programmet).

    References
    ----------
    Snowball, stemming algorithm for Norwegian; the layers before and after it are our own.
    """
    if len(word) < 4 or not word.isalpha():
        return word
    if ends := HEAD.search(word):
        return word[: ends.start()] + HEADS[ends[1]]
    bare = LAYERS.sub("er", QUALITY.sub("", word))
    nominal = NOMINAL.sub("", bare)
    bare = NOUN_N.sub("", nominal) if nominal != bare else bare
    if head := SHORT_HEAD.search(bare):
        return bare[: head.end(1)]
    bare = SNOWBALL.stemWord(bare)
    bare = SECOND.sub("", bare)
    bare = WEAK_E.sub(r"\1l", bare)
    bare = LATIN.sub("", bare)
    bare = WEAK_R.sub("", bare)
    return DOUBLE.sub(r"\1", bare)


@lru_cache(maxsize=400_000)
def normal(word: str) -> str:
    """Return the one form of a word that every index keeps: folded, bokmål, without endings."""
    return stem(bokmal(fold(word)))


@lru_cache(maxsize=50_000)
def english(word: str) -> str:
    """Return the English stem of a word, folded.

    References
    ----------
    Snowball, stemming algorithm for English (Porter 2).
    """
    return str(SNOWBALL_ENGLISH.stemWord(fold(word)))
