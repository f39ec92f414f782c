from dataclasses import replace

from apps.history.models import ChangeSet
from apps.sources.credentials import decrypted
from apps.sources.models import PullCursor, SourceSystem
from apps.sources.systems import NewSystem, declare, register
from tests.cast import MACHINE
from tests.scenarios import World

SYSTEM = NewSystem("sales", "Sales", "file", "crm", 10, "http://one.example", {"token": "s3cret"})


def test_it_registers_a_system_with_its_streams_once(world: World) -> None:
    key = register(system=SYSTEM, actor=MACHINE, seams=world.seams)
    acts = ChangeSet.objects.count()
    assert register(system=SYSTEM, actor=MACHINE, seams=world.seams) == key
    assert ChangeSet.objects.count() == acts
    assert set(PullCursor.objects.filter(system_id=key).values_list("domain", flat=True)) == {"customer", "product"}
    assert decrypted(SourceSystem.objects.get(pk=key).credentials) == {"token": "s3cret"}


def test_it_brings_address_and_credentials_up_to_date(world: World) -> None:
    key = register(system=SYSTEM, actor=MACHINE, seams=world.seams)
    register(system=replace(SYSTEM, credentials={"token": "new"}), actor=MACHINE, seams=world.seams)
    assert decrypted(SourceSystem.objects.get(pk=key).credentials) == {"token": "new"}
    register(system=replace(SYSTEM, base_url="http://two.example"), actor=MACHINE, seams=world.seams)
    assert SourceSystem.objects.get(pk=key).base_url == "http://two.example"


def test_it_declares_a_system_free_of_duplicates_once_and_says_who_did(world: World) -> None:
    def declared(answer: bool) -> bool:
        return declare(code="erp", duplicate_free=answer, actor=MACHINE, seams=world.seams)

    assert declared(True)
    assert SourceSystem.objects.get(code="erp").duplicate_free
    acts = ChangeSet.objects.count()
    assert not declared(True)
    assert ChangeSet.objects.count() == acts
    assert "erp holds each thing once" in ChangeSet.objects.latest("pk").reason
    assert declared(False)
    assert not SourceSystem.objects.get(code="erp").duplicate_free
