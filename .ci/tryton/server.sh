#!/usr/bin/env bash
# A real Tryton 8.2 on SQLite for the tests marked "tryton".
#
#   .ci/tryton/server.sh DIR PORT      installs into DIR (a second run reuses it), starts on 127.0.0.1:PORT,
#                                      waits until it answers, prints its process id, and leaves it running
#
# Database "mdm", user "admin", password from MDM_TRYTON_PASSWORD. One trytond-admin run only: a second one with
# --email takes the administrator's rights away.
set -euo pipefail

DIR=${1:?usage: server.sh DIR PORT}
PORT=${2:?usage: server.sh DIR PORT}
HERE=$(cd "$(dirname "$0")" && pwd)
export MDM_TRYTON_PASSWORD=${MDM_TRYTON_PASSWORD:-mdm-test-only}
mkdir -p "$DIR/db"
cd "$DIR"

if [ ! -e venv/installed ]; then
    "${PYTHON:-python3}" -m venv venv
    venv/bin/pip install --quiet --disable-pip-version-check \
        'trytond==8.2.*' 'trytond_party==8.2.*' 'trytond_product==8.2.*' 'trytond_company==8.2.*' \
        'trytond_country==8.2.*' 'trytond_currency==8.2.*' pycountry >pip.log 2>&1 || { cat pip.log >&2; exit 1; }
    touch venv/installed
fi

printf '[database]\nuri = sqlite://\npath = %s\n[web]\nlisten = 127.0.0.1:%s\n' "$PWD/db" "$PORT" >trytond.conf

fresh=no
if [ ! -s db/mdm.sqlite ]; then
    fresh=yes
    touch db/mdm.sqlite
    (umask 077 && printf '%s\n' "$MDM_TRYTON_PASSWORD" >password)
    TRYTONPASSFILE=password venv/bin/trytond-admin -c trytond.conf -d mdm --all -u party product company country currency \
        --activate-dependencies --email a@example.com >admin.log 2>&1 || { cat admin.log >&2; exit 1; }
    rm -f password
fi

nohup venv/bin/trytond -c trytond.conf -d mdm >trytond.log 2>&1 &
pid=$!
for _ in $(seq 1 120); do
    if ! kill -0 "$pid" 2>/dev/null; then cat trytond.log >&2; exit 1; fi
    if venv/bin/python "$HERE/prepare.py" "$PORT" ping 2>/dev/null; then break; fi
    sleep 0.5
done
if [ "$fresh" = yes ]; then
    venv/bin/python "$HERE/prepare.py" "$PORT" fill || { kill "$pid"; rm -f db/mdm.sqlite; exit 1; }
fi
venv/bin/python -c "import importlib.metadata as m; print('trytond', m.version('trytond'))" >&2
echo "$pid"
