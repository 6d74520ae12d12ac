#!/usr/bin/env bash
# Runs a command against a PostgreSQL of its own on 127.0.0.1, which is gone afterwards.
# A server that is already set by ALLMENNING_TEST_POSTGRESQL_URL is used instead.
set -euo pipefail

if [[ -n "${ALLMENNING_TEST_POSTGRESQL_URL:-}" ]]; then
  ALLMENNING_DATABASE_URL="$ALLMENNING_TEST_POSTGRESQL_URL" exec "$@"
fi

bin=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -V | tail -1 || true)
if [[ -z "$bin" ]] && command -v initdb >/dev/null; then
  bin=$(dirname "$(command -v initdb)")
fi
if [[ -z "$bin" || ! -x "$bin/initdb" ]]; then
  echo "Install PostgreSQL's server (Debian: apt-get install postgresql), then try again." >&2
  exit 2
fi

# PostgreSQL refuses to run as root, so root hands it to the user that its package made.
as_server() { "$@"; }
place=$(mktemp -d "${TMPDIR:-/tmp}/allmenning-postgresql.XXXXXX")
if [[ $(id -u) -eq 0 ]]; then
  # A TMPDIR of root's own may be closed to that user.
  rmdir "$place"
  place=$(mktemp -d /tmp/allmenning-postgresql.XXXXXX)
  as_server() { runuser -u postgres -- "$@"; }
  chown postgres "$place"
fi
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)

stop() {
  (cd / && as_server "$bin/pg_ctl" -D "$place/data" -m immediate -w stop >/dev/null 2>&1) || true
  rm -rf "$place"
}
trap stop EXIT

(
  cd /
  as_server "$bin/initdb" -D "$place/data" -U allmenning -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
  # Durability is of no use to a database that lives for one test run.
  as_server "$bin/pg_ctl" -D "$place/data" -l "$place/log" -w start -o \
    "-c listen_addresses=127.0.0.1 -p $port -k $place -c fsync=off -c full_page_writes=off -c synchronous_commit=off" >/dev/null
)
ALLMENNING_DATABASE_URL="postgres://allmenning@127.0.0.1:$port/postgres" "$@"
