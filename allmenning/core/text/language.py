"""Which language a text is written in: bokmål, nynorsk or English."""

import re
from functools import lru_cache
from typing import Literal

from allmenning.core.text.folding import words
from allmenning.core.text.lexicon import ROOTS_TEXT

Language = Literal["nb", "nn", "en"]

# Small words that one of the languages has, or has otherwise; a marked one weighs more.
SMALL = {
    "nb": """flere siden annet dager måneder ganger sykehjem hjem uker ikke jeg en et de fra hvordan
        hva hvem hvor hvorfor hvilken hvilke hvilket være ble blitt bare noen noe mye mer også
        selv gjør gjøre gjøres fordi hver hvert hun hennes deres dere vårt våre kommer gikk nå
        uke første gjennom mellom dem mens egen eget egne samme andre uten vært sier sa
        spør spurte fikk får gi gir ga gitt ta tar tatt skrev skriver skrevet finnes ønsker
        trenger laget lages brukes sendes legges leses gis tas ettersom dersom hvis heller enten
        ansatte vei veier ukes""",
    "nn": """ei hovud hovudutval mykje utan same betre då dagar månader gonger att eitt éi ikkje eg
        ein eit dei frå korleis kva kven kor kvar kvifor vere vart vore blitt vorte berre
        nokon noko nokre meir òg sjølv sjølve gjer gjera gjere gjort fordi kvart ho hennar
        deira dykk dykkar kjem gjekk såg veke veker fleire fyrste medan sidan eigen eige eigne
        anna hjå etter seier spør spurde fekk gje gjev gav gjeve tek tok teke skreiv skriv
        finst syner følgjer ønskjer treng laga hjelper vert verta verte vorten vortne korkje
        anten tilsette tilsett veg vegar heile somme somt difor framleis saman høgre dersom
        røynsle røyst heim heime heimen""",
    "en": """the of and in is are was were be been it that this these those from we you they he she
        our your their its not have has will would can could should what how why when where who
        which there here more but or if because about into please does did my people council""",
}
BOTH = set(SMALL["nb"].split()) & set(SMALL["nn"].split())
MARKS: dict[Language, set[str]] = {
    "nb": set(SMALL["nb"].split()) - BOTH,
    "nn": set(SMALL["nn"].split()) - BOTH,
    "en": set(SMALL["en"].split()) - set(SMALL["nb"].split()) - set(SMALL["nn"].split()),
}
# Common to both forms of Norwegian, and to no English text. Most of it is bokmål.
NORWEGIAN = frozenset(
    ("og", "er", "på", "som", "til", "av", "med", "det", "vi", "å", "har", "om", "var", "ut", "en")
)
# How words of one form of Norwegian end or are spelt, and seldom those of the other.
ENDINGS: dict[Language, re.Pattern[str]] = {
    "nb": re.compile(
        r"(?:...(?:heten?|heter|hetene|else|elsene?|elser|elsen|lig|lige|ligst|ene|erne|ernes|"
        r"ingen|ingene|es|ende|løs|somhet|ets|nes|er|kasjoner))$|^hv|^hj|^kj[øæ]"
    ),
    "nn": re.compile(
        r"(?:...(?:heit|heita|heiter|leg|lege|legare|legast|ane|ar|ande|inga|ingar|ingane|"
        r"ast|øys|skule|nad))$|^kv|au[^t]|øy[^aer]|[^s]kj[ea]|gj[ea]|^.{2,}eig|^ei[nt]"
    ),
    "en": re.compile(r"(?:...(?:tion|tions|ness|ment|ies|ly|ous|ful|ity|ith|ght))$|^wh|^th|^w"),
}
# Of both forms in spite of how they end.
NEITHER = re.compile(
    r"(?:svar|kommentar|seminar|januar|februar|klar|kanskje|skjema|gjekk|igjen|gjennom|gjelder?|hjelp|"
    r"etter|under|eller|over|vinter|sommer|nummer|side[rn]|krone[rn]|timer|ordfører|pause|august)$"
)
SMALL_WORD, KNOWN_WORD, ENDING, USUAL = 3.0, 2.0, 0.7, 0.3
# Nynorsk ends feminines and many verbs in -a; bokmål may, and loans do.
IN_A, ENDS_IN_A = re.compile(r"...a$"), 0.35
LOANS_IN_A = re.compile(
    r"(?:skjema|data|fakta|tema|klima|kamera|media|drama|pizza|sofa|omega|alfa)$"
)
# Below so much a word of difference, nobody can tell.
LEAST = 0.02


def sides() -> tuple[set[str], set[str]]:
    """Return what the lexicon has as nynorsk only, and as bokmål only."""
    pairs = [entry.split(":") for entry in ROOTS_TEXT.split()]
    nynorsk = {one for one, other in pairs if one != other and len(one) > 2}
    both = {one for one, other in pairs if one == other}
    bokmal = {other for one, other in pairs if one != other} - both - nynorsk
    bokmal = {word for word in bokmal if not word.startswith(tuple(nynorsk))}
    return nynorsk, bokmal


def beginning(roots: set[str]) -> re.Pattern[str]:
    """Return the pattern of words that begin with one of the roots."""
    return re.compile("|".join(sorted((root for root in roots if len(root) > 4), reverse=True)))


NYNORSK, BOKMAL = map(beginning, sides())


def language_of(text: str) -> Language | None:
    """Tell which language a text is in.

    Parameters
    ----------
    text : str
        A sentence or more; fewer than about eight words may have nothing to tell by.

    Returns
    -------
    str or None
        `nb`, `nn` or `en`; None when nothing in it tells.
    """
    found = [word for word, _, _ in words(text)]
    if not found:
        return None
    scores: dict[Language, float] = {
        language: sum(worth(word, language) for word in found) for language in MARKS
    }
    scores["nb"] += USUAL * bool(NORWEGIAN.intersection(found))
    best, second, *_ = sorted(scores, key=lambda one: -scores[one])
    if scores[best] - scores[second] <= LEAST * len(found):
        return None
    return best


@lru_cache(maxsize=1 << 15)
def worth(word: str, language: Language) -> float:
    """Return how much a word speaks for a language; pages ask of the same words again and again."""
    if word in MARKS[language]:
        return SMALL_WORD
    if len(word) < 4:
        return 0.0
    known = NYNORSK if language == "nn" else BOKMAL if language == "nb" else None
    if known and known.match(word):
        return KNOWN_WORD
    if NEITHER.search(word):
        return 0.0
    if language == "nn" and IN_A.search(word) and not LOANS_IN_A.search(word):
        return max(ENDS_IN_A, ENDING * bool(ENDINGS[language].search(word)))
    return ENDING if ENDINGS[language].search(word) else 0.0
