"""Splink 5 on DuckDB 2 over the same file, with the same standardised columns and the same blocking rules.

As its documentation recommends, and nothing chosen with the truth in hand:
- comparisons of its own library: `ForenameSurnameComparison` with term frequencies of the whole name,
  `DateOfBirthComparison`, `EmailComparison`; Jaro-Winkler levels with term frequencies for names of organisations,
  Damerau-Levenshtein levels for VAT numbers, exact and one-slip levels for telephones; one comparison with ordered
  levels for the address, because its parts depend on one another (its advice on correlated columns);
- the chance that two records match from deterministic rules (same e-mail, VAT number or company number, recall 0.7 as
  in its tutorial), u from random pairs (`max_pairs` 1e7, "often adequate"), m by expectation-maximisation in sessions
  blocked on e-mail, on telephone and on name with birth date, so that every comparison is estimated at least once;
- predictions at probability 0.5, clusters at 0.95 as in the example of `cluster_pairwise_predictions_at_threshold`.
Blocking keys come as numbers, which DuckDB joins faster than texts. A rule that forgives much declares its own cap,
which is part of the rule: its crowded keys are left out here too. The engine's guard against crowded keys of all other
rules has no counterpart in Splink; with `--same-pairs` it is applied here as well.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import numpy as np

from apps.matching.blocking import KeyTable, keys_of
from apps.matching.candidates import CAP
from apps.matching.columns import Columns, distinct
from apps.matching.types import Indices, MatchSpec
from mdm.bench.matching.clock import Clock
from mdm.bench.matching.engine import Engine, run
from mdm.bench.matching.quality import Found

MATCH: Final = 0.5
CLUSTER: Final = 0.95
DETERMINISTIC_RECALL: Final = 0.7
RANDOM_PAIRS: Final = 1e7
SEED: Final = 1
ADDRESS: Final = (
    ("same address", ("postcode", "house_number", "street")),
    ("same street and city", ("house_number", "street", "city")),
    ("same building", ("postcode", "house_number")),
    ("same street", ("street", "city")),
    ("same postcode", ("postcode",)),
    ("same city", ("city",)),
)


def matched(spec: MatchSpec, columns: Columns, clock: Clock, same_pairs: bool) -> tuple[int, Found]:
    """Candidate pairs counted, and what Splink finds."""
    import splink  # only the bench knows it

    with clock.stage("tables"):
        keys = keys_of(spec.blocking, columns)
        table = _table(spec, columns, keys, same_pairs)
        api = splink.DuckDBAPI()
        linker = splink.Linker(api.register(table), _settings(spec, keys))
        logging.getLogger("splink").setLevel(logging.ERROR)  # the linker has just set it to tell everything
        del table
    with clock.stage("train"):
        _train(linker)
    with clock.stage("block"):
        pairs = linker.inference.compute_blocked_pairs_for_predict()
        count = int(pairs.as_duckdbpyrelation().count("*").fetchall()[0][0])
    with clock.stage("predict"):
        predicted = linker.inference.predict(threshold_match_probability=MATCH)
    with clock.stage("cluster"):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=CLUSTER
        )
        found = _found(columns.size, predicted, clusters)
    return count, found


def _table(spec: MatchSpec, columns: Columns, keys: KeyTable, same_pairs: bool) -> Any:
    import pyarrow

    cells: dict[str, Any] = {"unique_id": pyarrow.array(np.arange(columns.size))}
    for name in spec.features():
        column = columns[name]
        codes = pyarrow.array(column.codes, mask=column.codes == 0)
        cells[name] = pyarrow.array(column.values, pyarrow.string()).take(codes)
    whole = np.char.add(np.char.add(_texts(columns, "given"), " "), _texts(columns, "family"))
    cells["whole_name"] = pyarrow.array(whole.tolist(), mask=whole == " ")
    for number, rule in enumerate(spec.blocking):
        cap = rule.cap if same_pairs or rule.cap < CAP else columns.size
        cells[f"key_{number}"] = _keys(keys, number, cap, columns.size)
    return pyarrow.table(cells)


def _texts(columns: Columns, feature: str) -> Any:
    column = columns[feature]
    return np.array(column.values)[column.codes]


def _keys(keys: KeyTable, number: int, cap: int, records: int) -> Any:
    """The keys of one rule: a number per record, or a list where a record may have several; none where crowded."""
    import pyarrow

    rows = np.nonzero(keys.rule == number)[0]
    record, key = keys.record[rows], keys.key[rows]
    _, place, sizes = np.unique(key, return_inverse=True, return_counts=True)
    usable = sizes[place] <= cap
    record, key = record[usable].astype(np.int64), key[usable]
    if _is_single(keys, number):
        held: Indices = np.zeros(records, np.int64)
        held[record] = key
        mask = np.ones(records, bool)
        mask[record] = False
        return pyarrow.array(held, mask=mask)
    order = np.argsort(record, kind="stable")
    offsets = np.searchsorted(record[order], np.arange(records + 1)).astype(np.int32)
    return pyarrow.ListArray.from_arrays(pyarrow.array(offsets), pyarrow.array(key[order]))


def _is_single(keys: KeyTable, number: int) -> bool:
    record = keys.record[keys.rule == number]
    return len(distinct(record)) == len(record)


def _settings(spec: MatchSpec, keys: KeyTable) -> Any:
    import splink
    from splink import blocking_rule_library as rules

    blocking: list[Any] = [
        splink.block_on(f"key_{number}")
        if _is_single(keys, number)
        else rules.CustomRule(f"l.key_{number} = r.key_{number}", arrays_to_explode=[f"key_{number}"])
        for number in range(len(spec.blocking))
    ]
    return splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(set(spec.features())),
        blocking_rules_to_generate_predictions=blocking,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _comparisons(features: set[str]) -> list[Any]:
    from splink import comparison_library as compare

    made = {
        "kind": compare.ExactMatch("kind"),
        "country": compare.ExactMatch("country"),
        "organisation": compare.JaroWinklerAtThresholds("organisation", [0.92, 0.85, 0.7]).configure(
            term_frequency_adjustments=True
        ),
        "family": compare.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="whole_name"),
        "vat": compare.DamerauLevenshteinAtThresholds("vat", [1, 2]),
        "registration": compare.ExactMatch("registration"),
        "birth_date": compare.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": compare.EmailComparison("email"),
        "phone": compare.LevenshteinAtThresholds("phone", [1]),
        "website": compare.ExactMatch("website").configure(term_frequency_adjustments=True),
        "postcode": _address(),
    }
    return [comparison for feature, comparison in made.items() if feature in features]


def _address() -> Any:
    from splink import comparison_level_library as level
    from splink import comparison_library as compare

    missing = level.CustomLevel(
        "(postcode_l IS NULL AND street_l IS NULL AND city_l IS NULL)"
        " OR (postcode_r IS NULL AND street_r IS NULL AND city_r IS NULL)",
        label_for_charts="missing",
    ).configure(is_null_level=True)
    steps = [
        level.CustomLevel(" AND ".join(f"{part}_l = {part}_r" for part in parts), label_for_charts=label)
        for label, parts in ADDRESS
    ]
    return compare.CustomComparison([missing, *steps, level.ElseLevel()], output_column_name="address")


def _train(linker: Any) -> None:
    import splink

    exact = [splink.block_on(feature) for feature in ("email", "vat", "registration")]
    linker.training.estimate_probability_two_random_records_match(exact, recall=DETERMINISTIC_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in ("email", "phone"):
        linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on(rule))
    linker.training.estimate_parameters_using_expectation_maximisation(splink.block_on("given", "family", "birth_date"))


def _found(records: int, predicted: Any, clusters: Any) -> Found:
    """Predicted pairs and cluster numbers by record."""
    pairs = predicted.as_duckdbpyrelation().select("unique_id_l, unique_id_r").fetchnumpy()
    rows = clusters.as_duckdbpyrelation().select("unique_id, cluster_id").fetchnumpy()
    group = np.arange(records)
    group[rows["unique_id"]] = rows["cluster_id"]
    return Found(pairs["unique_id_l"], pairs["unique_id_r"], group)


if __name__ == "__main__":
    run(Engine("splink", matched))
