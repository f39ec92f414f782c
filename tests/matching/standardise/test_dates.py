from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from apps.matching.standardise import Hints, dates
from tests.matching.standardise.cases import expect


@pytest.mark.parametrize(
    ("raw", "country", "value", "problem"),
    [
        ("2024-01-31", None, "2024-01-31", ""),
        ("2024-01-31T10:00:00Z", None, "2024-01-31", ""),
        (date(2024, 1, 31), None, "2024-01-31", ""),
        (datetime(2024, 1, 31, 10, tzinfo=UTC), None, "2024-01-31", ""),
        ({"__class__": "date", "year": 2020, "month": 2, "day": 3}, None, "2020-02-03", ""),
        ("19560409", None, "1956-04-09", ""),
        (19560409, None, "1956-04-09", ""),
        ("31/12/1999", None, "1999-12-31", ""),
        ("31.12.1999", "DE", "1999-12-31", ""),
        ("01/02/2000", "NZ", "2000-02-01", ""),
        ("01/02/2000", "US", "2000-01-02", ""),
        ("12/31/1999", "NZ", "1999-12-31", ""),
        ("31/12/1999", "US", "1999-12-31", ""),
        ("3 Mar 2001", None, "2001-03-03", ""),
        ("March 3rd, 2001", None, "2001-03-03", ""),
        ("31.12.85", "DE", "1985-12-31", "names no century"),
        ("9/14/97", None, "1997-09-14", "names no century"),
        ("25-Jun-08", None, "2008-06-25", "names no century"),
        ("Mar 1, 70", None, "1970-03-01", "names no century"),
        ("1/2/30", "US", "1930-01-02", "names no century"),
        ("30/2/85", None, "30/2/85", "no day of the calendar"),
        ("0000-00-00", None, None, ""),
        ("1850-01-01", None, "1850-01-01", "lies outside"),
        ("2101-01-01", None, "2101-01-01", "lies outside"),
        ("2001-02-30", None, "2001-02-30", "no day of the calendar"),
        ("last week", None, "last week", "write it as YYYY-MM-DD"),
    ],
)
def test_it_keeps_days_as_iso_dates(raw: object, country: str | None, value: object, problem: str) -> None:
    expect("date", raw, country, value, problem)


@pytest.mark.parametrize(
    ("value", "form"),
    [("1850-01-31", "1850-01-31"), ("2001-02-30", "2001-02-30"), ("20010230", "2001-02-30"), ("last week", "")],
)
def test_it_compares_what_reads_as_a_date_in_no_calendar_or_of_another_century(value: str, form: str) -> None:
    assert dates.form(value) == form


@pytest.mark.parametrize(
    "raw", ["1900-01-01", "01/01/1900", date(1900, 1, 1), datetime(1753, 1, 1, tzinfo=UTC), "9999-12-31"]
)
def test_it_takes_the_first_day_of_a_calendar_for_nothing(raw: object) -> None:
    expect("date", raw, "AU", None)


@pytest.mark.parametrize(
    "months",
    [
        "January February March April May June July August September October November December",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jänner Feber Maerz Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. aout sept. oct. nov. déc.",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ],
)
def test_it_knows_the_months_of_seven_languages(months: str) -> None:
    read = [dates.clean(f"3 {month} 2001", Hints()) for month in months.split()]
    assert [found.value for found in read] == [f"2001-{month:02}-03" for month in range(1, 13)]
    assert not any(found.problem for found in read)


@pytest.mark.parametrize(
    "written",
    ["1er juin 2001", "1. Juni 2001", "1º de junio de 2001", "1 de junio del 2001", "1st of June 2001", "1-JUN-2001",
     "Friday 1 June 2001", "vendredi 1er juin 2001", "Friday, June 1st, 2001", "1/Jun/2001", "1° giugno 2001"],
)  # fmt: skip
def test_it_reads_a_month_in_words_however_the_day_is_written(written: str) -> None:
    assert dates.clean(written, Hints()) == ("2001-06-01", "")


def test_it_takes_no_other_word_for_a_month() -> None:
    assert dates.clean("3 juice 2001", Hints()).problem
