"""Legal forms by country, in the spelling of the register and those in circulation."""

from dataclasses import dataclass

from apps.sandbox.population.draw import weighted


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form as the register spells it, and the other spellings in circulation."""

    official: str
    others: tuple[str, ...]


FORMS: dict[str, tuple[Form, ...]] = {
    "NZ": weighted(
        [
            (Form("Limited", ("Ltd", "Ltd.", "LTD")), 88),
            (Form("Limited Partnership", ("LP",)), 3),
            (Form("Trust", ("Tst",)), 3),
            (Form("", ()), 6),
        ],
        200,
    ),
    "AU": weighted(
        [
            (Form("Pty Ltd", ("Pty. Ltd.", "P/L", "Pty Limited", "Proprietary Limited")), 84),
            (Form("Limited", ("Ltd",)), 7),
            (Form("", ()), 9),
        ],
        200,
    ),
    "GB": weighted(
        [
            (Form("Limited", ("Ltd", "Ltd.", "LTD")), 82),
            (Form("LLP", ("L.L.P.",)), 5),
            (Form("PLC", ("plc", "P.L.C.")), 3),
            (Form("", ()), 10),
        ],
        200,
    ),
    "US": weighted(
        [
            (Form("LLC", ("L.L.C.", "Limited Liability Company")), 48),
            (Form("Inc.", ("Inc", "Incorporated", ", Inc.")), 34),
            (Form("Corp.", ("Corporation", "Corp")), 9),
            (Form("", ()), 9),
        ],
        200,
    ),
    "NL": weighted(
        [
            (Form("B.V.", ("BV", "b.v.", "Besloten Vennootschap")), 66),
            (Form("V.O.F.", ("VOF", "v.o.f.")), 12),
            (Form("N.V.", ("NV",)), 3),
            (Form("", ()), 19),
        ],
        200,
    ),
    "FR": weighted(
        [
            (Form("SARL", ("S.A.R.L.", "Sarl")), 40),
            (Form("SAS", ("S.A.S.", "Société par actions simplifiée")), 36),
            (Form("SA", ("S.A.",)), 6),
            (Form("EURL", ("E.U.R.L.",)), 8),
            (Form("", ()), 10),
        ],
        200,
    ),
    "DE": weighted(
        [
            (Form("GmbH", ("G.m.b.H.", "Gmbh", "Gesellschaft mit beschränkter Haftung")), 62),
            (Form("GmbH & Co. KG", ("GmbH & Co KG", "GmbH u. Co. KG")), 14),
            (Form("AG", ("Aktiengesellschaft",)), 4),
            (Form("e.K.", ("eK", "e. K.")), 8),
            (Form("KG", ("Kommanditgesellschaft",)), 3),
            (Form("UG (haftungsbeschränkt)", ("UG",)), 4),
            (Form("", ()), 5),
        ],
        200,
    ),
}
