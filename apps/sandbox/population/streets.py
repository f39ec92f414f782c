"""Street names as each country builds them, with the short form people type."""

from dataclasses import dataclass

from apps.sandbox.population.draw import weighted

ENGLISH_TYPES = (
    ("Street", "St", 38),
    ("Road", "Rd", 26),
    ("Avenue", "Ave", 10),
    ("Lane", "Ln", 6),
    ("Drive", "Dr", 6),
    ("Place", "Pl", 5),
    ("Terrace", "Tce", 3),
    ("Crescent", "Cres", 3),
    ("Way", "Way", 3),
)
US_TYPES = (
    ("Street", "St", 40),
    ("Avenue", "Ave", 24),
    ("Road", "Rd", 10),
    ("Boulevard", "Blvd", 8),
    ("Drive", "Dr", 8),
    ("Lane", "Ln", 5),
    ("Court", "Ct", 3),
    ("Parkway", "Pkwy", 2),
)
NZ_NAMES = (
    "Queen Victoria Albert King George Great_South Church Station Beach Rimu Kowhai Tui Totara Kauri Manuka Pohutukawa "
    "Rata Puriri Nikau Matai Huia Kea Takahe Tāwhiri Moana Marine Karaka Ngaio Grey Hobson Vogel Seddon Ballance "
    "Domain Harbour Quay Bridge School Hill Valley Park River Main_North Bealey Moorhouse Cuba Featherston Tory Vivian "
    "Cameron Devon Clyde Tay Esk Tweed Forth Hastings Marua Carbine Morningside Dominion Sandringham"
)
AU_NAMES = (
    "George King Queen Elizabeth Collins Flinders Swan Pacific Princes Parramatta Victoria Albert William Railway "
    "Station High Church Bourke Lonsdale Macquarie Hunter Pitt Kent Sussex Crown Oxford Wattle Banksia Acacia "
    "Jacaranda Grevillea Waratah Kurrajong Boronia Bridge Beach Ocean Harbour Creek Mill Station Showground Murray "
    "Darling Hume Sturt Wentworth Leichhardt Lachlan Burke Wills Gipps Franklin Grenfell Rundle Hindley"
)
GB_NAMES = (
    "High Station Church Victoria Park London Main Green Manor Kings Queens New Mill School Grange North South West "
    "East Chapel Springfield George Albert York Richmond Windsor Highfield Alexandra Cross The_Crescent Broad Castle "
    "Bridge Market Water Cambridge Oxford Elm Oak Beech Ash Willow Chestnut Hawthorn Rectory Vicarage Tanner Weaver "
    "Foundry Canal Wharf Union Brunswick Clarence Nelson Wellington Trafalgar Cromwell Milton Gladstone"
)
US_NAMES = (
    "Main Oak Pine Maple Cedar Elm Washington Lake Hill Park Walnut Spring North Ridge Church Willow Mill Sunset "
    "Railroad Jackson Cherry West Lincoln Jefferson Madison Franklin Highland Johnson Chestnut Spruce River Meadow "
    "Forest Center College Dogwood Hickory Locust Sycamore Poplar Magnolia Prospect Monroe Adams Grant Sherman "
    "Delaware Broad Market Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth"
)
NL_STEMS = (
    "Kerk Dorps School Molen Nieuw Juliana Wilhelmina Beatrix Oranje Haven Station(s) Markt Raadhuis Prins_Hendrik "
    "Rembrandt Vermeer Van_Gogh Beethoven Mozart Eik(en) Beuk(en) Linde(n) Wilg(en) Kastanje Roz(en) Tulp(en) "
    "Leeuwerik Merel Spoor Park Singel Water Veer Dijk Oude Hoog Lang(e) Kort(e) Zuid Noord Ooster Wester Burgemeester "
    "Industrie Handels Ambachts Fabriek(s) Koning(s) Prinsen Graaf_Adolf De_Ruyter Tromp"
)
NL_TYPES = (("straat", "str.", 48), ("weg", "wg", 18), ("laan", "ln", 16), ("plein", "pln", 7), ("kade", "kd", 6))
FR_TYPES = (
    ("rue", "r.", 56),
    ("avenue", "av.", 18),
    ("boulevard", "bd", 9),
    ("place", "pl.", 7),
    ("chemin", "ch.", 5),
    ("impasse", "imp.", 3),
    ("quai", "q.", 2),
)
FR_NAMES = (
    "de l'Église;de la République;Victor Hugo;Jean Jaurès;Pasteur;du Général de Gaulle;de la Gare;des Écoles;"
    "du Moulin;Jules Ferry;Émile Zola;Gambetta;de la Paix;de Verdun;du Château;des Lilas;des Tilleuls;Voltaire;"
    "Jean Moulin;de la Mairie;du Stade;de la Liberté;Saint-Michel;Saint-Jean;de Paris;Anatole France;des Acacias;"
    "du Port;des Vignes;de la Fontaine;Molière;Racine;Balzac;Lamartine;Foch;Carnot;Thiers;des Roses;de l'Industrie;"
    "du Commerce;des Artisans;Nationale;Royale;Sainte-Catherine;du Marché;aux Herbes;de Bretagne;d'Alsace;"
    "de Strasbourg;Claude Monet;Paul Cézanne;Berlioz;Marie Curie;Ampère;Lavoisier;du 8 Mai 1945;du 11 Novembre"
)
DE_STEMS = (
    "Haupt Bahnhof Schul Garten Dorf Berg Birken Linden Kirch Wald Ring Goethe Schiller Mozart Beethoven Mühlen Wiesen "
    "Jahn Eichen Buchen Tannen Rosen Flieder Industrie Gewerbe Friedrich Wilhelm König Kaiser Bismarck Luisen "
    "Blumen Brunnen Feld Mittel Ober Unter Nord Süd West Ost Hafen Markt Burg Schloss Post Rathaus Heinrich-Heine "
    "Albert-Einstein Robert-Koch Max-Planck Röntgen Siemens Daimler Lessing Uhland Kant Hegel Grün Weiß Lärchen"
)
DE_TYPES = (("straße", "str.", 62), ("weg", "weg", 20), ("allee", "allee", 8), ("platz", "pl.", 8), ("ring", "ring", 2))


