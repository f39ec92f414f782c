"""What shops sell: categories, nouns, variants, pack sizes, prices and invented brands."""
# ruff: noqa: E501  one line of words keeps the table readable

from dataclasses import dataclass

from apps.sandbox.population.draw import skewed, weighted


@dataclass(frozen=True, slots=True)
class Content:
    """One size of the thing sold: how much of which unit, "" where it is simply a piece."""

    amount: str
    unit: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category with the words its titles are made of.

    `models` says that titles carry a model code; prices are low and high list price of one piece.
    """

    name: str
    nouns: tuple[str, ...]
    features: tuple[str, ...]
    variants: tuple[str, ...]
    contents: tuple[Content, ...]
    packs: tuple[int, ...]
    models: bool
    low: float
    high: float


COLOURS = "Black;White;Blue;Red;Grey;Green;Silver;Yellow"
RANGES = f"""
Drinks|16|plain|0.8|6|1,6,12,24|0.33 l;0.5 l;0.75 l;1 l;1.5 l;0.25 l|Sparkling Water;Still Water;Lemonade;Iced Tea;Tonic Water;Energy Drink;Kombucha;Soda;Mineral Water;Sports Drink|Organic;Light;Classic;Zero Sugar;Premium;Natural|Lemon;Original;Raspberry;Lime;Peach;Mango;Elderflower;Ginger
Drinks|7|plain|3|24|1,6,12|0.33 l;0.5 l;0.75 l;0.375 l|Pale Ale;Lager;Cider;Pinot Noir;Sauvignon Blanc;Riesling;Stout;Merlot;Chardonnay|Reserve;Classic;Single Vineyard;Craft;Estate|2021;2022;2023;2024;Dry;Alcohol Free
Groceries|11|plain|1.5|12|1,4,6,10|250 g;500 g;1 kg;375 g;750 g;2.5 kg|Rolled Oats;Basmati Rice;Spaghetti;Wheat Flour;Red Lentils;Couscous;Penne;Polenta;Quinoa;Chickpeas;Icing Sugar;Sea Salt|Organic;Fairtrade;Classic;Family;Stoneground|Fine;Coarse;Wholegrain;White;Premium Grade
Groceries|10|plain|2|18|1,4,6,12|100 g;200 g;250 g;400 g;1 kg|Ground Coffee;Muesli;Dark Chocolate;Peanut Butter;Crackers;Almonds;Honey;Biscuits;Cereal Bars;Trail Mix|Organic;Fairtrade;Artisan;Classic;Roasted|Plain;Vanilla;Cinnamon;Smoked;Mild;Strong;Unsalted;Salted Caramel
Tools|9|coded|60|480|1||Cordless Drill;Impact Driver;Angle Grinder;Jigsaw;Circular Saw;Orbital Sander;Heat Gun;Nail Gun;Rotary Hammer;Planer|Brushless;Compact;Heavy Duty;Professional;Industrial|18V;12V;36V;18V Bare Tool;18V Kit
Tools|8|coded|8|140|1||Claw Hammer;Screwdriver Set;Socket Set;Torque Wrench;Spirit Level;Utility Knife;Tape Measure;Pliers;Hand Saw;Chisel|Ergonomic;Professional;Forged;Insulated;Magnetic|125 mm;150 mm;230 mm;300 mm;600 mm;Metric;Imperial
Electronics|18|coded|9|900|1||Wireless Mouse;Mechanical Keyboard;USB-C Cable;Monitor;Headphones;Webcam;Power Bank;Router;Portable SSD;Docking Station;Bluetooth Speaker;HDMI Cable;Tablet;Barcode Scanner;Network Switch;Label Printer|Slim;Pro;Ultra;Compact;Gaming;Business|{COLOURS}
Office|12|plain|1.2|14|1,5,10,12,50||Ballpoint Pen;Gel Pen;Lever Arch File;Sticky Notes;Highlighter;Whiteboard Marker;Ring Binder;Document Wallet;Notebook A5;Clipboard|Recycled;Premium;Everyday;Smooth;Archive|{COLOURS}
Office|5|coded|15|320|1||Stapler;Office Chair;Desk Lamp;Toner Cartridge;Hole Punch;Shredder;Laminator;Monitor Arm|Ergonomic;Compact;Heavy Duty;Classic|{COLOURS}
Hardware|8|plain|2|28|1,10,50,100,200||Wood Screws;Hex Bolts;Wall Plugs;Anchor Bolts;Decking Screws;Coach Screws|Stainless;Galvanised;Brass;Zinc|4 x 40 mm;5 x 60 mm;6 x 80 mm;8 x 100 mm;M8 x 50;M10 x 80
Hardware|7|coded|4|75|1,2,10||Door Hinge;Padlock;Shelf Bracket;Cabinet Handle;Door Closer;Letterbox;Extension Lead;Garden Hose|Exterior;Interior;Multi-purpose;Security|Brass;Black;Satin Nickel;White;Chrome
"""
"""name | weight | model codes or plain titles | low and high price | packs | contents | nouns | features | variants."""


def _category(line: str) -> tuple[Category, float]:
    name, weight, coded, low, high, packs, contents, *words = line.split("|")
    nouns, features, variants = (tuple(part.split(";")) for part in words)
    sizes = tuple(Content(*size.split()) if size else Content("", "") for size in contents.split(";"))
    counts = tuple(map(int, packs.split(",")))
    priced = (coded == "coded", float(low), float(high))
    return Category(name, skewed(nouns, 0.3), features, variants, sizes, counts, *priced), float(weight)


CATEGORIES: tuple[Category, ...] = weighted(map(_category, RANGES.strip().splitlines()), 111)

BRANDS = skewed(
    (
        first + last
        for last in [
            "brook",
            "wick",
            "mere",
            "dale",
            "ton",
            "holm",
            "gard",
            "stow",
            "ley",
            "mark",
            "worth",
            "fell",
            "crest",
            "haven",
            "lund",
            "vik",
        ]
        for first in [
            "Kettle",
            "Amber",
            "Thistle",
            "Orrin",
            "Brack",
            "Penna",
            "Sorrel",
            "Halder",
            "Tamar",
            "Wren",
            "Corrin",
            "Marlo",
            "Fenn",
            "Ostra",
            "Quill",
            "Rowan",
            "Sabel",
            "Tarn",
            "Ulm",
            "Varr",
            "Wexa",
            "Yarrow",
            "Zell",
            "Alder",
            "Birk",
            "Cinder",
            "Drum",
            "Elka",
            "Farrow",
            "Gild",
        ]
    ),
    0.5,
)
"""Invented brands, 480 of them."""
COMPANY_PREFIXES = weighted(
    [("94", 30), ("93", 18), ("50", 16), ("87", 10), ("40", 10), ("41", 4), ("30", 8), ("0", 14)], 110
)
"""First digits of a GTIN by the brand's home: New Zealand, Australia, Britain, the Netherlands, Germany, France, US."""
