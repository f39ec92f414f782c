import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

LABELLED = Path(__file__).resolve().parents[4] / "shared" / "data" / "labelled"


def run(*args: str) -> str:
    out = StringIO()
    call_command("match_eval", *args, stdout=out)
    return out.getvalue()


def test_it_names_what_is_wrong_with_a_folder(tmp_path):
    with pytest.raises(CommandError, match=r"described by a dataset\.toml"):
        run(str(tmp_path))


@pytest.mark.parametrize("learn", [("--labels", "-5"), ("--labels", "0"), ("--train", "2")])
def test_it_refuses_labels_that_cannot_be_taken(tmp_path, learn):
    with pytest.raises(CommandError, match=r"is no (number of labels|share)"):
        run(str(tmp_path), *learn)


@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled folders are not on this machine")
@pytest.mark.parametrize(
    ("name", "default", "best"), [("fodors_zagats", 0.97, 0.985), ("fake_1000", 0.9, 0.91), ("febrl3", 0.998, 0.998)]
)
def test_it_is_as_good_as_promised_without_labels(name, default, best):
    figures = json.loads(run(str(LABELLED / name), "--json"))
    assert figures["default"]["f1"] >= default
    assert figures["best"]["f1"] >= best
    assert figures["best"]["f1"] - figures["default"]["f1"] <= 0.02
