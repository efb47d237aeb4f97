#!/usr/bin/env bash
# What the tests of the second engine need: Java 17, from Debian where there is none, and Spark in the
# project's environment.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v java > /dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        openjdk-17-jre-headless
fi
make --no-print-directory spark
