#!/bin/sh
# Runs obol's tests, demo and figure on this machine's GPU, with nothing installed but the driver.
# usage: ./run.sh [--tests PATTERN] [DEVICE…]    (cuda:0, hip:0; without one every GPU that is usable)
set -eu
cd "$(dirname "$0")"
if [ ! -x ./node ]; then
  gzip -dc node.gz > node.part
  chmod +x node.part
  mv node.part node
fi
[ -d obol ] || tar xzf obol.tar.gz
PATH="$PWD:$PATH" exec ./node obol/gpu-host.mjs "$@"
