"""Registration, tax and personal numbers with their national check digits.

Every function takes the serial of a thing and spreads it over the numbering range without repeats, so two different
things never share a number by accident. Sources of the formulas: the registers' published specifications.
"""

from operator import mul

from apps.sandbox.population.draw import scramble

EIN_PREFIXES = tuple(
    [
        "10",
        "12",
        "20",
        "26",
        "27",
        "30",
        "32",
        "35",
        "36",
        "37",
        "38",
        "45",
        "46",
        "47",
        "54",
        "61",
        "62",
        "71",
        "72",
        "73",
        "81",
        "82",
        "83",
        "84",
        "85",
        "86",
        "87",
        "88",
        "91",
        "92",
        "93",
        "94",
        "95",
        "98",
    ]
)
DE_COURTS: dict[str, str] = {
    "Berlin": "Berlin (Charlottenburg)",
    "Frankfurt am Main": "Frankfurt am Main",
    "Freiburg im Breisgau": "Freiburg",
    "Karlsruhe": "Mannheim",
}


IRD_WEIGHTS = ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6))
LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def weighed(weights: tuple[int, ...], digits: str) -> int:
    """Sum of the digits times their weights."""
    return sum(map(mul, weights, map(int, digits)))


def gs1_check(payload: str) -> str:
    """Check digit of a GTIN or NZBN: weights 3, 1, 3 … from the right, complement to ten."""
    total = 3 * sum(map(int, payload[::-2])) + sum(map(int, payload[-2::-2]))
    return str(-total % 10)


def nzbn(serial: int) -> str:
    payload = f"94290{scramble(serial, 10**7):07d}"
    return payload + gs1_check(payload)


def ird(serial: int) -> str:
    """New Zealand GST number, 9 digits; empty for the few serials that have no check digit."""
    payload = str(1_000_000 + scramble(serial, 13_900_001)).zfill(8)
    for weights in IRD_WEIGHTS:
        check = -weighed(weights, payload) % 11
        if check < 10:
            number = f"{payload}{check}"
            return f"{number[:3]}-{number[3:6]}-{number[6:]}"
    return ""


def acn(serial: int) -> str:
    payload = f"{scramble(serial, 10**8):08d}"
    check = -weighed((8, 7, 6, 5, 4, 3, 2, 1), payload) % 10
    return f"{payload}{check}"


def abn(company: str) -> str:
    """The ABN of a company is its ACN behind two check digits."""
    total = weighed((3, 5, 7, 9, 11, 13, 15, 17, 19), company)
    return f"{11 + (-total - 1) % 89}{company}"


def gb_company(serial: int, scottish: bool) -> str:
    number = scramble(serial, 9_000_000)
    return f"SC{scramble(serial, 10**6):06d}" if scottish else f"{number + 1_000_000:08d}"


def gb_vat(serial: int) -> str:
    payload = str(1_000_000 + scramble(serial, 9_000_000))
    total = weighed((8, 7, 6, 5, 4, 3, 2), payload)
    return f"GB{payload}{97 - total % 97:02d}"


def kvk(serial: int) -> str:
    return f"{scramble(serial, 80_000_000) + 10_000_000:08d}"


def nl_btw(serial: int) -> str:
    """Dutch VAT number of the scheme since 2020: ISO 7064 mod 97-10 over NL, nine digits and B (N=23, L=21, B=11)."""
    payload = f"{scramble(serial, 10**9 - 1) + 1:09d}"
    check = 98 - int(f"2321{payload}1100") % 97
    return f"NL{payload}B{check:02d}"


def siren(serial: int) -> str:
    payload = str(30_000_000 + scramble(serial, 69_000_000))
    doubled = sum(LUHN_DOUBLED[int(digit)] for digit in payload[1::2])
    return f"{payload}{-(doubled + sum(map(int, payload[::2]))) % 10}"


def fr_tva(company: str) -> str:
    return f"FR{int(company + '12') % 97:02d}{company}"


def mod_11_10(payload: str) -> int:
    """ISO 7064 mod 11,10 check digit, as in the German USt-IdNr and tax id."""
    rest = 10
    for digit in payload:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return (11 - rest) % 10


def de_vat(serial: int) -> str:
    payload = str(10_000_000 + scramble(serial, 90_000_000))
    return f"DE{payload}{mod_11_10(payload)}"


def de_register(serial: int, city: str, partnership: bool) -> str:
    """Commercial register number: the same number at two courts names two companies."""
    return f"{DE_COURTS.get(city, city)} {'HRA' if partnership else 'HRB'} {scramble(serial, 289_999) + 1}"


def ein(serial: int) -> str:
    prefix = EIN_PREFIXES[scramble(serial, len(EIN_PREFIXES))]
    return f"{prefix}-{scramble(serial, 10**7):07d}"


def personal_number(country: str, serial: int, birth: str, female: bool) -> str:
    """A citizen's number from a range its register never issues, so that it belongs to nobody.

    British QQ, American area 666, Dutch numbers from 9, German ones from 0, French births in overseas country 990.
    Empty where the country has no such number. `birth` is YYYY-MM-DD.
    """
    match country:
        case "GB":
            return f"QQ{scramble(serial, 10**6):06d}{'ABCD'[serial % 4]}"
        case "US":
            group, last = divmod(scramble(serial, 99 * 9999), 9999)
            return f"666-{group + 1:02d}-{last + 1:04d}"
        case "NL":
            return _bsn(serial)
        case "DE":
            payload = f"0{scramble(serial, 10**9):09d}"
            return f"{payload}{mod_11_10(payload)}"
        case "FR":
            payload = f"{2 if female else 1}{birth[2:4]}{birth[5:7]}99990{scramble(serial, 999) + 1:03d}"
            return f"{payload}{97 - int(payload) % 97:02d}"
    return ""


def _bsn(serial: int) -> str:
    """Dutch eleven test; empty for the serials without a check digit."""
    payload = f"9{scramble(serial, 10**7):07d}"
    check = weighed((9, 8, 7, 6, 5, 4, 3, 2), payload) % 11
    return f"{payload}{check}" if check < 10 else ""
