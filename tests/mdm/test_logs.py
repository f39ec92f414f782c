import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from mdm.logs import logging_for


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the logger `room` writes in production's style."""
    told: dict[str, Any] = dict(logging_for(style="json", level="INFO")["formatters"]["event"])
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(told.pop("()")(**told))
    room = logging.getLogger("room")
    room.addHandler(handler)
    room.setLevel("INFO")
    yield handler.stream
    room.removeHandler(handler)


def test_it_writes_one_event_a_line_whatever_a_value_holds(written: io.StringIO) -> None:
    structlog.get_logger("room").info("landed\n{}", system="crm\r\nforged")
    lines = written.getvalue().splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["system"] == "crm\\r\\nforged"


def test_it_hides_personal_data_at_any_depth(written: io.StringIO) -> None:
    structlog.get_logger("room").info("seen", email="a@b.nl", record={"phone": "+31", "id": 7})
    event = json.loads(written.getvalue())
    assert event["email"] == "[hidden]"
    assert event["record"] == {"phone": "[hidden]", "id": 7}


def test_it_drops_the_row_that_postgresql_quotes(written: io.StringIO) -> None:
    said = "duplicate key\nDETAIL:  Key (email)=(a@b.nl) already exists."
    try:
        raise ValueError(said)
    except ValueError:
        logging.getLogger("room").exception("failed")
    assert "a@b.nl" not in written.getvalue()
    assert "duplicate key" in json.loads(written.getvalue())["exception"]
