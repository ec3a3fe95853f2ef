"""Pictures for samples, drawn when they are wanted: a shore at dusk, a room, a leaf on nothing, a face."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

#: Name → size in pixels.
SIZES = {"shore.jpg": (1600, 900), "room.jpg": (900, 600), "leaf.png": (480, 320)}


def draw_samples(static: Path) -> None:
    """Draw all of them into a folder of the site's static files."""
    folder = static / "samples"
    folder.mkdir()
    _shore().save(folder / "shore.jpg", quality=80)
    _room().save(folder / "room.jpg", quality=80)
    _leaf().save(folder / "leaf.png")


def face(colour="#4f7d86"):
    """Return the bytes of somebody's picture, upright as a camera takes it, on a wall of a colour."""
    picture = Image.new("RGB", (600, 800), colour)
    draw = ImageDraw.Draw(picture)
    draw.ellipse([140, 180, 460, 560], "#2b2320")
    draw.rectangle([140, 370, 460, 620], "#2b2320")
    draw.rounded_rectangle([90, 600, 510, 900], 140, "#e0b060")
    draw.polygon([(250, 540), (350, 540), (350, 640), (300, 690), (250, 640)], "#d8a584")
    draw.ellipse([190, 250, 410, 570], "#e6b898")
    draw.pieslice([180, 200, 420, 500], 180, 360, "#2b2320")
    for left in (232, 328):
        draw.ellipse([left, 395, left + 40, 425], "#fbf6ee")
        draw.ellipse([left + 11, 397, left + 31, 424], "#3a2a22")
    draw.arc([250, 440, 350, 520], 25, 155, "#a4524a", 9)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _shore() -> Image.Image:
    width, height = SIZES["shore.jpg"]
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        sky, deep = y / height, max(0, y / height - 0.55)
        draw.line([(0, y), (width, y)], (int(236 - 190 * deep), int(208 - 70 * sky), int(176 - 20 * sky + 60 * deep)))
    draw.ellipse([1080, 360, 1240, 520], "#f6efe0")
    draw.polygon([(0, 620), (420, 520), (760, 640), (0, 700)], "#5c6f73")
    draw.rectangle([0, 640, width, height], "#47646b")
    for y in range(660, height, 34):
        draw.line([(60 + y % 97, y), (width - 90, y - 6)], "#5f7f86", width=4)
    return picture


def _room() -> Image.Image:
    picture = Image.new("RGB", SIZES["room.jpg"], "#d9c7a8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle([0, 430, 900, 600], "#8a6f4d")
    draw.rectangle([560, 90, 800, 330], "#f3ead6", "#6b5638", 12)
    draw.line([(680, 90), (680, 330)], "#6b5638", 8)
    draw.rectangle([120, 250, 440, 430], "#4d5f5b")
    for left in range(140, 420, 34):
        draw.rectangle([left, 270, left + 20, 430], ("#a8321f", "#2a5590", "#e0b060")[left % 3])
    return picture


def _leaf() -> Image.Image:
    picture = Image.new("RGBA", SIZES["leaf.png"], (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(60, 160), (180, 60), (340, 60), (430, 160), (340, 260), (180, 260)], "#2b6a33")
    draw.line([(30, 160), (430, 160)], "#1e2226", width=6)
    return picture
