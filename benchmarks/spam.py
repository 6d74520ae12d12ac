"""How much spam the filter catches of what it has not seen, and how many good texts it stops."""

import hashlib
import os
from collections import defaultdict

import django

from allmenning.core.spam import THRESHOLD, Example, held_out_scores

FOLDS = 10
FALSE = (0.005, 0.01, 0.02)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()
    from allmenning.arena.queries.spam import published_set

    texts = published_set()
    folds = [int(hashlib.sha256(one.family.encode()).hexdigest(), 16) % FOLDS for one in texts]
    scores = held_out_scores([Example(one.text, one.is_spam) for one in texts], folds)
    both = list(zip(texts, scores, strict=True))
    spam = [score for one, score in both if one.is_spam]
    good = sorted((score for one, score in both if not one.is_spam), reverse=True)
    print(f"{len(spam)} spam, {len(good)} good texts, {FOLDS} folds by family")
    told(f"threshold {THRESHOLD}", THRESHOLD, spam, good)
    for share in FALSE:
        told(f"at most {share:.1%} false", good[int(len(good) * share)], spam, good)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one, score in both:
        if one.is_spam:
            kinds[one.kind].append(score > THRESHOLD)
    for kind, caught in sorted(kinds.items()):
        print(f"  {kind}: {sum(caught)} of {len(caught)}")


def told(name: str, threshold: float, spam: list[float], good: list[float]) -> None:
    caught = sum(score > threshold for score in spam) / len(spam)
    false = sum(score > threshold for score in good)
    print(
        f"{name} ({threshold:.2f}): {caught:.1%} caught, {false} of {len(good)} good texts stopped"
    )


if __name__ == "__main__":
    main()
