"""Compiles the message catalogues where they are older than their source; no gettext needed."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Write each .mo that is missing or older than its .po; returns what was written."""
    return [compile_one(source) for source in sorted(folder.rglob("*.po")) if is_stale(source)]


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_one(source: Path) -> Path:
    """Fuzzy entries are left out, as gettext does. Raises OSError on a broken catalogue."""
    compiled = source.with_suffix(".mo")
    unfinished = compiled.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(compiled)
    return compiled


if __name__ == "__main__":
    compile_catalogues()
