#!/usr/bin/env bash
# What the tests of faults need: the sources of foreign locales, from Debian where there are none.
set -euo pipefail
if ! command -v localedef > /dev/null || ! test -e /usr/share/i18n/locales/tr_TR; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends locales
fi
