import base64
from pathlib import Path

from mdm.settings.keys import local_key


def test_it_makes_a_key_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret.key"
    key = local_key(path)
    assert len(base64.urlsafe_b64decode(key)) == 32
    assert local_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret.key"]
