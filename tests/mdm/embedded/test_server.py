import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mdm.embedded import server
from mdm.embedded.cluster import LONGEST_SOCKET, Cluster
from mdm.supervisor import bytecode
from tests.mdm.tiny import HOME, wait_until

VISITOR = """
import sys
from pathlib import Path
from mdm.embedded import server
from mdm.embedded.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]), durable=False)
connection = server.connect(cluster, "mdm")
print((cluster.data / "postmaster.pid").read_text().split()[0], server.keeper_pid(cluster), flush=True)
sys.stdin.read()
"""


def visit(cluster: Cluster) -> subprocess.Popen[str]:
    """A process that uses the server until its standard input ends, and prints whom it met."""
    return subprocess.Popen(
        [sys.executable, "-c", VISITOR, str(cluster.root)],
        env=os.environ | {"PYTHONPATH": str(HOME)} | bytecode(HOME / "var"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def part(visitors: list[subprocess.Popen[str]]) -> list[str]:
    return [visitor.communicate(timeout=60)[0].strip() for visitor in visitors]


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("c"), durable=False)
    with server.connect(made, "mdm") as connection:
        connection.execute("CREATE TABLE kept (n int)")
    yield made
    server.leave(made)
    wait_until(lambda: not server.keeper_lives(made))


def test_it_starts_once_for_four_processes_at_the_same_time(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "c", durable=False)
    server.join(cluster)
    met = part([visit(cluster) for _ in range(4)])
    assert len(set(met)) == 1
    assert met[0].split()[1].isdigit()
    assert cluster.log.read_text().count("starting PostgreSQL") == 1
    server.leave(cluster)
    assert not server.keeper_lives(cluster)


def test_it_is_up_again_after_its_server_is_killed_and_no_commit_is_lost(cluster: Cluster) -> None:
    with server.connect(cluster, "mdm") as connection:
        connection.execute("SET synchronous_commit = on")  # as a durable cluster has it
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        os.kill(postmaster(cluster), signal.SIGKILL)
    with server.connect(cluster, "mdm") as connection:
        assert connection.execute("SELECT count(*) FROM kept WHERE n <= 1000").fetchone() == (1000,)


def test_it_gets_a_new_keeper_when_the_keeper_is_killed_and_open_connections_stay(cluster: Cluster) -> None:
    with server.connect(cluster, "mdm") as connection:
        before, old = postmaster(cluster), server.keeper_pid(cluster)
        assert old is not None
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: not server.keeper_lives(cluster))
        server.ensure(cluster)
        assert server.keeper_pid(cluster) not in (None, old)
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert postmaster(cluster) == before


def test_it_is_kept_up_by_a_keeper_that_adopted_it(cluster: Cluster) -> None:
    os.kill(server.keeper_pid(cluster) or 0, signal.SIGKILL)
    wait_until(lambda: not server.keeper_lives(cluster))
    server.ensure(cluster)
    os.kill(postmaster(cluster), signal.SIGKILL)
    with server.connect(cluster, "mdm") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_it_survives_both_killed_at_once(cluster: Cluster) -> None:
    with server.connect(cluster, "mdm") as connection:
        connection.execute("SET synchronous_commit = on")
        connection.execute("INSERT INTO kept VALUES (-1)")
    os.kill(server.keeper_pid(cluster) or 0, signal.SIGKILL)
    os.kill(postmaster(cluster), signal.SIGKILL)
    with server.connect(cluster, "mdm") as connection:
        assert connection.execute("SELECT n FROM kept WHERE n = -1").fetchone() == (-1,)


def test_it_stops_with_its_last_user_even_a_killed_one(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "c", durable=False)
    first, second = visit(cluster), visit(cluster)
    assert first.stdout is not None
    assert second.stdout is not None
    pid = int(first.stdout.readline().split()[0])
    second.stdout.readline()
    part([first])
    time.sleep(3)
    assert runs(pid)
    second.kill()
    part([second])
    wait_until(lambda: not server.keeper_lives(cluster), 8)
    assert not runs(pid)
    wait_until(lambda: not cluster.root.exists(), 8)  # its lock lay in there, and may be gone first


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has directories that the server's user may not enter")
def test_it_runs_where_only_root_may_enter_and_not_as_root(tmp_path: Path) -> None:
    closed = tmp_path / "root"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "var", durable=False)
    with server.connect(cluster, "mdm") as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert Path(f"/proc/{postmaster(cluster)}").stat().st_uid == 65534
    server.leave(cluster)
    assert not server.keeper_lives(cluster)


def test_it_finds_a_short_place_for_its_socket_and_removes_it_with_a_forgetful_cluster(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("long, " * 20) / "var", durable=False)
    with server.connect(cluster, "mdm") as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    assert len(str(cluster.socket)) < LONGEST_SOCKET
    assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
    server.leave(cluster)
    wait_until(lambda: not server.keeper_lives(cluster))
    assert not cluster.root.exists()
    assert not cluster.socket_dir.exists()


def test_it_says_why_it_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDED_PG_BIN", "/nowhere")
    cluster = Cluster(tmp_path, durable=False)
    with pytest.raises(server.EmbeddedServerError, match="EMBEDDED_PG_BIN=/nowhere has no `postgres`"):
        server.ensure(cluster)
    server.leave(cluster)


def test_it_makes_an_unknown_database_the_callers_error(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        server.connect(cluster, "unknown")
