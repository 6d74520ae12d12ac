"""Where data lie, known without Django."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT = ROOT / "var"


def data_folder() -> Path:
    return Path(os.environ.get("ALLMENNING_DATA_DIR") or DEFAULT)
