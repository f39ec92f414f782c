import pytest
from django.test import override_settings

from apps.sources.credentials import UnreadableCredentials, decrypted, encrypted


def test_it_keeps_a_secret_unreadable_and_gives_it_back() -> None:
    stored = encrypted({"token": "s3cret"})
    assert "s3cret" not in stored
    assert decrypted(stored) == {"token": "s3cret"}
    assert decrypted("") == {}


def test_it_says_what_to_do_when_the_key_has_changed() -> None:
    stored = encrypted({"token": "s3cret"})
    with (
        override_settings(FIELD_ENCRYPTION_KEY="b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMTI="),
        pytest.raises(UnreadableCredentials, match="enter them again"),
    ):
        decrypted(stored)
