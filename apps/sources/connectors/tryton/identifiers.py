"""Which of Tryton's identifiers is which number of the house, and how a number is stored there.

Types are those of Tryton 8.2, named country and scheme. It checks a typed number and refuses a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

GOLDEN_PREFIX: Final = "mdm:"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


REGISTRATION: Final = _words(
    """at_businessid au_acn be_businessid de_handelsregisternummer ee_registrikood fi_ytunnus fr_rcs fr_siren fr_siret
    no_orgnr pl_regon ro_onrc ru_ogrn se_orgnr si_maticna ua_edrpou md_idno ch_uid"""
)
NATIONAL: Final = _words(
    """ar_dni at_vnr be_nn be_bis bg_egn br_cpf ca_sin ch_ssn cn_ric cz_rc dk_cpr ee_ik es_dni es_nie fi_hetu fr_nir
    gb_nhs gr_amka ie_pps in_aadhaar it_codicefiscale lt_asmens my_nric nl_bsn no_fodselsnummer pl_pesel pt_cc ro_cnp
    se_personnummer si_emso sk_rc tr_tckimlik us_ssn za_idnr"""
)
TAX: Final = _words(
    """at_tin au_tfn az_voen de_stnr de_idnr es_cif fi_veronumero fr_nif gb_utr in_pan th_tin us_ein us_tin us_itin
    za_tin"""
)
EU: Final = _words("AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI")
VAT_ELSEWHERE: Final = _words(
    """AD AL AR AU BR BY CA CH CL CN CO CR DO DZ EC EG FO GB GH GN GT ID IL IN IS JP KE KR MA MC ME MK MX NO NZ PE PY RS
    RU SG SM SV TN TR TW UY VE VN"""
)

TYPED: Final[dict[str, frozenset[str]]] = {
    "registration_number": REGISTRATION,
    "national_id": NATIONAL,
    "tax_number": TAX,
}
# Where Tryton has no type for a country. A number without type or prefix is a registration number.
UNTYPED: Final[dict[str, str]] = {"vat_number": "vat:", "tax_number": "tax:", "national_id": "nid:"}

# Schemes of one country that could both serve: the one we write.
PREFERRED: Final[dict[tuple[str, str], str]] = {
    ("registration_number", "FR"): "fr_siren",
    ("national_id", "BE"): "be_nn",
    ("national_id", "ES"): "es_dni",
    ("tax_number", "DE"): "de_stnr",
    ("tax_number", "US"): "us_ein",
}


def is_mark(identifier: Mapping[str, Any]) -> bool:
    """True for an identifier that is a mark of ours."""
    return not identifier["type"] and str(identifier["code"]).startswith(GOLDEN_PREFIX)


def field_of(identifier: Mapping[str, Any]) -> str:
    """Which field of the house an identifier of a party is; "" for our own mark and for types that we don't know."""
    kind, code = identifier.get("type"), str(identifier.get("code") or "")
    if not kind:
        if code.startswith(GOLDEN_PREFIX):
            return ""
        return next((field for field, prefix in UNTYPED.items() if code.startswith(prefix)), "registration_number")
    if kind.endswith("_vat"):
        return "vat_number"
    return next((field for field, types in TYPED.items() if kind in types), "")


def code_of(identifier: Mapping[str, Any]) -> str:
    """The number itself. Tryton keeps national VAT numbers without their country: it is put before them again."""
    kind, code = identifier.get("type") or "", str(identifier.get("code") or "")
    if not kind:
        return code.split(":", 1)[1] if code.startswith(tuple(UNTYPED.values())) else code
    country = {"gr": "EL"}.get(kind[:2], kind[:2].upper())
    if kind.endswith("_vat") and kind != "eu_vat" and not code.upper().startswith(country):
        return country + code
    return code


def stored_as(field: str, value: str, country: str) -> tuple[str | None, str]:
    """Type and code under which a number of a party in `country` is stored; no type where Tryton has none."""
    if field == "vat_number":
        prefix = value[:2].upper()
        if prefix in EU:
            return "eu_vat", value
        if prefix in VAT_ELSEWHERE:
            return f"{prefix.lower()}_vat", value[2:]
    else:
        of_country = sorted(kind for kind in TYPED[field] if country and kind.startswith(f"{country.lower()}_"))
        kind = PREFERRED.get((field, country), next(iter(of_country), None))
        if kind:
            return kind, value
    return None, UNTYPED.get(field, "") + value
