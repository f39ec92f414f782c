from tests.sync.conftest import *
from tests.sync.conftest import office, sandbox, running_sandbox
from tests.sync.test_deliver import seeded
def test_x(office):
    rec = seeded(office)
    office.post({"name":"Acme Ltd"}, records=[rec], overridden=["email"], cleared=["email"])
    print(office.send(office.crm))
    r = office.records(office.crm)[0]
    print(r.values.get("email"), r.echo)
    from apps.sources.queries import observed
    print(observed([r.pk])[r.pk].opinion.get("email"))
    from apps.sources.models import LandedRecord
    office.post({"name":"Acme Ltd"}, records=[rec], overridden=["email"], cleared=["email"], version=2)
    print(office.send(office.crm))
