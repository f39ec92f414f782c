from dataclasses import replace

import numpy as np
import pytest

from apps.matching.candidates import CandidatePairs
from apps.matching.learn import DIFFERENT, SAME, UNSAID
from mdm.evaluation.folder import read
from mdm.evaluation.labels import Labels, Told, missed_by
from mdm.evaluation.run import evaluate
from tests.mdm.evaluation.made_up import write_folder

STRANGERS = 100


def test_it_draws_the_same_share_of_the_true_pairs_that_are_no_candidates(tmp_path):
    folder = read(write_folder(tmp_path, 400, 1))
    one = [place for place, raw in enumerate(folder.raw) if raw["kind"] == "person"][:STRANGERS]
    other = [place for place, raw in enumerate(folder.raw) if raw["kind"] == "organisation"][:STRANGERS]
    odd = replace(folder, truth=sorted([*folder.truth, *map(tuple, map(sorted, zip(one, other, strict=True)))]))
    figures = evaluate(odd, Labels(share=0.4))
    found = round(figures["candidates"]["recall"] * len(odd.truth))
    missed = len(odd.truth) - found
    assert missed > 90
    assert figures["labels"] == pytest.approx(0.4 * figures["candidates"]["pairs"], rel=0.1)
    assert figures["scored"]["true_pairs"] == pytest.approx(0.6 * len(odd.truth), rel=0.1)
    # Recall is that of all pairs: as large a share is out of reach among those that are left.
    assert figures["best"]["recall"] == pytest.approx(found / len(odd.truth), abs=0.05)


def test_it_counts_what_is_left_to_be_found():
    told = Told(np.array([SAME, DIFFERENT, UNSAID, SAME], np.int8), np.array([[7, 9]]))
    right = np.array([True, False, True, True])
    assert told.unseen.tolist() == [False, False, True, False]
    assert told.true_pairs(right, truth=10) == 10 - 2 - 1
    out = told.left_out(np.array([0, 1, 2, 3]), np.array([4, 5, 6, 8]))
    assert out.same.tolist() == [[0, 4], [3, 8]]
    assert out.others.tolist() == [[1, 5], [7, 9]]


def test_it_finds_the_true_pairs_that_are_no_candidates():
    pairs = CandidatePairs(np.array([0, 1], np.int32), np.array([2, 3], np.int32), np.zeros(2, np.int16), ())
    assert missed_by(pairs, [(0, 2), (0, 3), (2, 3)], 4).tolist() == [[0, 3], [2, 3]]
    assert missed_by(pairs, [], 4).shape == (0, 2)
