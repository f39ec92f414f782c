"""What organisations call themselves: trades and invented words."""
# ruff: noqa: E501  one line an industry keeps the table readable

from dataclasses import dataclass

from apps.sandbox.population.draw import skewed, weighted


@dataclass(frozen=True, slots=True)
class Trade:
    """The words for a line of business; `leads` when they stand before the owner's name (Bäckerei Müller)."""

    words: str
    industry: str
    leads: bool


ENGLISH = """
Construction|Builders;Construction;Joinery;Roofing;Scaffolding;Painting & Decorating;Concrete;Tiling;Homes;Building Services;Glass;Flooring;Interiors;Civil
Trades|Plumbing;Electrical;Heating;Gas Services;Drainage;Air Conditioning;Locksmiths;Plumbing & Heating;Refrigeration;Fencing;Landscaping
Transport|Transport;Logistics;Freight;Haulage;Couriers;Removals;Shipping;Storage;Coachlines
Automotive|Motors;Autos;Panelbeaters;Tyres;Automotive;Car Rentals;Garage;Marine
Professional services|Accountants;Consulting;Legal;Advisory;Partners;Architects;Surveyors;Recruitment;Insurance Brokers;Bookkeeping
Technology|Software;Systems;Technologies;Digital;IT Services;Networks;Data;Electronics;Telecom;Robotics
Food & beverage|Foods;Bakery;Butchery;Coffee Roasters;Catering;Wines;Brewery;Cafe;Fisheries;Dairy;Provisions;Orchards
Retail|Hardware;Furniture;Outfitters;Pharmacy;Books;Florists;Jewellers;Cycles;Toys;Interiors;Garden Centre
Health|Dental;Physiotherapy;Veterinary Clinic;Medical;Optometrists;Care;Wellness
Manufacturing|Engineering;Plastics;Packaging;Steel;Precision Tools;Textiles;Castings;Fabrication;Machinery;Timber;Printing
Agriculture|Farms;Agri Supplies;Nurseries;Seeds;Rural Contracting;Livestock
Property|Properties;Property Management;Developments;Estates;Holdings;Investments
Hospitality|Hotels;Lodge;Tavern;Events;Travel;Holiday Park
Education|Training;Academy;Early Learning;Tutoring
Services|Cleaning;Security;Hire;Signs;Waste Services;Pest Control;Laundry;Photography;Media;Marketing
"""
GERMAN = """
Bau|<Bauunternehmen;<Dachdeckerei;<Malerbetrieb;<Zimmerei;Bau;Hochbau;Tiefbau;Gerüstbau;Fliesen;Holzbau;Fensterbau
Handwerk|<Elektro;<Schreinerei;<Tischlerei;<Schlosserei;Heizung & Sanitär;Haustechnik;Elektrotechnik;Metallbau;Gebäudetechnik
Transport|<Spedition;Logistik;Transporte;Umzüge;Kurierdienst;Lagerhaus
Kfz|<Autohaus;<Kfz-Werkstatt;Fahrzeugtechnik;Nutzfahrzeuge;Reifen
Dienstleistung|<Steuerberatung;<Kanzlei;<Ingenieurbüro;Unternehmensberatung;Personalservice;Gebäudereinigung;Immobilien;Versicherungsmakler
Technik|Software;Systemhaus;Informatik;Messtechnik;Elektronik;Automation;Medizintechnik;Netzwerktechnik
Lebensmittel|<Bäckerei;<Metzgerei;<Fleischerei;<Weingut;<Brauerei;<Konditorei;Feinkost;Getränke;Catering;Fruchthandel
Handel|<Buchhandlung;<Gärtnerei;<Apotheke;<Möbelhaus;Großhandel;Handel;Baustoffe;Büromöbel;Fahrräder
Industrie|<Maschinenfabrik;Maschinenbau;Werkzeugbau;Kunststofftechnik;Verpackungen;Stahl;Textil;Druck;Anlagenbau;Präzisionsteile
Gastgewerbe|<Hotel;<Gasthof;<Reisebüro;Veranstaltungen
"""
DUTCH = """
Bouw|<Aannemersbedrijf;<Bouwbedrijf;<Schildersbedrijf;<Dakdekkersbedrijf;<Timmerbedrijf;Bouw;Vastgoed;Vloeren;Kozijnen
Installatie|<Installatiebedrijf;<Loodgietersbedrijf;Installaties;Elektrotechniek;Klimaattechniek;Beveiliging
Transport|<Transportbedrijf;<Verhuisbedrijf;Transport;Logistiek;Koeriers;Expeditie
Auto|<Autobedrijf;<Garage;Banden;Bedrijfswagens;Fietsen
Zakelijk|<Administratiekantoor;<Notariskantoor;<Adviesbureau;Advies;Accountants;Uitzendbureau;Makelaardij;Verzekeringen
Techniek|Software;Automatisering;ICT Diensten;Elektronica;Datasystemen;Meettechniek
Voeding|<Bakkerij;<Slagerij;<Groothandel;<Kaashandel;<Brouwerij;Foods;Catering;Zuivel;Vis;Groenten & Fruit
Handel|<Boekhandel;<Apotheek;<Bloemisterij;<Tuincentrum;Handelsonderneming;Meubelen;IJzerwaren;Kantoorartikelen
Industrie|<Machinefabriek;<Drukkerij;Metaal;Kunststoffen;Verpakkingen;Constructie;Textiel;Houthandel
Horeca|<Hotel;<Restaurant;Evenementen;Reizen
Schoonmaak|<Schoonmaakbedrijf;<Hoveniersbedrijf;Facilitair;Verhuur
"""
FRENCH = """
Bâtiment|<Maçonnerie;<Menuiserie;<Charpente;<Couverture;<Peinture;Bâtiment;Construction;Rénovation;Façades;Travaux Publics
Artisanat|<Plomberie;<Électricité;<Serrurerie;<Chauffage;<Métallerie;Énergies;Climatisation
Transport|<Transports;<Déménagements;<Taxis;Logistique;Messagerie;Fret
Automobile|<Garage;<Carrosserie;Automobiles;Pneus;Location
Conseil|<Cabinet;<Étude;<Agence;Conseil;Expertise Comptable;Assurances;Architectes;Ingénierie;Recrutement
Technologie|Informatique;Logiciels;Systèmes;Électronique;Numérique;Réseaux
Alimentation|<Boulangerie;<Boucherie;<Pâtisserie;<Fromagerie;<Domaine;<Brasserie;Primeurs;Traiteur;Distribution Alimentaire
Commerce|<Librairie;<Pharmacie;<Quincaillerie;<Meubles;<Jardinerie;Négoce;Fournitures;Distribution;Matériaux
Industrie|<Ateliers;<Imprimerie;<Fonderie;Industries;Mécanique de Précision;Plasturgie;Emballages;Textiles;Chaudronnerie
Tourisme|<Hôtel;<Auberge;<Restaurant;Voyages;Événements
Services|<Pressing;Nettoyage;Sécurité;Propreté;Espaces Verts;Communication
"""


