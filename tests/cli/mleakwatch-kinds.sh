#!/bin/sh
# mleakwatch-kinds.sh: the four kinds of leaks told apart by --scan in a watch.
# slow: it watches programs for seconds
#
# Nothing here depends on the clock: the leak begins after the first scan, and the
# watch ends after the leak.  The verdict and the class of its curve do depend on
# it, and must only fit what the heap tells: lost blocks are never an implicit
# leak, reachable ones are no other.  tests/leaks/kinds.sh asks for the classes of
# all thirty by hand, on a machine that does nothing else.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

leaks=${BUILD:-$TESTS/../build}/leaks
mleakwatch=$BIN/mleakwatch

# begin ARGUMENT...: the program, as $pid.
begin() {
	rm -f "$TMP/said" "$TMP/go"
	"$leaks/kinds" "$@" >"$TMP/said" &
	pid=$!
	started="$started $pid"
	until_true test -s "$TMP/said"
}

finish_one() {
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	gone "$pid"
}

begin none alone 3000
run "$mleakwatch" --scan --max-stop 60000 "$pid"
finish_one
if grep -q -e 'ot permitted' -e 'x86-64 only' "$err"; then
	skip "all" "$(cat "$err")"
	done_testing
	exit
fi

# watched KIND BESIDE: the columns are the words of $said.
watched() {
	begin "$1" "$2" 300 "$TMP/go"
	rm -f "$TMP/record"
	"$mleakwatch" -T --no-header -i 0.02 --scan --max-stop 60000 \
		--record "$TMP/record" -o verdict,class,reachability,why \
		"$pid" >"$out" 2>"$err" &
	watching=$!
	started="$started $watching"
	# The first scan comes with the first sample.
	until_true lines "$TMP/record" 30
	: >"$TMP/go"
	until_true grep -q '^done' "$TMP/said"
	before=$(wc -l <"$TMP/record")
	until_true lines "$TMP/record" $((before + 30))
	# The last one comes with the end of the watch.
	kill "$watching"
	wait "$watching"
	gone "$watching"
	finish_one
}

while read -r kind beside grew; do
	watched "$kind" "$beside"
	read -r verdict class reach why <"$out"
	is "$kind beside $beside: what the heap tells" "$reach" "$grew"
	case $grew,$verdict,$class in
	lost,leak,recurring | lost,leak,sporadic | lost,leak,one-time | \
	reachable,leak,implicit | -,leak,* | \
	*,undecided,- | *,no-leak,-) pass ;;
	*) fail "$kind beside $beside: $verdict $class, $why" ;;
	esac
	case $grew,$why in
	lost,* | *" 0B more lost"*) pass ;;
	*" more lost"*) fail "$kind beside $beside: $why" ;;
	*) pass ;;
	esac
done <<'END'
recurring alone lost
recurring warm lost
recurring small lost
sporadic warm lost
onetime warm lost
onetime pool lost
implicit alone reachable
implicit warm reachable
none warm reachable
none alone -
END

done_testing
