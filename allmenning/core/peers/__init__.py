"""How near municipalities are to each other, and who belongs to a lens.

Every attribute gives a distance from 0 (alike) to 1 (wholly different); all together is their
weighted mean over what is known of both, so that the parts sum to the whole.

References
----------
PRODUCT.md, "The lens"; docs/method/peers.md.
"""

from .distance import Distances, Weights, distances, weights_from_mapping
from .lens import KINDS, Kind, Peer, PeerGroup, Widened, lens
from .profile import ATTRIBUTES, Profile, Profiles, profiles

__all__ = [
    "ATTRIBUTES",
    "KINDS",
    "Distances",
    "Kind",
    "Peer",
    "PeerGroup",
    "Profile",
    "Profiles",
    "Weights",
    "Widened",
    "distances",
    "lens",
    "profiles",
    "weights_from_mapping",
]