def _trades(lines: str) -> tuple[Trade, ...]:
    found = []
    for line in lines.strip().splitlines():
        industry, words = line.split("|")
        found += [Trade(word.lstrip("<"), industry, word.startswith("<")) for word in words.split(";")]
    # spreads the industries, which the lines group, over the ranks of the skewed table
    return skewed(sorted(found, key=lambda trade: (len(trade.words) * 7 + ord(trade.words[1])) % 31), 0.35)


_ENGLISH = _trades(ENGLISH)
TRADES: dict[str, tuple[Trade, ...]] = {
    "NZ": _ENGLISH,
    "AU": _ENGLISH,
    "GB": _ENGLISH,
    "US": _ENGLISH,
    "DE": _trades(GERMAN),
    "NL": _trades(DUTCH),
    "FR": _trades(FRENCH),
}

COINED = skewed(
    (
        first + last
        for last in [
            "tek",
            "con",
            "line",
            "gen",
            "logic",
            "tron",
            "via",
            "corp",
            "mar",
            "tix",
            "bura",
            "dex",
            "sol",
            "vex",
            "nova",
            "dyne",
            "quip",
            "lux",
            "pact",
            "fold",
            "mere",
            "sen",
            "gate",
            "well",
            "port",
            "spire",
        ]
        for first in [
            "Nova",
            "Terra",
            "Axi",
            "Vela",
            "Omni",
            "Kora",
            "Lumi",
            "Strata",
            "Ever",
            "North",
            "Clear",
            "True",
            "Apex",
            "Delta",
            "Vero",
            "Alti",
            "Mira",
            "Sona",
            "Zeni",
            "Orbi",
            "Fern",
            "Cobal",
            "Quin",
            "Hexa",
            "Arbor",
            "Brava",
            "Calu",
            "Duro",
            "Equi",
            "Futu",
            "Grani",
            "Helio",
            "Inte",
            "Juno",
            "Kine",
            "Lago",
            "Maxi",
            "Nexu",
            "Opti",
            "Pala",
            "Rega",
            "Sela",
            "Toro",
            "Ursa",
            "Veri",
            "Wexi",
            "Xeno",
            "Yara",
            "Zeph",
            "Ald",
        ]
    ),
    0.3,
)
"""Invented brand-like words, some 1,300."""

