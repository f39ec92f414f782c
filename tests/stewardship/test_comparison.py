from __future__ import annotations

from typing import Any

from apps.domains import get
from apps.stewardship.comparison import Row, Side, compare, pieces_of
from apps.stewardship.display import MASK

CUSTOMER = get("customer")


def rows(*values: dict[str, Any], personal: bool = True, counts: tuple[bool, ...] = ()) -> dict[str, Row]:
    ticked = counts or (True,) * len(values)
    sides = [Side(letter, v, {}, c) for letter, v, c in zip("ABCDEF", values, ticked, strict=False)]
    return {row.field: row for row in compare(CUSTOMER, sides, personal=personal)}


def test_it_marks_what_differs_what_is_alike_what_is_the_same_and_what_only_one_has():
    found = rows(
        {"name": "Kauri Timber", "segment": "retail", "status": "active", "industry": "timber"},
        {"name": "Kauri Timbers", "segment": "wholesale", "status": "active"},
    )
    assert {name: row.mark for name, row in found.items()} == {
        "segment": "differ", "name": "similar", "industry": "only", "status": "same",
    }  # fmt: skip


def test_it_puts_differences_first_and_equal_fields_last():
    marks = [
        row.mark
        for row in rows(
            {"name": "A", "status": "active", "segment": "x"}, {"name": "Zed", "status": "active", "segment": "x"}
        ).values()
    ]
    assert marks == ["differ", "same", "same"]


def test_it_highlights_the_characters_that_differ():
    assert [p.text for p in pieces_of("Timbers", "Timber") if p.differs] == ["s"]


def test_it_keeps_every_character_of_a_value_when_it_highlights():
    for words, reference in (("Müller Möbel", "Mueller Mobel"), ("", "x"), ("<b>&", "<i>&"), ("x" * 900, "y")):
        assert "".join(piece.text for piece in pieces_of(words, reference)) == words


def test_it_highlights_nothing_where_nearly_all_differs():
    assert [piece.differs for piece in pieces_of("Kauri", "Zephyr BV")] == [False]


def test_it_tells_the_three_kinds_of_empty_apart():
    found = rows({"email": "a@b.example"}, {"email": None}, {"email": {"cleared": True}}, {})
    assert [(cell.mark, cell.note) for cell in found["email"].cells[1:]] == [
        ("void", "unknown"),
        ("cleared", "cleared on purpose"),
        ("void", "not supplied"),
    ]


def test_it_leaves_an_excluded_record_out_of_the_marks():
    found = rows({"segment": "retail"}, {"segment": "retail"}, {"segment": "export"}, counts=(True, True, False))
    assert found["segment"].mark == "same"
    assert found["segment"].cells[2].pieces[0].text == "export"


def test_it_masks_personal_values_and_keeps_their_marks():
    found = rows({"email": "ana@mail.example"}, {"email": "bob@mail.example"}, personal=False)
    assert [piece.text for cell in found["email"].cells for piece in cell.pieces] == [MASK, MASK]
    assert found["email"].mark in ("differ", "similar")


def test_it_leaves_out_fields_that_nobody_fills():
    assert set(rows({"name": "A", "email": None}, {"name": "A"})) == {"name"}
