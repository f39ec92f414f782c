from __future__ import annotations

import pytest
from hypothesis import given, settings

from apps.matching.standardise import given_names, person
from tests.matching.standardise.cases import any_text, expect


@pytest.mark.parametrize(
    ("full", "given", "middle", "family"),
    [
        ("John Smith", "John", "", "Smith"),
        ("JOHN SMITH", "JOHN", "", "SMITH"),
        ("Smith, John", "John", "", "Smith"),
        ("Smith, John A.", "John", "A.", "Smith"),
        ("DUPONT Jean", "Jean", "", "DUPONT"),
        ("John A. Smith", "John", "A.", "Smith"),
        ("J.R. Smith", "J.", "R.", "Smith"),
        ("A.B. de Vries", "A.", "B.", "de Vries"),
        ("Jan van der Berg", "Jan", "", "van der Berg"),
        ("van der Berg, Jan", "Jan", "", "van der Berg"),
        ("JAN DE VRIES", "JAN", "", "DE VRIES"),
        ("Hans-Peter von Müller", "Hans-Peter", "", "von Müller"),
        ("O'Brien, Pat", "Pat", "", "O'Brien"),
        ("Jan v.d. Berg", "Jan", "", "v.d. Berg"),
        ("Jan Piet vd Berg", "Jan", "Piet", "vd Berg"),
        ("Raj V.D. Patel", "Raj", "V. D.", "Patel"),
        ("Liv v. Dijk", "Liv", "", "v. Dijk"),
        ("Sean O Brien", "Sean", "", "O Brien"),
        ("Sean O' Brien", "Sean", "", "O' Brien"),
        ("Sean O Smith", "Sean", "O", "Smith"),
        ("Ewan Mc Donald", "Ewan", "", "Mc Donald"),
        ("Nguyễn Văn An", "An", "Văn", "Nguyễn"),
        ("NGUYEN Van An", "An", "Van", "NGUYEN"),
        ("An Thi Nguyen", "An", "Thi", "Nguyen"),
        ("Nguyen, Van An", "An", "Van", "Nguyen"),
        ("Jan van Le", "Jan", "", "van Le"),
        ("Mr Smith", "", "", "Smith"),
        ("Mary", "Mary", "", ""),
        ("", "", "", ""),
        (", ,", "", "", ", ,"),
    ],
)
def test_it_takes_a_full_name_apart(full: str, given: str, middle: str, family: str) -> None:
    parts = person.parts(full)
    assert (parts.given, parts.middle, parts.family) == (given, middle, family)


def test_it_parts_title_and_suffix() -> None:
    parts = person.parts("Dr. Hans-Peter von Müller Jr.")
    assert (parts.title, parts.family, parts.suffix) == ("Dr.", "von Müller", "Jr.")
    assert person.form("Dr. Hans-Peter von Müller Jr.").family == "von muller"


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Bob", "robert"), ("ROB", "robert"), ("Bill", "william"), ("Liz", "elizabeth"), ("Kate", "katherine"),
        ("Jim", "james"), ("Jack", "john"), ("Hans", "johannes"), ("josh", "joshua"), ("Jan", "jan"),
        ("Wiremu", "wiremu"), ("", ""),
    ],
)  # fmt: skip
def test_it_finds_the_formal_name_of_a_nickname(name: str, canonical: str) -> None:
    assert person.canonical_given(name) == canonical


def test_it_leaves_formal_names_alone() -> None:
    formal, _counts = given_names._package()
    for name in formal:
        canonical = person.canonical_given(name)
        assert person.canonical_given(canonical) == canonical


@pytest.mark.parametrize(
    ("raw", "value"), [(" Ann  Lee ", "Ann Lee"), ("Nan", "Nan"), ("Test", "Test"), ("unknown", None)]
)
def test_it_keeps_the_name_as_written(raw: str, value: str | None) -> None:
    expect("person_name", raw, None, value)


@settings(max_examples=50, deadline=None)
@given(any_text())
def test_it_reads_any_text(full: str) -> None:
    parts = person.parts(full)
    assert bool(parts.given or parts.family) == bool(person.tidy(full))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Алексей", "Alexej"), ("Mohamed", "Muhammad"), ("Youssef", "Yusuf"), ("Sergei", "Sergey")],
)
def test_it_takes_one_name_in_two_transliterations_for_one(one: str, other: str) -> None:
    assert given_names.canonical_given(one) == given_names.canonical_given(other)


@pytest.mark.parametrize("given", ["Anna", "Anna Maria", "J", "J.", "Bob Lee Roy", "van", "Dr Ada", "SMITH", "O'Brien"])
@pytest.mark.parametrize("family", ["Smith", "van der Berg", "de Jong", "ten Brink", "El Idrissi", "SMITH", "Lee Jr"])
def test_it_reads_a_name_in_two_fields_as_it_reads_the_two_put_together(given, family):
    whole = person.form(f"{given} {family}")
    turned = person.form(f"{family}, {given}")
    found = person.form_of(given, family, f"{given} {family}")
    assert (found.given, found.family) == (turned.given, turned.family)
    assert (found.middle, found.suffix) == (turned.middle or whole.middle, whole.suffix)


