#!/usr/bin/env bash
# What the tests of publishing read with: a PostgreSQL server, from Debian where there is none, and
# SQLAlchemy with duckdb-engine in the project's environment. Nothing of it is started here.
set -euo pipefail
cd "$(dirname "$0")/../../.."
if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null && ! command -v initdb > /dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
fi
# duckdb-engine 0.17 cannot read the columns of a table with SQLAlchemy 2.0.56 or later
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --constraint requirements.lock "sqlalchemy==2.0.54" "duckdb-engine==0.17.0"
