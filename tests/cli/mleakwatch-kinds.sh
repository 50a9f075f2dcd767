#!/bin/sh
# mleakwatch-kinds.sh: the four kinds of leaks told apart by --scan in a watch.
# slow: it watches programs for seconds
#
# tests/leaks/kinds.sh does all thirty by hand.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

leaks=${BUILD:-$TESTS/../build}/leaks
mleakwatch=$BIN/mleakwatch

"$leaks/kinds" none alone 3000 >"$TMP/said" &
pid=$!
started="$started $pid"
while [ ! -s "$TMP/said" ]; do sleep 0.01; done
run "$mleakwatch" --scan "$pid"
if grep -q -e 'Operation not permitted' -e 'x86-64 only' "$err"; then
	skip "all" "$(cat "$err")"
	done_testing
	exit
fi
kill "$pid"

BUILD=${BUILD:-$TESTS/../build} BESIDE=warm SECONDS_EACH=5 \
	run "$TESTS/leaks/kinds.sh" recurring sporadic onetime implicit none
while read -r answer what; do
	case $answer in
	right | open) pass ;;
	WRONG) fail "$what" ;;
	esac
done <"$out"

done_testing
