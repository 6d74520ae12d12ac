"""The public files copied to a folder that any web server can serve as it stands."""

import os
import shutil
from pathlib import Path

from allmenning.delivery.published import public_folder

SKIPPED = (".headers",)


def export(out: Path) -> int:
    """Copy what has changed, each file whole, and take away what is no longer public."""
    wanted: dict[Path, Path] = {}
    for workspace in ("live", "exercise"):
        root = public_folder() / workspace
        wanted |= {path.relative_to(root): path for path in root.rglob("*") if _is_public(path)}
    for name, path in wanted.items():
        _copy(path, out / name)
    _remove_others(out, set(wanted))
    return len(wanted)


def _is_public(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and not path.name.endswith(SKIPPED)


def _copy(path: Path, target: Path) -> None:
    if target.exists() and target.stat().st_mtime_ns == path.stat().st_mtime_ns:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".new-{os.getpid()}-{target.name}")
    shutil.copy2(path, fresh)
    fresh.replace(target)


def _remove_others(out: Path, wanted: set[Path]) -> None:
    """Remove files under our own folders alone; whatever else lies there is somebody else's."""
    for folder in ("varsel", "ovelsesvarsel"):
        for root in (out / folder, out / "nn" / folder, out / "en" / folder):
            for path in root.rglob("*"):
                if path.is_file() and path.relative_to(out) not in wanted:
                    path.unlink(missing_ok=True)
