import csv

import numpy as np

from apps.sandbox.population.customer import organisation, person
from apps.sandbox.population.draw import Draw
from mdm.bench.matching.customers import Register, Sheet, write
from mdm.bench.matching.rows import HEADER


def test_it_writes_the_same_file_for_the_same_seed(tmp_path):
    sheets = []
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        folder = tmp_path / name
        folder.mkdir()
        sheets.append(write(folder, 300, seed).records.read_bytes())
    assert sheets[0] == sheets[1] != sheets[2]


def test_it_writes_one_thing_once_and_a_half_on_average_and_keeps_the_truth_apart(tmp_path):
    sheet = write(tmp_path, 3000, 1)
    rows = list(csv.reader(sheet.records.read_text(encoding="utf-8").splitlines()))
    things = Sheet.within(tmp_path).things()
    assert tuple(rows[0]) == HEADER
    assert len(rows) == 3001
    assert len(things) == 3000
    assert 1.4 < 3000 / len(np.unique(things)) < 1.65
    assert {row[0] for row in rows[1:]} == {"person", "organisation"}
    assert not (np.diff(things) == 0).mean() > 0.1  # records of one thing do not stand together


def test_it_gives_no_domain_and_no_mailbox_to_two_strangers():
    draw, register = Draw("strangers", 1), Register()
    for made in (organisation, person):
        first = made(draw, 1)
        late = first._replace(serial=2)
        assert register.given(first) is first
        other = register.given(late)
        assert other.email != first.email
        assert (other.website == "") == first.person
        assert other.website != first.website or first.person
        assert other.email.endswith(other.website)
