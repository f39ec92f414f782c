from pathlib import Path
from random import Random

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


SYLLABLES = [consonant + vowel for consonant in "bdklmnrst" for vowel in "aeiou"]
NAMES = """\
[[source]]
system = "{system}"
file = "{system}.csv"
id = "id"
[source.fields]
kind = "=organisation"
name = "name"

"""


def _two_lists_of_the_same_places(path: Path) -> Path:
    """A third is known to both by another name: only the first word of three is the same, which some others have."""
    draw = Random(1)
    words = ["".join(draw.choices(SYLLABLES, k=3)) for _ in range(190)]
    first, others = words[:150], words[150:]
    lists: dict[str, list[str]] = {"crm": [], "erp": []}
    for number in range(150):
        name = [draw.choice(first), *draw.choices(others, k=2)]
        lists["crm"].append(f"{number},{' '.join(name)}")
        lists["erp"].append(f"{number},{' '.join(name if number % 3 else [name[0], *draw.choices(others, k=2)])}")
    for system, rows in lists.items():
        (path / f"{system}.csv").write_text("\n".join(["id,name", *rows]) + "\n", encoding="utf-8")
    head = "left_system,left_id,right_system,right_id"
    (path / "truth.csv").write_text("\n".join([head, *(f"crm,{n},erp,{n}" for n in range(150))]) + "\n")
    sources = "".join(NAMES.format(system=system) for system in lists)
    truth = '[truth]\nfile = "truth.csv"\ncomplete = true\n'
    (path / "dataset.toml").write_text(f'domain = "customer"\ndedupe_within = false\n\n{sources}{truth}')
    return path


def test_what_is_left_when_the_others_have_found_theirs_is_found(tmp_path):
    figures = evaluate(read(_two_lists_of_the_same_places(tmp_path)))
    assert figures["default"]["threshold"] < 0
    assert figures["default"]["f1"] > figures["best"]["f1"] - 0.02
    assert figures["default"]["recall"] > 0.9
    assert figures["cluster"]["f1"] == figures["default"]["f1"]
