from apps.matching.columns import column_of
from apps.matching.words import words_of


def test_it_numbers_the_words_of_all_values_in_order():
    column = column_of(["de  acme acme", "", "acme\x1fgroup"])
    words = words_of(column)
    assert words.texts == ["", "de", "acme", "group"]
    assert words.runs.numbers.tolist() == [1, 2, 2, 2, 3]
    assert words.runs.length.tolist() == [0, 3, 2]
    assert words.owner().tolist() == [1, 1, 1, 2, 2]


def test_it_says_once_which_value_holds_which_word():
    words = words_of(column_of(["acme de acme", "acme"]))
    values, found = divmod(words.member(), len(words.texts))
    assert [(int(v), words.texts[w]) for v, w in zip(values, found, strict=True)] == [
        (1, "acme"),
        (1, "de"),
        (2, "acme"),
    ]


def test_it_finds_the_words_of_a_column_once():
    column = column_of(["acme group"])
    assert words_of(column) is words_of(column)
