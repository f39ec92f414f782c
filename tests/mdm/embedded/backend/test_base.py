import pytest
from django.conf import settings
from django.db import connection, connections

pytestmark = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "mdm.embedded.backend", reason="DATABASE_URL names another server"
)


@pytest.mark.django_db
def test_it_gives_the_tests_a_database_of_their_own_in_a_cluster_that_forgets() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('fsync'), current_setting('listen_addresses')")
        name, fsync, addresses = cursor.fetchone()
    assert name.startswith("test_mdm")
    assert (fsync, addresses) == ("off", "")


@pytest.mark.django_db
def test_it_has_the_extensions_that_matching_needs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        assert {"pg_trgm", "unaccent", "fuzzystrmatch", "btree_gin"} <= {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_it_connects_again_after_its_connection_was_cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    connection.close_if_unusable_or_obsolete()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
