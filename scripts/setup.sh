#!/bin/sh
# Sets everything up in this folder: Python packages in .venv, the program, the browser libraries.
# Needs Python 3.11 to 3.13 and nothing else; quick when nothing changed.
set -eu
cd "$(dirname "$0")/.."

find_python() {
  for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; then
      echo "$name"
      return
    fi
  done
  echo "Rongcheng needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: make PYTHON=/path/to/python3.12 setup" >&2
  exit 1
}

make_venv() {
  python=$(find_python)
  echo "Setting up with $("$python" --version) (a minute or two the first time) …"
  if ! "$python" -m venv --clear .venv 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
      "$python" -m venv --clear .venv
    else
      echo "Python's module venv is incomplete; install it (Debian: apt install python3-venv) and run make again." >&2
      exit 1
    fi
  fi
  .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --require-hashes -r requirements.lock 2>/dev/null ||
    .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
}

# Where the checkout lies is part of the stamp: a moved or copied folder is set up anew.
stamp="$(cksum <requirements.lock) $(pwd)"
if [ ! -f .venv/stamp ] || [ "$(cat .venv/stamp)" != "$stamp" ]; then
  make_venv
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  pwd >"$site/rongcheng.pth"
  printf '#!%s/.venv/bin/python\nfrom rongcheng.cli import main\n\nmain()\n' "$(pwd)" >.venv/bin/rongcheng
  chmod +x .venv/bin/rongcheng
  echo "$stamp" >.venv/stamp
fi
# The browser libraries and the catalogues are looked at only where their sources changed.
made="$(find rongcheng -name package-lock.json -o -name icons.txt -o -name '*.po' | sort | xargs cksum | cksum)"
if [ ! -f .venv/made ] || [ "$(cat .venv/made)" != "$made" ] || [ ! -d rongcheng/web/static/vendor ]; then
  .venv/bin/rongcheng frontend
  .venv/bin/rongcheng messages --compile
  echo "$made" >.venv/made
fi
