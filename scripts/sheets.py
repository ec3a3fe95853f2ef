"""Takes contact sheets of all pages that readers see, for what a test can't judge: behind `make sheets`."""

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page

from core import clock
from tests.support.browser import launched_browser
from tests.support.clock import StoppedClock
from tests.support.databases import MigratedDatabases
from tests.support.gallery import LOCALES, Gallery, Windows
from tests.support.sights import READERS_SIGHTS

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "dist" / "sheets"
SCHEMES: Final = ("light", "dark")
#: The clock stands still, so that the same pages give the same pictures.
NOW: Final = datetime(2026, 3, 12, 1, 41, tzinfo=UTC)
#: Pixels between two pictures, and of the line with a name above each.
GAP, CAPTION = 24, 36


@dataclass(frozen=True)
class Width:
    """A window, and how its pictures stand on a sheet, as large as on the screen."""

    pixels: int
    height: int
    #: Pictures in a row.
    columns: int
    #: Rows of the page that are shown; what is below is cut off.
    shown: int


WIDTHS: Final = (
    Width(360, 740, columns=9, shown=2600),
    Width(800, 1000, columns=5, shown=2200),
    Width(1280, 800, columns=4, shown=2000),
)


def main(theme: str = "") -> None:
    """Take all sheets, of a theme if one is named, and print what they show."""
    clock.set_source(StoppedClock(NOW))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with _opened() as (gallery, windows):
        gallery.wear(theme)
        for tag in LOCALES:
            page = windows.window(tag)
            for width in WIDTHS:
                for scheme, pictures in _pictures(gallery, page, tag, width).items():
                    _save(pictures, FOLDER / f"{tag}-{width.pixels}-{scheme}.png", width)
        print(f"{len(READERS_SIGHTS)} pages × {len(WIDTHS)} widths × {len(SCHEMES)} × {len(LOCALES)} languages")


@contextmanager
def _opened() -> Iterator[tuple[Gallery, Windows]]:
    with tempfile.TemporaryDirectory() as name, launched_browser() as browser:
        folder = Path(name)
        with Gallery.opened(folder / "gallery", MigratedDatabases(folder, "sheets", lambda: None)) as gallery:
            windows = Windows(browser, gallery.url)
            yield gallery, windows
            windows.close()


def _pictures(gallery: Gallery, page: Page, tag: str, width: Width) -> dict[str, dict[str, Image.Image]]:
    """Return pictures by scheme and by the page's name."""
    page.set_viewport_size({"width": width.pixels, "height": width.height})
    found: dict[str, dict[str, Image.Image]] = {scheme: {} for scheme in SCHEMES}
    for name in READERS_SIGHTS:
        gallery.show(page, name, tag)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found[scheme][name] = _picture(page, width.shown)
    return found


def _picture(page: Page, shown: int) -> Image.Image:
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return taken.crop((0, 0, taken.width, min(taken.height, shown)))


def _save(pictures: dict[str, Image.Image], path: Path, width: Width) -> None:
    """Put the pictures of one sheet beside each other, each under its name."""
    rows = [list(pictures.items())[start : start + width.columns] for start in range(0, len(pictures), width.columns)]
    heights = [max(picture.height for _, picture in row) + CAPTION + GAP for row in rows]
    step = width.pixels + GAP
    sheet = Image.new("RGB", (GAP + width.columns * step, GAP + sum(heights)), "#888888")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(20)
    for number, row in enumerate(rows):
        top = GAP + sum(heights[:number])
        for column, (name, picture) in enumerate(row):
            left = GAP + column * step
            draw.text((left, top), f"{name} · {width.pixels} px", fill="white", font=font)
            sheet.paste(picture, (left, top + CAPTION))
    sheet.save(path)
    print(f"{path.relative_to(ROOT)}: {sheet.width}×{sheet.height}, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
