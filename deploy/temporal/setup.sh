#!/bin/sh
# Prepares the store of Temporal: `setup.sh schema` before its server starts, `setup.sh namespace` once it runs. Safe to repeat: both look at what is
# there, so they run at every start, and a newer image brings its newer schema along.
# Needs SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD (schema), TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_RETENTION (namespace).
set -eu

sql_tool="${TEMPORAL_SQL_TOOL:-temporal-sql-tool}"
cli="${TEMPORAL_CLI:-temporal}"

# The schemas are built into the tool, so that they are always those of the server's release.
schema() {
  : "${SQL_HOST:?}" "${SQL_PORT:?}" "${SQL_USER:?}" "${SQL_PASSWORD:?}"
  for part in temporal:temporal visibility:temporal_visibility; do
    database="${part#*:}"
    echo "schema of $database"
    "$sql_tool" --plugin postgres12_pgx --database "$database" setup-schema --version 0.0
    "$sql_tool" --plugin postgres12_pgx --database "$database" update-schema --schema-name "postgresql/v12/${part%%:*}"
  done
}

# Ended stories are kept for the retention only: what is true is in PostgreSQL, and a story holds nothing.
namespace() {
  : "${TEMPORAL_ADDRESS:?}" "${TEMPORAL_NAMESPACE:?}" "${TEMPORAL_RETENTION:?}"
  attempt=0
  until have_namespace; do
    attempt=$((attempt + 1))
    if [ "$attempt" -ge 90 ]; then
      echo "the namespace $TEMPORAL_NAMESPACE could not be made" >&2
      exit 1
    fi
    sleep 2
  done
  echo "namespace $TEMPORAL_NAMESPACE, retention $TEMPORAL_RETENTION"
}

have_namespace() {
  if temporal_operator describe >/dev/null 2>&1; then
    temporal_operator update --retention "$TEMPORAL_RETENTION" >/dev/null
  else
    temporal_operator create --retention "$TEMPORAL_RETENTION" >/dev/null
  fi
}

temporal_operator() {
  verb="$1"
  shift
  "$cli" operator namespace "$verb" --namespace "$TEMPORAL_NAMESPACE" --address "$TEMPORAL_ADDRESS" "$@"
}

case "${1:-}" in
  schema) schema ;;
  namespace) namespace ;;
  *)
    echo "usage: setup.sh schema | namespace" >&2
    exit 2
    ;;
esac
