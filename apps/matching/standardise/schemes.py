"""Numbering schemes of tax and company numbers, checked by python-stdnum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Scheme:
    """A kind of number: its stdnum module, and its name for messages."""

    module: str
    label: str


@lru_cache(maxsize=64)
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")  # each is small, and most countries never occur


def reason(number: str, scheme: Scheme) -> str:
    """What is wrong with a number in the scheme, to follow the number in a sentence; "" when it is valid."""
    errors = _module("exceptions")
    try:
        _module(scheme.module).validate(number)
    except errors.InvalidChecksum:
        return f"fails the check digit of {scheme.label}"
    except errors.InvalidLength:
        return f"has the wrong length for {scheme.label}"
    except errors.ValidationError:
        return f"is not written like {scheme.label}"
    return ""


def first_problem(number: str, schemes: tuple[Scheme, ...]) -> str:
    """Why none of the schemes accepts the number, a failed check digit before other reasons; "" when one does."""
    reasons = []
    for scheme in schemes:
        why = reason(number, scheme)
        if not why:
            return ""
        reasons.append(why)
    return next((why for why in reasons if "check digit" in why), reasons[0] if reasons else "")


_EU = {
    "BG": "a Bulgarian", "CY": "a Cypriot", "CZ": "a Czech", "DK": "a Danish", "EE": "an Estonian",
    "FI": "a Finnish", "HR": "a Croatian", "HU": "a Hungarian", "LT": "a Lithuanian",
    "LU": "a Luxembourg", "LV": "a Latvian", "MT": "a Maltese", "PL": "a Polish", "PT": "a Portuguese",
    "RO": "a Romanian", "SI": "a Slovenian", "SK": "a Slovak", "ES": "a Spanish", "GR": "a Greek",
}  # fmt: skip
_MODULES = {
    "CZ": "cz.dic", "DK": "dk.cvr", "EE": "ee.kmkr", "ES": "es.nif", "FI": "fi.alv", "HR": "hr.oib",
    "HU": "hu.anum", "LT": "lt.pvm", "LU": "lu.tva", "LV": "lv.pvn", "PL": "pl.nip", "PT": "pt.nif",
    "RO": "ro.cf", "SI": "si.ddv", "SK": "sk.dph",
}  # fmt: skip

# Country: the schemes in which a tax number may be given, the VAT number first. Numbers come without country prefix.
TAX: Mapping[str, tuple[Scheme, ...]] = {
    **{
        country: (Scheme(_MODULES.get(country, f"{country.lower()}.vat"), f"{whose} VAT number"),)
        for country, whose in _EU.items()
    },
    "NL": (Scheme("nl.btw", "a Dutch BTW number"), Scheme("nl.bsn", "a Dutch RSIN")),
    "BE": (Scheme("be.vat", "a Belgian VAT number"),),
    "DE": (
        Scheme("de.vat", "a German USt-IdNr"),
        Scheme("de.stnr", "a German Steuernummer"),
        Scheme("de.idnr", "a German IdNr"),
    ),
    "FR": (
        Scheme("fr.tva", "a French TVA number"),
        Scheme("fr.siren", "a French SIREN"),
        Scheme("fr.siret", "a French SIRET"),
    ),
    "IT": (Scheme("it.iva", "an Italian VAT number"), Scheme("it.codicefiscale", "an Italian codice fiscale")),
    "AT": (Scheme("at.uid", "an Austrian VAT number"), Scheme("at.tin", "an Austrian tax number")),
    "SE": (Scheme("se.vat", "a Swedish VAT number"), Scheme("se.orgnr", "a Swedish organisation number")),
    "IE": (Scheme("ie.vat", "an Irish VAT number"), Scheme("ie.pps", "an Irish PPS number")),
    "GB": (Scheme("gb.vat", "a United Kingdom VAT number"), Scheme("gb.utr", "a United Kingdom UTR")),
    "CH": (Scheme("ch.uid", "a Swiss UID"),),
    "NO": (Scheme("no.orgnr", "a Norwegian organisation number"), Scheme("no.mva", "a Norwegian VAT number")),
    "AU": (
        Scheme("au.abn", "an Australian ABN"),
        Scheme("au.tfn", "an Australian TFN"),
        Scheme("au.acn", "an Australian ACN"),
    ),
    "NZ": (Scheme("nz.ird", "a New Zealand IRD number"),),
    "US": (Scheme("us.ein", "a United States EIN"), Scheme("us.tin", "a United States TIN")),
    "CA": (Scheme("ca.bn", "a Canadian business number"),),
    "SG": (Scheme("sg.uen", "a Singapore UEN"),),
    "IN": (Scheme("in_.gstin", "an Indian GSTIN"), Scheme("in_.pan", "an Indian PAN")),
}  # fmt: skip

# Country: the schemes of company numbers by their length in characters.
COMPANY: Mapping[str, Mapping[int, Scheme]] = {
    "NZ": {13: Scheme("ean", "an NZBN")},
    "AU": {11: Scheme("au.abn", "an ABN"), 9: Scheme("au.acn", "an ACN")},
    "FR": {
        9: Scheme("fr.siren", "a SIREN"),
        13: Scheme("fr.tva", "a French TVA number"),
        14: Scheme("fr.siret", "a SIRET"),
    },
    "BE": {10: Scheme("be.vat", "a Belgian enterprise number")},
    "CH": {12: Scheme("ch.uid", "a Swiss UID")},
    "NO": {9: Scheme("no.orgnr", "a Norwegian organisation number")},
    "DK": {8: Scheme("dk.cvr", "a Danish CVR number")},
    "CA": {9: Scheme("ca.bn", "a Canadian business number")},
}  # fmt: skip
