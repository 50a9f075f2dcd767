#!/bin/sh
# kinds.sh [KIND ...]: the four kinds of leaks told apart by --scan in a watch.
#
# By hand, on a machine that does nothing else: what a few seconds show depends
# on it.  Each kind, and none, stands beside each of six things that look like
# leaks.  Undecided is not right, and not wrong.  BIN is the folder of the
# commands, BUILD that of what is built.
# SECONDS_EACH: how long each is watched; BESIDE: some of the six.
# SPDX-License-Identifier: MIT
set -u
: "${BIN:?the folder of the commands}" "${BUILD:?the build folder}"
seconds=${SECONDS_EACH:-8}
[ $# -gt 0 ] || set -- recurring sporadic onetime implicit none
right=0 undecided=0 wrong=0
tab=$(printf '\t')
said=$(mktemp)
trap 'rm -f "$said"' EXIT

for kind; do
	for beside in ${BESIDE:-alone small large warm pool arenas}; do
		: >"$said"
		"$BUILD/leaks/kinds" "$kind" "$beside" $((seconds * 100)) \
			>"$said" &
		pid=$!
		while [ ! -s "$said" ]; do sleep 0.01; done
		got=$("$BIN/mleakwatch" --scan -T --no-header -i 0.02 \
			-d "$seconds" -o verdict,class,reachability,why \
			"$pid")
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		case $kind,$got in
		recurring,"leak${tab}recurring${tab}lost"* | \
		sporadic,"leak${tab}sporadic${tab}lost"* | \
		onetime,"leak${tab}one-time${tab}lost"* | \
		implicit,"leak${tab}implicit${tab}reachable"* | \
		none,no-leak* | none,undecided*)
			right=$((right + 1)) answer=right ;;
		*,undecided*) undecided=$((undecided + 1)) answer=open ;;
		*) wrong=$((wrong + 1)) answer=WRONG ;;
		esac
		printf '%s %-9s %-6s %s\n' "$answer" "$kind" "$beside" "$got"
	done
done
printf '%d right, %d undecided, %d wrong\n' $right $undecided $wrong
[ $wrong -eq 0 ]
