from apps.matching import kept
from apps.matching.kept import Kept


def test_it_works_a_thing_out_once():
    asked = []
    sizes = Kept(lambda words: asked.append(words) or len(words))
    words = ["a", "b"]
    assert sizes(words) == sizes(words) == 2
    assert len(asked) == 1
    assert sizes(["a", "b"]) == 2
    assert len(asked) == 2  # equal, but another object


def test_it_forgets_rather_than_grow(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    sizes = Kept(len)
    assert [sizes("x" * number) for number in range(5)] == [0, 1, 2, 3, 4]
    assert len(sizes._held) <= 2
