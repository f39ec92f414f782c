import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.mdm.evaluation.made_up import write_folder

LABELLED = Path(__file__).resolve().parents[4] / "shared" / "data" / "labelled"


def run(*args: str, stderr: StringIO | None = None) -> str:
    out = StringIO()
    call_command("match_eval", *args, stdout=out, stderr=stderr)
    return out.getvalue()


def test_it_names_what_is_wrong_with_a_folder(tmp_path):
    with pytest.raises(CommandError, match=r"described by a dataset\.toml"):
        run(str(tmp_path))


@pytest.mark.parametrize("option", [("--labels", "-5"), ("--labels", "few"), ("--train", "2"), ("--seed", "-1")])
def test_it_refuses_numbers_that_cannot_be(tmp_path, option):
    with pytest.raises(CommandError, match=r"is no (whole number|share)"):
        run(str(tmp_path), *option)


def test_it_says_in_whole_sentences_that_labels_are_too_few(tmp_path):
    with pytest.raises(CommandError, match=r"different; \d+ of each it takes\. Ask for more with"):
        run(str(write_folder(tmp_path, 60, 1)), "--train", "0.1")


def test_it_calls_nothing_perfect_where_every_pair_was_told(tmp_path):
    with pytest.raises(CommandError, match=r"All \d+ candidate pairs were told: none is left to judge by\. Ask for"):
        run(str(write_folder(tmp_path, 120, 1)), "--train", "0.999999")


def test_it_notes_what_is_worth_a_look_beside_the_figures(tmp_path):
    errors = StringIO()
    settings = write_folder(tmp_path, 60, 1) / "dataset.toml"
    settings.write_text(settings.read_text().replace("complete = true", "complete = false"))
    assert json.loads(run(str(tmp_path), "--json", stderr=errors))["records"] == 60
    assert "lower bounds" in errors.getvalue()
    with pytest.raises(CommandError, match="what is not listed cannot be told to differ"):
        run(str(tmp_path), "--labels", "20", stderr=errors)


def test_it_prints_the_figures_that_were_promised(tmp_path):
    figures = json.loads(run(str(write_folder(tmp_path, 200, 1)), "--json"))
    assert figures["candidates"].keys() == {"pairs", "recall"}
    for at in ("default", "best"):
        assert figures[at].keys() == {"threshold", "precision", "recall", "f1"}
    assert figures["cluster"].keys() == {"precision", "recall", "f1", "b3_f1"}
    assert figures["candidates"]["pairs"] > 0
    assert figures["seconds"] > 0
    assert figures["peak_mb"] > 10


@pytest.mark.parametrize("learn", [("--labels", "60"), ("--train", "0.3")])
def test_it_learns_from_labels_and_judges_by_other_pairs(tmp_path, learn):
    folder = str(write_folder(tmp_path, 400, 1))
    before, after = (json.loads(run(folder, *options, "--json")) for options in ((), learn))
    assert before["labels"] == 0
    assert after["labels"] == 60 if learn[0] == "--labels" else after["labels"] > 100
    assert after["candidates"] == before["candidates"]
    assert after["scored"]["pairs"] == before["candidates"]["pairs"] - after["labels"]
    assert after["scored"]["true_pairs"] < before["scored"]["true_pairs"] == before["true_pairs"]
    for at in ("default", "best", "cluster"):
        assert after[at]["f1"] >= before[at]["f1"] - 0.02


@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled folders are not on this machine")
@pytest.mark.parametrize(
    ("name", "default", "best"), [("fodors_zagats", 0.97, 0.985), ("fake_1000", 0.9, 0.91), ("febrl3", 0.998, 0.998)]
)
def test_it_is_as_good_as_promised_without_labels(name, default, best):
    figures = json.loads(run(str(LABELLED / name), "--json"))
    assert figures["default"]["f1"] >= default
    assert figures["best"]["f1"] >= best
    assert figures["best"]["f1"] - figures["default"]["f1"] <= 0.02
