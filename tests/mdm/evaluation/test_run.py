import pytest

from apps.matching.learn import TooFewLabels
from mdm.evaluation.folder import read
from mdm.evaluation.labels import Labels
from mdm.evaluation.run import evaluate


def test_it_finds_the_true_pairs_of_a_small_folder(folder):
    figures = evaluate(read(folder))
    assert figures["candidates"]["recall"] == 1.0
    assert figures["best"]["f1"] == 1.0
    assert {"threshold", "precision", "recall", "f1"} == set(figures["default"])
    assert {"f1", "b3_f1"} <= set(figures["cluster"])
    assert figures["labels"] == 0


def test_it_finds_the_same_whatever_the_order_of_the_rows(folder):
    before = evaluate(read(folder))
    for name in ("crm.csv", "erp.csv", "truth.csv"):
        head, *rows = (folder / name).read_text(encoding="utf-8").splitlines()
        (folder / name).write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    after = evaluate(read(folder))
    for key in ("candidates", "default", "best", "cluster"):
        assert before[key] == after[key]


def test_it_refuses_to_learn_from_next_to_nothing(folder):
    with pytest.raises(TooFewLabels):
        evaluate(read(folder), Labels(asked=3))
