"""What hands and systems do to a clean value on its way into a record."""

from functools import lru_cache

from apps.sandbox.population.draw import Draw

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NEAR_KEYS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip

PLAIN = str.maketrans(
    dict(
        zip(
            "ÀÁÂÃÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÝàáâãåçèéêëìíîïñòóôõùúûýÿāēīōūĀĒĪŌŪäöüÄÖÜğĞıİşŞąćęłńśźżŁŚ",
            "AAAAACEEEEIIIINOOOOUUUYaaaaaceeeeiiiinoooouuuyyaeiouAEIOUaouAOUgGiIsSacelnszzLS",
            strict=True,
        ),
        ß="ss",
    )
)
SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
SLUG = str.maketrans({" ": "-", "&": "-", "'": "", ".": "", ",": "", "(": "", ")": "", "/": "-", "’": ""})  # noqa: RUF001


def without_diacritics(text: str) -> str:
    return text if text.isascii() else text.translate(PLAIN)


def with_spelt_umlauts(text: str) -> str:
    """Müller becomes Mueller, as systems without umlauts hold it; other marks are lost."""
    return text if text.isascii() else text.translate(SPELT_OUT).translate(PLAIN)


@lru_cache(maxsize=16_384)
def slug(text: str) -> str:
    """The name as the label of a web domain."""
    return with_spelt_umlauts(text).lower().replace(" & ", "-").translate(SLUG).replace("--", "-")


def typo(draw: Draw, text: str) -> str:
    """One slip of the finger: a letter left out, doubled, hit beside, or two swapped. Short texts stay as they are."""
    if len(text) < 4:
        return text
    at = 1 + draw.below(len(text) - 2)
    style = draw.below(4)
    if style == 0:
        return text[:at] + text[at + 1 :]
    if style == 1:
        return text[:at] + text[at] + text[at:]
    if style == 2:
        beside = draw.pick(NEAR_KEYS.get(text[at].lower(), LETTERS))
        return text[:at] + beside + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
