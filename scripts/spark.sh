#!/bin/sh
# Makes sure that PySpark and a Java are there for the tests of the second engine of rules: installed
# where we may, named where not. Nothing else needs them, so setup.sh leaves them out.
set -eu
cd "$(dirname "$0")/.."
if ! command -v java >/dev/null 2>&1 && [ -z "${JAVA_HOME:-}" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing a Java for the tests with Spark …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless >/dev/null
  else
    echo "The tests with Spark need Java 17 or newer and will be left out; install it (Debian: sudo apt install openjdk-17-jre-headless)." >&2
    exit 0
  fi
fi
stamp="$(cksum <requirements-spark.lock)"
if [ ! -f .venv/spark ] || [ "$(cat .venv/spark)" != "$stamp" ]; then
  echo "Installing PySpark for the tests of the second engine (a minute or two the first time) …"
  if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    --no-deps -r requirements-spark.lock; then
    echo "PySpark could not be installed; the tests with Spark will be left out." >&2
    exit 0
  fi
  echo "$stamp" >.venv/spark
fi
