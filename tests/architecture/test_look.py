"""The look holds its promises: contrast in light and dark, states that the colour-blind can tell apart,
no style or script inside a page, vendored files as the build needs them."""

import itertools
import math
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TEXT = 4.5
CONTROL = 3.0
TOLD_APART = 12.0
GROUNDS = ("ground", "surface", "sunk")
FAMILIES = {
    "status": ("idle", "active", "good", "failed"),
    "health": ("alarm", "warn", "quiet", "good", "idle"),
    # A divergence is filled: its ground tells it apart.
    "agreement": ("warn", "active", "good", "idle"),
}
# How people without one kind of cone see (Machado, Oliveira and Fernandes 2009, severity 1), in linear light.
SIGHTS = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def block(selector: str) -> dict[str, str]:
    """Return the colours that tokens.css sets under `selector`."""
    begin = TOKENS.index("{", TOKENS.index(selector))
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", TOKENS[begin : TOKENS.index("}", begin)]))


LIGHT = block(":root {")
DARK = LIGHT | block(':root[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": DARK}
TONES = sorted(name for name in LIGHT if name.startswith("tone-") and not name.endswith("-ground"))


def linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(light: tuple[float, ...]) -> tuple[float, float, float]:
    red, green, blue = (max(0.0, min(1.0, part)) for part in light)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, sight: str) -> float:
    seen = [
        lab(tuple(sum(m * c for m, c in zip(row, linear(colour), strict=True)) for row in SIGHTS[sight]))
        for colour in (one, other)
    ]
    return math.dist(*seen)


def test_both_dark_blocks_are_equal() -> None:
    assert block(':root:not([data-theme="light"])') == block(':root[data-theme="dark"]')


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", TONES)
def test_a_state_is_readable_on_every_ground(theme: str, tone: str) -> None:
    colours = THEMES[theme]
    too_faint = {
        name: round(found, 2)
        for name in (f"{tone}-ground", *GROUNDS)
        if (found := contrast(colours[tone], colours[name])) < TEXT
    }
    assert too_faint == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("ink", "grounds", "least"),
    [
        ("ink", GROUNDS, 7.0),
        ("ink-soft", GROUNDS, TEXT),
        ("accent", (*GROUNDS, "accent-ground"), TEXT),
        ("accent-strong", (*GROUNDS, "accent-ground"), TEXT),
        ("on-accent", ("accent", "accent-strong"), TEXT),
        ("surface", ("tone-clash",), TEXT),
        ("added", ("added-ground",), TEXT),
        ("removed", ("removed-ground",), TEXT),
        ("line-strong", GROUNDS, CONTROL),
        ("focus", GROUNDS, CONTROL),
    ],
)
def test_ink_is_readable(theme: str, ink: str, grounds: tuple[str, ...], least: float) -> None:
    colours = THEMES[theme]
    assert {ground: found for ground in grounds if (found := contrast(colours[ink], colours[ground])) < least} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_states_of_a_family_are_told_apart(theme: str, sight: str, family: str) -> None:
    colours = THEMES[theme]
    pairs = itertools.combinations(FAMILIES[family], 2)
    alike = {
        pair: round(found, 1)
        for pair in pairs
        if (found := distance(colours[f"tone-{pair[0]}"], colours[f"tone-{pair[1]}"], sight)) < TOLD_APART
    }
    assert alike == {}


def test_every_component_says_what_it_takes() -> None:
    silent = [
        path.name
        for path in COMPONENTS
        if not re.match(r"\{% comment %\}.*?Takes:.*?\{% endcomment %\}", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert silent == []


def test_every_component_is_in_the_gallery() -> None:
    """Directly, through another component of the gallery, or as what a tag renders."""
    pages = [
        ROOT / "templates" / "styleguide.html",
        ROOT / "roadmap" / "templatetags" / "presentation.py",
        ROOT / "templates" / "base.html",
    ]
    waiting = [path.read_text(encoding="utf-8") for path in pages]
    shown: set[str] = set()
    while waiting:
        new = set(re.findall(r"""components/(\w+\.html)["']""", waiting.pop())) - shown
        shown |= new
        waiting += [(ROOT / "templates" / "components" / name).read_text(encoding="utf-8") for name in new]
    assert sorted({path.name for path in COMPONENTS} - shown) == []


def test_no_style_or_script_inside_a_page() -> None:
    inside = re.compile(r"<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    found = {
        str(path.relative_to(ROOT)): inside.findall(path.read_text(encoding="utf-8"))
        for path in TEMPLATES
        if "emails" not in path.parts
    }
    assert {path: what for path, what in found.items() if what} == {}


def test_nothing_is_fetched_from_elsewhere() -> None:
    files = [*TEMPLATES, *(ROOT / "static" / "css").glob("*.css"), *(ROOT / "static" / "js").glob("*.js")]
    foreign = re.compile(
        r"""(?:src|href)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|import .*["']https?:|fetch\(["']https?:"""
    )
    assert [path.name for path in files if foreign.search(path.read_text(encoding="utf-8"))] == []


def test_vendored_files_have_a_version_a_licence_and_no_map() -> None:
    names = [path.name for path in (ROOT / "static" / "vendor").iterdir()]
    wares = [name for name in names if not name.endswith(".LICENSE.txt")]
    licences = {name.removesuffix(".LICENSE.txt") for name in names if name.endswith(".LICENSE.txt")}
    assert [name for name in wares if not re.search(r"-\d+\.\d+\.\d+\.", name)] == []
    assert [name for name in wares if not any(name.startswith(licence.split("-")[0]) for licence in licences)] == []
    mapped = [
        name for name in wares if "sourceMappingURL" in (ROOT / "static" / "vendor" / name).read_text(encoding="utf-8")
    ]
    assert mapped == []


def test_all_kazakh_letters_have_a_font() -> None:
    ranges = [
        (int(begin, 16), int(end or begin, 16))
        for line in re.findall(r"unicode-range: ([^;]+);", TOKENS)
        for begin, end in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", line)
    ]
    letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІі№«»—–"
    assert [letter for letter in letters if not any(begin <= ord(letter) <= end for begin, end in ranges)] == []
    assert sorted(path.name for path in (ROOT / "static" / "fonts").iterdir() if path.name in TOKENS) == sorted(
        path.name for path in (ROOT / "static" / "fonts").glob("*.woff2")
    )
