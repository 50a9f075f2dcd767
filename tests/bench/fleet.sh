#!/bin/sh
# fleet.sh: ten million samples of 50,000 processes against mawk.
#
# It takes minutes and 700 MB of disk: make bench-fleet.  Others by
# PROCESSES=NUMBER, SAMPLES=NUMBER.  fleet.c says what the processes do.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

: "${PROCESSES:=50000}" "${SAMPLES:=200}"
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
"$BUILD/bench/fleet" "$PROCESSES" "$SAMPLES" >"$rows"

# The peer is six sums of the columns that a sample is made of, by mawk.
sums='{s+=$1;p+=$3;r+=$6;a+=$7;b+=$8;c+=$9}END{print(s,p,r,a,b,c)}'
# The first processor that we may run on, to hold both to one thread.
one=$(taskset -pc $$ | sed 's/.*: //; s/[-,].*//')
ratio "mleakwatch -f, $PROCESSES processes, one CPU / mawk" 0.5 3 \
	"taskset -c $one $BIN/mleakwatch -T -f $rows" \
	"taskset -c $one mawk -F\t $sums $rows"
ratio "mleakwatch -f, $PROCESSES processes, all CPUs / mawk" 0.3 3 \
	"$BIN/mleakwatch -T -f $rows" "mawk -F\t $sums $rows"
