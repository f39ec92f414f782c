from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.api.cursor import CursorNotValid, decode, encode


@given(st.uuids())
def test_it_gives_back_what_it_was_given(last: UUID):
    assert decode(encode(last)) == last


@pytest.mark.parametrize("cursor", ["x", "====", "nö", "AAAA", "a" * 400])
def test_it_refuses_what_it_never_gave_out(cursor):
    with pytest.raises(CursorNotValid):
        decode(cursor)