@dataclass(frozen=True, slots=True)
class Street:
    """A street's full name and the shortened one."""

    full: str
    short: str


def _rank(position: int) -> float:
    return float((position + 3) ** -0.5)


def _spaced(names: str, types: tuple[tuple[str, str, int], ...]) -> tuple[Street, ...]:
    pairs = []
    for position, raw in enumerate(names.split()):
        name = raw.replace("_", " ")
        pairs += [
            (Street(f"{name} {full}", f"{name} {short}"), _rank(position) * weight) for full, short, weight in types
        ]
    return weighted(pairs)


def _joined(stems: str, types: tuple[tuple[str, str, int], ...]) -> tuple[Street, ...]:
    """Compounds; a stem of several words takes the type as a word of its own in German, glued on in Dutch."""
    pairs = []
    for position, raw in enumerate(stems.split()):
        stem = raw.replace("_", " ").replace("(", "").replace(")", "")
        for full, short, weight in types:
            glue, last = ("-", str.capitalize) if "-" in stem else ("", str)
            street = Street(f"{stem}{glue}{last(full)}", f"{stem}{glue}{last(short)}")
            pairs.append((street, _rank(position) * weight))
    return weighted(pairs)


def _leading(types: tuple[tuple[str, str, int], ...], names: str) -> tuple[Street, ...]:
    pairs = []
    for position, name in enumerate(names.split(";")):
        pairs += [
            (Street(f"{full} {name}", f"{short} {name}"), _rank(position) * weight) for full, short, weight in types
        ]
    return weighted(pairs)


STREETS: dict[str, tuple[Street, ...]] = {
    "NZ": _spaced(NZ_NAMES, ENGLISH_TYPES),
    "AU": _spaced(AU_NAMES, ENGLISH_TYPES),
    "GB": _spaced(GB_NAMES, ENGLISH_TYPES),
    "US": _spaced(US_NAMES, US_TYPES),
    "NL": _joined(NL_STEMS, NL_TYPES),
    "FR": _leading(FR_TYPES, FR_NAMES),
    "DE": _joined(DE_STEMS, DE_TYPES),
}
