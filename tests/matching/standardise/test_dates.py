from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from apps.matching.standardise import dates
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