EPITHETS = skewed(
    f"{colour} {noun}"
    for noun in [
        "Kauri",
        "Harbour",
        "Ridge",
        "River",
        "Star",
        "Stone",
        "Peak",
        "Anchor",
        "Oak",
        "Heron",
        "Bridge",
        "Bay",
        "Summit",
        "Fox",
        "Crown",
        "Coast",
        "Valley",
        "Compass",
        "Falcon",
        "Lake",
        "Mill",
        "Lantern",
        "Kiwi",
        "Whale",
    ]
    for colour in [
        "Blue",
        "Silver",
        "Golden",
        "Red",
        "Green",
        "Black",
        "White",
        "Southern",
        "Northern",
        "Eastern",
        "Western",
        "Royal",
        "Grand",
        "Little",
        "Old",
        "Iron",
        "Copper",
        "Crystal",
    ]
)
EUROPEAN_NOUNS: dict[str, tuple[str, ...]] = {
    "DE": skewed(
        [
            "Rheintal",
            "Nordstern",
            "Adler",
            "Falken",
            "Alpen",
            "Hanse",
            "Sonnen",
            "Edel",
            "Kranich",
            "Waldkirch",
            "Bergland",
            "Isar",
            "Elbe",
            "Neckar",
            "Spree",
            "Weser",
            "Main",
            "Donau",
            "Ostsee",
            "Nordsee",
            "Löwen",
            "Greif",
            "Phönix",
        ]
    ),
    "NL": skewed(
        word.replace("_", " ")
        for word in [
            "Noordster",
            "Gouden_Leeuw",
            "Waterland",
            "Polder",
            "Delta",
            "IJssel",
            "Maas",
            "Rijnmond",
            "Zwanen",
            "Randstad",
            "Amstel",
            "Kennemer",
            "Veluwe",
            "Zuidas",
            "Kroon",
            "Oranje",
            "Westland",
            "Valken",
            "Zaanse",
            "Brabantse",
            "Twentse",
            "Haagse",
        ]
    ),
    "FR": skewed(
        [
            "Atlantique",
            "Horizon",
            "Soleil",
            "Azur",
            "Alizés",
            "Étoile",
            "Loire",
            "Rhône",
            "Méditerranée",
            "Occitane",
            "Armor",
            "Vosges",
            "Cévennes",
            "Lumière",
            "Océan",
            "Garonne",
            "Provence",
            "Savoie",
            "Ardennes",
        ]
    ),
}
SEGMENTS = weighted([("SMB", 52), ("Mid-market", 22), ("Enterprise", 8), ("Micro", 18)], 200)
