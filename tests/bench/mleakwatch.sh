#!/bin/sh
# mleakwatch.sh: a sample against reading its files, a million against mawk.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
mawk -v OFS='\t' 'BEGIN {
	srand(1)
	print "time", "host", "pid", "start", "comm", "rss", "anon", "shmem",
		"swap", "virt"
	for (p = 0; p < 700; p++) anon[p] = int(rand() * 100000) * 4096
	for (t = 0; t < 1429; t++) for (p = 0; p < 700; p++) {
		anon[p] += 4096 * int(rand() * 20) - (p % 7 != 0) * 38912
		if (anon[p] < 0) anon[p] = 0
		printf "%d.%03d\thost\t%d\t%d\tserver\t%.0f\t%.0f\t0\t0\t-\n",
			1700000000 + t * 10, p, 1000 + p, 5000 + 3 * p,
			anon[p] + 4e6, anon[p]
	}
}' >"$rows"

# The peer is six sums of the columns that a sample is made of, by mawk.
sums='{s+=$1;p+=$3;r+=$6;a+=$7;b+=$8;c+=$9}END{print(s,p,r,a,b,c)}'
ratio 'mleakwatch -f, 1 million rows / mawk' 0.5 5 \
	"$BIN/mleakwatch -T -f $rows" "mawk -F\t $sums $rows"

report 'a sample / open, read, close of status, stat' 1.15 \
	"$("$BUILD/bench/status_floor" "$BIN/mleakwatch" 100 2 8)"