@pytest.mark.parametrize(
    ("given", "family", "suffix"),
    [
        ("David", "Dobbins Sr", "sr"), ("David", "Dobbins Senior", "sr"), ("David", "Dobbins Snr.", "sr"),
        ("David", "Dobbins Junior", "jr"), ("David", "Dobbins Jnr", "jr"), ("David", "Dobbins 2nd", "ii"),
        ("David II", "Dobbins", "ii"), ("David", "Dobbins", ""),
    ],
)  # fmt: skip
def test_it_knows_a_generation_however_it_is_spelled(given: str, family: str, suffix: str) -> None:
    found = person.form_of(given, family, f"{given} {family}")
    assert found == person.PersonName("david", "dobbins", suffix=suffix)


@pytest.mark.parametrize("full", ["Maria Senior", "Senior, Maria"])
def test_it_leaves_a_family_called_senior_its_name(full: str) -> None:
    assert person.form(full) == person.PersonName("maria", "senior")


@pytest.mark.parametrize("first", sorted(person._GIVEN_ALONE))
@pytest.mark.parametrize("family", ["White", "Özdemir", "O'Brien", "Smith-Jones", "van den Berg", "de Vries"])
def test_it_takes_a_lone_word_before_a_family_name_for_the_given_name(first: str, family: str) -> None:
    read = person._careful(f"{family}, {first}")
    assert (read.given, read.family, read.middle) == (first, family, "")
    assert person.form_of(first, family, f"{first} {family}") == person.PersonName(
        person.fold(first), person.fold(family)
    )


def test_it_knows_a_short_form_of_several_names() -> None:
    assert {"alfred", "frederick"} <= set(given_names.formal_names("fred"))
    assert given_names.is_short_form("fred", "alfred")
    assert given_names.is_short_form("frederick", "fred")
    assert not given_names.is_short_form("alfred", "frederick")
    assert not given_names.is_short_form("", "")


@pytest.mark.parametrize(
    ("ways", "family"),
    [
        (("Jan v.d. Berg", "Jan vd Berg", "Jan v/d Berg", "Jan v. d. Berg", "vd Berg, Jan"), "van der berg"),
        (("Piet v. Dijk", "Piet v Dijk", "v. Dijk, Piet"), "van dijk"),
        (("Sean O'Brien", "Sean OBrien", "Sean O Brien", "Sean O\u2019 Brien", "O Brien, Sean"), "obrien"),
        (("Ewan MacDonald", "Ewan Mac Donald", "Mac Donald, Ewan"), "macdonald"),
        (("Ewan McDonald", "Ewan Mc Donald", "Ewan MC DONALD"), "mcdonald"),
    ],
)
def test_it_compares_one_family_name_however_it_is_cut(ways: tuple[str, ...], family: str) -> None:
    assert {person.form(full).family for full in ways} == {family}


@pytest.mark.parametrize(
    ("given", "family", "form"),
    [
        ("Jan", "v.d. Berg", person.PersonName("jan", "van der berg")),
        ("Jan", "vd Berg", person.PersonName("jan", "van der berg")),
        ("Sean", "O Brien", person.PersonName("sean", "obrien")),
        ("Ewan", "Mac Donald", person.PersonName("ewan", "macdonald")),
        ("Văn An", "Nguyễn", person.PersonName("an", "nguyen", "van")),
        ("Van An", "Nguyen", person.PersonName("an", "nguyen", "van")),
    ],
)
def test_it_compares_names_in_two_fields_by_the_same_rules(given: str, family: str, form: person.PersonName) -> None:
    assert person.form_of(given, family, f"{given} {family}") == form


@pytest.mark.parametrize(
    ("one", "other"),
    [("jeffrey", "jeffery"), ("philip", "phillip"), ("teresa", "theresa"), ("erik", "eric"), ("sara", "sarah")],
)
def test_it_takes_two_spellings_of_a_name_for_one(one: str, other: str) -> None:
    assert given_names.is_known(one)
    assert given_names.is_known(other)
    assert not given_names.are_two(one, other)
    assert not given_names.are_two(other, one)


@pytest.mark.parametrize(("one", "other"), [("erik", "erika"), ("james", "jane"), ("daniel", "danielle")])
def test_it_takes_two_names_with_a_letter_between_them_for_two(one: str, other: str) -> None:
    assert given_names.are_two(one, other)


def test_it_takes_no_name_that_nobody_has_for_another_one() -> None:
    assert not given_names.are_two("erik", "erix")
