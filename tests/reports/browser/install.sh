#!/usr/bin/env bash
# What the tests of the report in a browser look with: Chromium and a font for Hangul, a Java
# runtime and npm from Debian where there are none; Playwright without a browser of its own, axe-core
# and the Nu HTML checker in the project's environment. Nothing of it is started here.
set -euo pipefail
cd "$(dirname "$0")/../../.."
missing=()
command -v chromium > /dev/null || missing+=(chromium)
fc-list :lang=ko 2> /dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
command -v java > /dev/null || missing+=(default-jre-headless)
command -v npm > /dev/null || missing+=(npm)
if ((${#missing[@]})); then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --constraint requirements.lock "playwright==1.65.2"
npm install --global --prefix .venv --silent --no-audit --no-fund --ignore-scripts \
    "axe-core@4.14.1" "vnu-jar@26.9.27"
