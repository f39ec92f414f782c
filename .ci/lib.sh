# What .ci/run is written in: steps, servers on loopback that end with the script, pytest that must run something.
# shellcheck shell=bash

began=$(date +%s)
pids=()

step() { printf '\n==== %s  [%s s]\n' "$1" "$(($(date +%s) - began))"; }

end_later() { pids+=("$1"); }

finish() {
    status=$?
    trap - EXIT
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do end "${pids[i]}"; done
    if [ "$status" = 0 ]; then rm -rf "$WORK"; else echo "FAILED ($status); logs are in $WORK"; fi
    exit "$status"
}

# End one process that this script started, and what it started in its own group.
end() {
    kill -TERM -- "-$1" 2>/dev/null || kill -TERM "$1" 2>/dev/null || return 0
    for _ in $(seq 1 100); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -KILL -- "-$1" 2>/dev/null || kill -KILL "$1" 2>/dev/null || true
}

# pytest, which fails when no test ran.
pytest_() {
    "$BIN/python" -m pytest --tb=short "$@" | tee "$WORK/pytest.out"
    grep -Eq "^[0-9]+ passed" "$WORK/pytest.out" || { echo "No test ran."; return 1; }
}

# pytest, of whose tests none may be skipped: what they need has been set up for them.
unskipped() {
    pytest_ "$@"
    if grep -q " skipped" "$WORK/pytest.out"; then echo "A test was skipped: $*"; return 1; fi
}

# The tests of one marker.
marked() { unskipped -m "$1"; }

# wait_for SECONDS WHAT COMMAND...
wait_for() {
    local seconds=$1 what=$2
    shift 2
    for _ in $(seq 1 $((seconds * 5))); do
        if "$@" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    echo "Waited $seconds s in vain: $what"
    return 1
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

versions() {
    "$BIN/python" --version
    "$BIN/python" -c 'import django, celery; print("Django", django.__version__, "Celery", celery.__version__)'
    chromium --version 2>/dev/null
    redis-server --version
    dpkg-query -W -f='${Package} ${Version}\n' rabbitmq-server postgresql
}

start_redis() {
    setsid redis-server --port "$1" --bind 127.0.0.1 --save '' --dir "$WORK" >"$WORK/redis.log" 2>&1 &
    end_later $!
    wait_for 10 "Redis" listens "$1"
}

# RabbitMQ with its port mapper, both on loopback only and with all they write below $WORK.
start_rabbitmq() {
    mkdir -p "$WORK/rabbitmq"
    export HOME_OF_RABBITMQ=$WORK/rabbitmq
    local epmd=$(($1 + 1)) dist=$(($1 + 2))
    setsid epmd -address 127.0.0.1 -port "$epmd" >"$WORK/epmd.log" 2>&1 &
    end_later $!
    wait_for 10 "epmd" listens "$epmd"
    HOME=$HOME_OF_RABBITMQ ERL_EPMD_PORT=$epmd ERL_EPMD_ADDRESS=127.0.0.1 \
        RABBITMQ_NODENAME=mdm@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$1 \
        RABBITMQ_DIST_PORT=$dist RABBITMQ_MNESIA_BASE=$HOME_OF_RABBITMQ/mnesia RABBITMQ_LOG_BASE=$HOME_OF_RABBITMQ/log \
        RABBITMQ_ENABLED_PLUGINS_FILE=$HOME_OF_RABBITMQ/plugins RABBITMQ_PID_FILE=$HOME_OF_RABBITMQ/pid \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
        setsid /usr/lib/rabbitmq/bin/rabbitmq-server >"$WORK/rabbitmq.log" 2>&1 &
    end_later $!
    wait_for 60 "RabbitMQ" listens "$1" || { tail -n 30 "$WORK/rabbitmq.log"; return 1; }
}
