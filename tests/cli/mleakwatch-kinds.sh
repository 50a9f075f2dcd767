#!/bin/sh
# mleakwatch-kinds.sh: the four kinds of leaks told apart by --scan in a watch.
# slow: it watches programs for seconds
#
# tests/leaks/kinds.sh does all thirty by hand, on a machine that does nothing
# else.  Here other programs may run: then growth comes in other steps, and its
# class by the curve is another one.  The heap is the same: a leak of lost blocks
# is never implicit, one of reachable blocks always, and no leak is none.
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
grep -e '^right ' -e '^open ' -e '^WRONG ' "$out" >"$TMP/each"
while read -r answer kind beside verdict class reach why; do
	case $kind,$verdict,$class,$reach in
	none,leak,*) fail "$kind: $verdict $class $reach $why" ;;
	none,* | implicit,leak,implicit,reachable | \
	[!i]*,leak,recurring,lost | [!i]*,leak,sporadic,lost | \
	[!i]*,leak,one-time,lost) pass ;;
	*,leak,*,- | *,leak,*,unknown | *,undecided,* | sporadic,no-leak,* | \
	onetime,no-leak,*)
		skip "$kind beside $beside" "$answer: $verdict $reach" ;;
	*) fail "$kind: $verdict $class $reach $why" ;;
	esac
done <"$TMP/each"

done_testing
