"""Email addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from apps.matching.standardise.text import from_text, tidy
from apps.matching.standardise.types import Clean, Hints


class EmailParts(NamedTuple):
    """An address as compared: `local` without plus tag (and, at Gmail, without dots), and `domain`."""

    local: str
    domain: str
    is_generic_mailbox: bool


# Shared by the people of a company: the address names the company, not a person.
GENERIC_MAILBOXES = frozenset({
    "info", "sales", "office", "admin", "accounts", "account", "accounting", "hello", "contact", "contacts",
    "enquiries", "enquiry", "inquiries", "support", "help", "helpdesk", "service", "services", "customerservice",
    "mail", "email", "post", "postmaster", "webmaster", "noreply", "no-reply", "donotreply", "reception", "team",
    "orders", "order", "billing", "invoices", "invoice", "finance", "payments", "payable", "accountspayable", "ap",
    "ar", "purchasing", "procurement", "marketing", "hr", "jobs", "careers", "press", "media", "legal", "privacy",
    "security", "it", "tech", "reservations", "bookings", "booking", "shop", "store", "manager", "kontakt",
    "rechnung", "buchhaltung", "verkauf", "vertrieb", "einkauf", "bestellung", "zentrale", "buero", "facturen",
    "administratie", "verkoop", "inkoop", "bestellingen", "klantenservice", "compta", "comptabilite", "commercial",
    "facturation", "accueil", "contacto", "ventas", "hi", "general", "secretary", "secretariat", "director",
    "logistics", "warehouse", "dispatch", "export", "import", "returns", "feedback", "news", "newsletter",
})  # fmt: skip
# Providers that give out addresses in many countries, and how their domains end there.
_EVERYWHERE: Mapping[str, str] = {
    "hotmail": "com co.uk co.nz com.au fr de nl be it es ca dk se no at ch ie gr com.br com.ar co.jp co.za",
    "outlook": "com co.nz de fr com.au ie be it es at dk pt com.br jp in cl sg kr gr cz",
    "live": "com co.uk nl com.au fr be ie it de at ca dk se no ch co.za com.pt",
    "yahoo": "com co.uk co.nz com.au de fr co.jp ca ie it es be nl se no dk at gr pl ro com.br com.ar "
    "com.mx co.in in com.sg com.ph com.hk co.id",
    "gmx": "com de net at ch co.uk fr es us",
}  # fmt: skip
FREE_MAIL_DOMAINS = frozenset({
    "gmail.com", "googlemail.com", "msn.com", "ymail.com", "rocketmail.com", "icloud.com", "me.com", "mac.com",
    "aol.com", "proton.me", "protonmail.com", "pm.me", "web.de", "t-online.de", "freenet.de", "mail.com", "zoho.com",
    "fastmail.com", "tutanota.com", "yandex.com", "yandex.ru", "mail.ru", "qq.com", "163.com", "126.com",
    "xtra.co.nz", "slingshot.co.nz", "orcon.net.nz", "vodafone.co.nz", "clear.net.nz", "bigpond.com",
    "bigpond.net.au", "optusnet.com.au", "iinet.net.au", "tpg.com.au", "btinternet.com", "sky.com", "virginmedia.com",
    "ntlworld.com", "talktalk.net", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "ziggo.nl",
    "kpnmail.nl", "home.nl", "planet.nl", "xs4all.nl", "hetnet.nl", "upcmail.nl", "casema.nl", "quicknet.nl",
    "telenet.be", "skynet.be", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net",
    "charter.net", "earthlink.net", "shaw.ca", "rogers.com", "sympatico.ca", "eircom.net", "windowslive.com",
    "passport.com", "inbox.com", "hushmail.com", "hey.com", "duck.com", "tuta.io", "tuta.com", "tutanota.de",
    "arcor.de", "vodafone.de", "vodafonemail.de", "online.de", "kabelmail.de", "unitybox.de", "posteo.de",
    "mailbox.org", "email.de", "magenta.de", "aon.at", "chello.at", "a1.net", "bluewin.ch", "hispeed.ch",
    "sunrise.ch", "neuf.fr", "numericable.fr", "bbox.fr", "club-internet.fr", "aliceadsl.fr", "cegetel.net",
    "9online.fr", "kpnplanet.nl", "tele2.nl", "chello.nl", "onsnet.nl", "solcon.nl", "zeelandnet.nl", "versatel.nl",
    "wxs.nl", "zonnet.nl", "caiway.nl", "scarlet.be", "voo.be", "proximus.be", "belgacom.net", "libero.it",
    "virgilio.it", "alice.it", "tin.it", "tiscali.it", "fastwebnet.it", "telefonica.net", "terra.es", "sapo.pt",
    "btopenworld.com", "blueyonder.co.uk", "tiscali.co.uk", "talk21.com", "virgin.net", "fsmail.net", "o2.co.uk",
    "plus.net", "iol.ie", "bigpond.com.au", "westnet.com.au", "internode.on.net", "adam.com.au", "dodo.com.au",
    "ozemail.com.au", "ihug.co.nz", "paradise.net.nz", "actrix.co.nz", "kinect.co.nz", "snap.net.nz",
    "inspire.net.nz", "maxnet.co.nz", "telus.net", "videotron.ca", "bell.net", "cogeco.ca", "rr.com", "juno.com",
    "netzero.net", "optonline.net", "frontier.com", "windstream.net", "rediffmail.com", "naver.com", "daum.net",
    "hanmail.net", "sina.com", "foxmail.com", "139.com", "yeah.net", "wp.pl", "o2.pl", "onet.pl", "interia.pl",
    "seznam.cz", "email.cz", "centrum.cz", "jubii.dk", "telia.com", "spray.se", "online.no", "ukr.net", "bk.ru",
    "list.ru", "inbox.ru",
}) | {f"{name}.{end}" for name, ends in _EVERYWHERE.items() for end in ends.split()}  # fmt: skip

_GENERIC_STARTS = frozenset(name[:2] for name in GENERIC_MAILBOXES)
# Plain addresses, which the validator would accept as they are; everything else is left to it.
_PLAIN = re.compile(
    r"^[a-z0-9]++(?:[._+-][a-z0-9]++)*+@(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)++"
    r"(?!arpa$|invalid$|local$|localhost$|onion$)[a-z]{2,24}$"
)
_BRACKETED = re.compile(r"<([^<>]+@[^<>]+)>")
_SEVERAL = re.compile(r"[;,\s|]+")
_TRAILING_DIGITS = re.compile(r"\d+$")


@from_text("email")
def clean(text: str, hints: Hints) -> Clean:
    """The address in small letters; "Name <address>" gives the address, a plus tag stays.

    An address that breaks the standard is kept and reported; whether its domain answers is not asked.
    """
    if _is_plain(text):
        return Clean(text)
    address = _bare(tidy(text.lower()))
    whole = _one(address)
    if not whole.problem:
        return whole
    parts = [part for part in _SEVERAL.split(address) if "@" in part]
    if len(parts) < 2:
        return whole
    valid = [found for found in map(_one, parts) if not found.problem]
    if not valid:
        return whole
    return Clean(valid[0].value, f"“{text}” holds {len(parts)} addresses: keep one in each field.")


def _bare(text: str) -> str:
    match = _BRACKETED.search(text)
    return (match[1] if match else text).removeprefix("mailto:").strip(" ;,<>\"'")


def _is_plain(address: str) -> bool:
    return len(address) <= 64 and _PLAIN.match(address) is not None


def _one(address: str) -> Clean:
    if _is_plain(address):
        return Clean(address)
    from email_validator import EmailNotValidError, validate_email  # a tenth of a second to import: not at start-up

    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return Clean(address, f"“{address}” is not an email address: {str(error).rstrip('.')}.")
    return Clean(found.normalized.lower())


def split(address: str) -> EmailParts:
    """The address as compared; all parts are empty or false for text without "@"."""
    local, at, domain = address.lower().rpartition("@")
    if not at:
        return EmailParts("", "", False)
    domain = "gmail.com" if domain == "googlemail.com" else domain
    if "+" in local:
        local = local.split("+", 1)[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "") or local
    return EmailParts(local, domain, _is_generic(local))


def _is_generic(local: str) -> bool:
    """ "sales", "sales2" and "info.nz" belong to a company; "sales.person" may be a person."""
    if local in GENERIC_MAILBOXES:
        return True
    if local[:2] not in _GENERIC_STARTS:
        return False
    first, *rest = re.split(r"[._-]", _TRAILING_DIGITS.sub("", local)) or [""]
    return first in GENERIC_MAILBOXES and all(len(part) <= 3 or part in GENERIC_MAILBOXES for part in rest)


def own_domain(address: str) -> str:
    """The domain of an address that its owner may have registered: "" for one that a provider of free mail gave out."""
    _, at, domain = address.rpartition("@")
    return "" if not at or domain in FREE_MAIL_DOMAINS else domain
