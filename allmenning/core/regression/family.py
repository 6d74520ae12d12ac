"""Families of generalised linear models and their links.

Source: McCullagh and Nelder (1989), Generalized Linear Models, section 2.2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri, xlogy

from allmenning.core.design.model import Floats

Function = Callable[[Floats], Floats]
TINY = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Link:
    """How the mean hangs on the linear predictor.

    Attributes
    ----------
    name : str
    predictor, mean, slope : callable
        Mean to predictor; predictor to mean; derivative of the mean by the predictor.
    """

    name: str
    predictor: Function
    mean: Function
    slope: Function


@dataclass(frozen=True, slots=True)
class Family:
    """A distribution by its variance, deviance, range of means and links.

    Attributes
    ----------
    name : str
    variance : callable
        Of the mean.
    deviance : callable
        Of answers and means, per row, without weights.
    start : callable
        First guess at the means, from answers and weights.
    allowed : callable
        Flags of the means that can be.
    link : Link
    takes : callable
        Flags of the answers that can be.
    """

    name: str
    variance: Function
    deviance: Callable[[Floats, Floats], Floats]
    start: Callable[[Floats, Floats], Floats]
    allowed: Callable[[Floats], bool]
    link: Link
    takes: Callable[[Floats], bool]


def _density(eta: Floats) -> Floats:
    return np.asarray(np.exp(-(eta**2) / 2) / np.sqrt(2 * np.pi))


LINKS: Mapping[str, Link] = MappingProxyType(
    {
        "identity": Link("identity", lambda m: m, lambda e: e, np.ones_like),
        "log": Link("log", np.log, np.exp, np.exp),
        "logit": Link(
            "logit",
            logit,
            lambda e: np.clip(expit(e), TINY, 1 - TINY),
            lambda e: np.maximum(expit(e) * expit(-e), TINY),
        ),
        "probit": Link(
            "probit",
            ndtri,
            lambda e: np.clip(ndtr(e), TINY, 1 - TINY),
            lambda e: np.maximum(_density(e), TINY),
        ),
        "cloglog": Link(
            "cloglog",
            lambda m: np.log(-np.log1p(-m)),
            lambda e: np.clip(-np.expm1(-np.exp(np.minimum(e, 700))), TINY, 1 - TINY),
            lambda e: np.maximum(np.exp(np.minimum(e, 700) - np.exp(np.minimum(e, 700))), TINY),
        ),
        "cauchit": Link(
            "cauchit",
            lambda m: np.tan(np.pi * (m - 0.5)),
            lambda e: np.clip(0.5 + np.arctan(e) / np.pi, TINY, 1 - TINY),
            lambda e: np.maximum(1 / (np.pi * (1 + e**2)), TINY),
        ),
        "inverse": Link("inverse", lambda m: 1 / m, lambda e: 1 / e, lambda e: -1 / e**2),
        "sqrt": Link("sqrt", np.sqrt, np.square, lambda e: 2 * e),
        "1/mu^2": Link("1/mu^2", lambda m: 1 / m**2, lambda e: e**-0.5, lambda e: -(e**-1.5) / 2),
    }
)


def _binomial_deviance(y: Floats, mu: Floats) -> Floats:
    whole = xlogy(y, y) + xlogy(1 - y, 1 - y)
    return np.asarray(2 * (whole - xlogy(y, mu) - xlogy(1 - y, 1 - mu)))


def _shares(y: Floats) -> bool:
    return bool(np.all((y >= 0) & (y <= 1)))


def _above_zero(values: Floats) -> bool:
    return bool(np.all(values > 0))


def _binomial(name: str, link: Link) -> Family:
    return Family(
        name,
        lambda m: m * (1 - m),
        _binomial_deviance,
        lambda y, w: (w * y + 0.5) / (w + 1),
        lambda m: bool(np.all((m > 0) & (m < 1))),
        link,
        _shares,
    )


def _poisson(name: str, link: Link) -> Family:
    return Family(
        name,
        lambda m: m,
        lambda y, m: 2 * (xlogy(y, y / m) - (y - m)),
        lambda y, _: y + 0.1,
        _above_zero,
        link,
        lambda y: bool(np.all(y >= 0)),
    )


def _gaussian(name: str, link: Link) -> Family:
    return Family(
        name,
        np.ones_like,
        lambda y, m: (y - m) ** 2,
        lambda y, _: y,
        lambda m: bool(np.all(np.isfinite(m))),
        link,
        lambda y: bool(np.all(np.isfinite(y))),
    )


def _gamma(name: str, link: Link) -> Family:
    return Family(
        name,
        np.square,
        lambda y, m: -2 * (np.log(y / m) - (y - m) / m),
        lambda y, _: y,
        _above_zero,
        link,
        _above_zero,
    )


def _inverse_gaussian(name: str, link: Link) -> Family:
    return Family(
        name,
        lambda m: m**3,
        lambda y, m: (y - m) ** 2 / (y * m**2),
        lambda y, _: y,
        _above_zero,
        link,
        _above_zero,
    )


SHARES = ("logit", "probit", "cauchit", "log", "cloglog", "identity")
COUNTS = ("log", "identity", "sqrt")
SIZES = ("inverse", "log", "identity")
FAMILIES: Mapping[str, tuple[Callable[[str, Link], Family], tuple[str, ...]]] = MappingProxyType(
    {
        "gaussian": (_gaussian, ("identity", "log", "inverse")),
        "binomial": (_binomial, SHARES),
        "quasibinomial": (_binomial, SHARES),
        "poisson": (_poisson, COUNTS),
        "quasipoisson": (_poisson, COUNTS),
        "Gamma": (_gamma, SIZES),
        "inverse.gaussian": (_inverse_gaussian, ("1/mu^2", *SIZES)),
    }
)


def family(name: str, link: str | None = None) -> Family:
    """Return a family with its first link, or another one it has.

    Raises
    ------
    ValueError
        There is no such family, or it has no such link; the sentence lists what there is.
    """
    if name not in FAMILIES:
        raise ValueError(f"There is no family {name!r}; there are {', '.join(FAMILIES)}.")
    make, links = FAMILIES[name]
    chosen = links[0] if link is None else link
    if chosen not in links:
        raise ValueError(f"The family {name} has no link {link!r}; it has {', '.join(links)}.")
    return make(name, LINKS[chosen])
