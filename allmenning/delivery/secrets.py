"""What must be kept secret in the database: tokens of channels, addresses of subscribers.

Encrypted with Fernet (AES-128-CBC and HMAC-SHA-256). The keys are in the setting, or in a file of
the data folder, newest first; they are never in the database, so never in its backup either.
"""

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from allmenning.delivery.contract import IDENTITY, PROOF
from allmenning.delivery.identities import hold
from allmenning.delivery.models import ChannelAccount

FILE = "channel.key"


class UnreadableSecretError(Exception):
    """None of our keys opens it: it was locked on another installation, or the key is lost."""


def lock(text: str) -> str:
    return _keys().encrypt(text.encode()).decode() if text else ""


def unlock(locked: str) -> str:
    try:
        return _keys().decrypt(locked).decode() if locked else ""
    except InvalidToken:
        # Without its cause: a traceback must not carry the locked text along.
        raise UnreadableSecretError("No key of this installation opens the secret.") from None


def lock_all(values: Mapping[str, str]) -> str:
    return lock(json.dumps(dict(values), ensure_ascii=False)) if values else ""


def unlock_all(locked: str) -> dict[str, str]:
    opened = json.loads(unlock(locked)) if locked else {}
    return {str(name): str(value) for name, value in opened.items()}


def opens(locked: str) -> bool:
    try:
        unlock(locked)
    except UnreadableSecretError:
        return False
    return True


def unlock_account(locked: str) -> dict[str, str]:
    """Return the secrets of an account; those used lately need not be opened anew."""
    return dict(_used_lately(_key_texts(), locked))


@lru_cache(maxsize=256)
def _used_lately(_keys: tuple[str, ...], locked: str) -> tuple[tuple[str, str], ...]:
    return tuple(unlock_all(locked).items())


def relock(locked: str) -> str:
    """Return the same secret under the newest key."""
    return lock(unlock(locked))


@transaction.atomic
def store(account_pk: int, values: Mapping[str, str]) -> bool:
    """Keep what a channel renewed; what is not named stays as it was.

    False when the other side's account is connected elsewhere: then no proof is kept either.
    """
    kept = dict(values)
    account = ChannelAccount.objects.select_for_update().get(pk=account_pk)
    identity = kept.pop(IDENTITY, "")
    is_ours = not identity or hold(account, identity)
    if not is_ours:
        kept[PROOF] = ""
    account.secrets = lock_all(unlock_all(account.secrets) | kept)
    account.save(update_fields=["secrets"])
    return is_ours


def keys_are_set() -> bool:
    """Tell whether the setting names the keys; else they are in the file."""
    return bool(settings.CHANNEL_KEYS)


def key_file() -> Path:
    return Path(settings.DATA_DIR) / FILE


def add_key() -> None:
    """Put a new key first in the file; what the older ones locked still opens."""
    _write([Fernet.generate_key().decode(), *_file_keys()])


def drop_older_keys() -> None:
    _write(_file_keys()[:1])


def _keys() -> MultiFernet:
    return _opened(_key_texts())


def _key_texts() -> tuple[str, ...]:
    return tuple(settings.CHANNEL_KEYS or _file_keys())


@lru_cache(maxsize=4)
def _opened(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "A channel key is not 32 bytes in base64; `allmenning channels new-key` makes one."
        ) from None


def _file_keys() -> list[str]:
    # As text: this is asked for every secret, and a Path costs as much as the decryption.
    path = f"{settings.DATA_DIR}/{FILE}"
    try:
        return _read(path, os.stat(path).st_mtime_ns)  # noqa: PTH116
    except FileNotFoundError:
        _make(key_file())
        return _read(path, os.stat(path).st_mtime_ns)  # noqa: PTH116


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> list[str]:
    """Read the file once for each time it was changed, so that a rotation reaches every process."""
    return Path(path).read_text().split()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = _written_part(path, [Fernet.generate_key().decode()])
    try:
        # When two processes start at once, only one of them makes the key.
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _write(keys: list[str]) -> None:
    _written_part(key_file(), keys).replace(key_file())


def _written_part(path: Path, keys: list[str]) -> Path:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_text("\n".join(keys) + "\n")
    return part
