"""VAT and tax numbers: capitals and digits with the country in front, "NL123456782B90"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from apps.matching.standardise import schemes
from apps.matching.standardise.country import code as country_code
from apps.matching.standardise.text import compact, from_text
from apps.matching.standardise.types import Clean, Hints

# Greece writes EL, Northern Ireland XI, Switzerland CHE.
_PREFIX = {"EL": "GR", "XI": "GB"}
_WRITTEN = {"GR": "EL"}
_LABEL = re.compile(
    r"(?i)^(?:n°\s?)?(?:vat|gst|abn|acn|ird|ein|tin|tfn|utr|tax|btw|rsin|ust|mwst|st\.?-?(?=nr)|steuer-?(?:nummer|nr)|tva|uid"
    r"|siren|siret|p\.?\s?iva|partita iva|nif|cif|mva|moms|org)(?:\b|(?=nr))"
    r"(?:[\s.:#°-]*\b(?:id|no|nr|number|nummer|reg|registration|idnr|n)\b)*[\s.:#°-]*(?=\S)"
)
_SWISS = re.compile(r"^CHE(\d{9})(?:MWST|TVA|IVA|TPV|HR)?$")
_LEADING_ZERO_LOST = {"BE": 10}
_ACN = schemes.Scheme("au.acn", "an ACN")
_IDNR = schemes.Scheme("de.idnr", "a German IdNr")
# By prefix: numbers as they are written, of which the groups are compared, and the scheme to put behind them where that
# is another than most. Of a number that holds another one, that one is compared.
_COMPARED: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    prefix: tuple((re.compile(pattern), scheme) for pattern, scheme in rows)
    for prefix, rows in {
        "AT": ((r"(AT\d{9})", " STNR"),),
        "AU": ((r"(AU)\d\d(\d{9})", ""),),  # an ABN is two check digits and, of a company, the ACN
        "CA": ((r"(CA\d{9})R[A-Z]\d{4}", ""),),  # the program account
        "DE": ((r"(DE\d{10,11})", " STNR"), (r"(DE\d{13})", " ELSTER")),  # two ways to write an office's file
        "FR": ((r"(FR)[0-9A-Z]{2}(\d{9})", ""), (r"(FR\d{9})\d{5}", "")),  # TVA, SIRET: the SIREN
        "GB": ((r"(GB\d{9})\d{3}", ""), (r"(GB\d{10})", " UTR")),  # the branch trader
        "IN": ((r"(IN)\d\d([A-Z]{5}\d{4}[A-Z])[0-9A-Z]{3}", ""),),  # one GSTIN for each state: the PAN
        "IT": ((r"(IT[0-9A-Z]{16})", " CF"),),
        "NL": ((r"(NL\d{9})B\d\d", ""),),  # BTW: the RSIN
        "NO": ((r"(NO\d{9})MVA", ""),),
        "NZ": ((r"(NZ)0(\d{8})", ""),),
        "SE": ((r"(SE\d{10})\d\d", ""),),
        # The first two digits of what is no EIN but a person's number.
        "US": ((r"(US(?:0[0789]|1[789]|2[89]|49|69|7[089]|89|9[67])\d{7})", " SSN"),),
    }.items()
}


@from_text("tax_id")
def clean(text: str, hints: Hints) -> Clean:
    """The number in capitals without separators, its country in front; checked where the country has a check digit.

    The country is the prefix, else the country of the record. A number that fails is kept and reported.
    """
    is_bare = text[:1].isdigit() or text[2:3].isdigit()  # most are
    number = compact(text if is_bare else _LABEL.sub("", text)) or compact(text)
    if not number:
        return Clean(text, f"“{text}” holds no number: write the tax number with its country, as NL123456782B90.")
    if swiss := _SWISS.match(number):
        return _checked(f"CHE{swiss[1]}", f"CHE{swiss[1]}", "CH")
    prefix, rest = _split(number)
    hinted = country_code(hints.country)
    country = prefix or hinted
    if country is None:
        return Clean(number, f"Country unknown for “{number}”: put the country in front, as NL123456782B90.")
    if rest.isdigit() and len(rest) == _LEADING_ZERO_LOST.get(country, 0) - 1:
        rest = f"0{rest}"
    return _checked(_written(country, rest, number), rest, country)


def _written(country: str, rest: str, number: str) -> str:
    if number == f"XI{rest}":
        return f"XI{rest}"
    if country == "CH" and not number.startswith("CHE"):
        return f"CHE{number.removeprefix('CH')}"
    prefix = "CHE" if country == "CH" else _WRITTEN.get(country, country)
    return number if number.startswith(prefix) and rest in {number, number[2:]} else f"{prefix}{rest}"


def _split(number: str) -> tuple[str | None, str]:
    """The country that two letters in front name, if a number with digits follows; and the number without them."""
    letters, rest = number[:2], number[2:]
    country = _PREFIX.get(letters, letters)
    follows = rest.removeprefix("E")[:1] if country == "CH" else rest[:4]
    if country in schemes.TAX and any(char.isdigit() for char in follows):
        return country, rest
    return None, number


def _checked(value: str, number: str, country: str) -> Clean:
    number = value if country == "CH" else number
    why = schemes.first_problem(number, schemes.TAX.get(country, ()))
    return Clean(value, f"“{value}” {why}: compare it with the register or an invoice." if why else "")


def form(value: str) -> str:
    """The number as compared: letters and digits only, capitals, without what tells of an account, state or branch.

    Numbers that hold one another come out the same: an ABN and its ACN, TVA, SIRET and SIREN, BTW number and RSIN. One
    of another scheme than most has its scheme behind it: "DE18181508155 STNR" says nothing about a USt-IdNr.
    """
    number = compact(value)
    if number.startswith("XI"):  # one number, with another prefix for goods of Northern Ireland
        number = f"GB{number[2:]}"
    for pattern, scheme in _COMPARED.get(number[:2], ()):
        if match := pattern.fullmatch(number):
            held = "".join(match.groups())
            return f"{held} IDNR" if _is_idnr(held) else held + scheme
    return f"{number} TFN" if _is_tfn(number) else number


def _is_idnr(number: str) -> bool:
    """Eleven German digits are the number of a person or of an office's file: the check digit tells."""
    return len(number) == 13 and number.startswith("DE") and not schemes.reason(number[2:], _IDNR)


def _is_tfn(number: str) -> bool:
    return number.startswith("AU") and len(number) == 11 and bool(schemes.reason(number[2:], _ACN))
