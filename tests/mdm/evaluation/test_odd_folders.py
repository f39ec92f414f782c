"""Folders that hold next to nothing, or the same over and over."""

import numpy as np
import pytest

from mdm.evaluation.folder import Folder
from mdm.evaluation.run import evaluate

ADA = {"kind": "person", "given_name": "Ada", "family_name": "Lovelace"}
ODD = {
    "nothing": ("customer", []),
    "one record": ("customer", [ADA]),
    "two records": ("customer", [ADA, ADA]),
    "the same over and over": ("customer", [ADA] * 30),
    "empty records": ("customer", [{}] * 10),
    "nothing that is compared": ("customer", [{"kind": "person"}] * 10),
    "no product": ("product", []),
    "one product": ("product", [{"name": "Anvil"}]),
    "no names": ("product", [{"description": "x"}] * 9),
}


@pytest.mark.parametrize("declared", [False, True], ids=["dirty", "free of duplicates"])
@pytest.mark.parametrize("name", list(ODD))
def test_it_measures_odd_folders(name: str, declared: bool) -> None:
    domain, raw = ODD[name]
    source = np.arange(len(raw)) % 2 if declared else np.zeros(len(raw), np.int64)
    figures = evaluate(Folder(domain, [dict(each) for each in raw], source, [], declared))
    # There is nothing to find: perfect is who finds nothing, and all that is found is wrong.
    assert all(at["f1"] == at["precision"] in (0, 1) for at in (figures["default"], figures["best"]))
