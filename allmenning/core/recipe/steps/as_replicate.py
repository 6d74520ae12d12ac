"""Replicate weights made from the design."""

from dataclasses import replace

import numpy as np

from allmenning.core.design.model import Design, Replicates
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Spec, amount, flag, word
from allmenning.core.recipe.table import RecipeError
from allmenning.core.replicate.balanced import Large, balanced
from allmenning.core.replicate.bootstrap import Resampling, bootstrap
from allmenning.core.replicate.jackknife import jackknife

KINDS = ("auto", "JK1", "JKn", "BRR", "Fay", "bootstrap", "subbootstrap")
REPLICATES = 50


def as_replicate(sample: Sample, spec: Spec) -> Sample:
    """Make replicates of ``type``; bootstraps need a ``seed`` and take ``replicates``.

    Further fields: ``mse``, ``rho`` or ``fay_rho``, ``large`` (split, merge, fail) and
    ``compress``, which changes nothing.

    Raises
    ------
    RecipeError
        A kind that is not known or does not fit the design, or a bootstrap without a seed.
    DesignError
        A stratum that the kind cannot do.
    """
    if not isinstance(sample.design, Design):
        raise RecipeError("The design has replicates already.")
    kind = word(spec, "type", "auto")
    if kind not in KINDS:
        raise RecipeError(f"There is no kind of replicates {kind!r}; there are {', '.join(KINDS)}.")
    return replace(sample, design=_made(sample.design, kind, spec))


def _made(design: Design, kind: str, spec: Spec) -> Replicates:
    mse = flag(spec, "mse")
    if kind in {"BRR", "Fay"}:
        rho = amount(spec, "fay_rho" if "fay_rho" in spec else "rho", 0.0)
        return balanced(design, rho=rho, large=_large(spec), mse=mse)
    if kind in set(Resampling):
        if spec.get("seed") is None:
            raise RecipeError("A bootstrap needs a seed, so that it can be made again.")
        generator = np.random.default_rng(int(amount(spec, "seed")))
        n = int(amount(spec, "replicates", REPLICATES))
        return bootstrap(design, generator, replicates=n, resampling=Resampling(kind), mse=mse)
    stratified = bool(design.stages[0].strata.any())
    if kind != "auto" and stratified != (kind == "JKn"):
        raise RecipeError("JK1 is for a design without strata, and JKn for one with strata.")
    return jackknife(design, mse=mse)


def _large(spec: Spec) -> Large:
    said = word(spec, "large", Large.SPLIT)
    if said not in set(Large):
        raise RecipeError(f"large must be one of {', '.join(Large)}, not {said!r}.")
    return Large(said)
