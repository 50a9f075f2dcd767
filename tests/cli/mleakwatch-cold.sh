#!/bin/sh
# mleakwatch-cold.sh: growth that is not touched any more, --cold.
# slow: it watches programs for seconds
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
leaks=${BUILD:-$TESTS/../build}/leaks

# value COLUMN: of the first row of the TSV that the last run printed.
value() {
	awk -F '\t' -v column="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		NR == 2 { print $(at[column]) }' "$out"
}
# begun PID: its start is over, whose memory is cold as well.
begun() {
	awk '/^RssAnon:/ { size = $2 } END { exit size < 1024 }' \
		"/proc/$1/status"
}
# looks CONDITION ARGUMENT...: watches for longer, until the condition is met.
# There are looks at the 16th, the 32nd, the 64th sample and so on.  Where a
# machine is so busy that nothing runs between two, they show little.
looks() {
	condition=$1
	shift
	for seconds in 1.8 7 28 112; do
		run "$mleakwatch" -T --cold -i 0.02 -d "$seconds" \
			-o cold_pct,cold_s,cold_where,reachability,why "$@"
		"$condition" && break
	done
}
looked() {
	[ "$(value reachability)" != - ]
}
# watch CONDITION WORD...: of the share of its growth that is cold, and of that
# which is in the heap; there may be a page of its stack, or of the library.
watch() {
	condition=$1
	shift
	"$leaks/cold" 60000 "$@" &
	gathering=$!
	started="$started $gathering"
	until_true begun "$gathering"
	looks "$condition" "$gathering"
	kill "$gathering"
	gone "$gathering"
}
heap_share() {
	value cold_where | sed -n 's/^\[heap\] \([0-9]*\) %.*/\1/p'
}
nearly_all() {
	awk -v share="$(value cold_pct)" -v heap="$(heap_share)" \
		'BEGIN { exit !(share >= 90 && heap >= 90) }'
}
nearly_nothing() {
	awk -v share="$(value cold_pct)" \
		'BEGIN { exit !(share != "-" && share <= 10) }'
}

# The file may be there, and nobody may write to it, as in some sandboxes.
"$leaks/cold" 60000 &
number=$!
started="$started $number"
if ! (echo 1 >"/proc/$number/clear_refs") 2>/dev/null ||
	! grep -q '^Referenced:' "/proc/$number/smaps" 2>/dev/null; then
	skip "--cold" "no /proc/PID/clear_refs, or no smaps"
else
	watch nearly_all
	ok "nothing is touched again: all of it, in the heap" nearly_all
	ok "nothing is touched again: reachability" \
		grep -q 'cold [0-9]* %' "$out"
	ok "nothing is touched again: for whole seconds" awk \
		-v time="$(value cold_s)" \
		'BEGIN { exit !(time ~ /^[0-9]+$/ && time < 60) }'
	ok "nothing is touched again: it is said" \
		grep -q 'of its growth was not touched, in \[heap\]' "$out"
	watch nearly_nothing used
	ok "all is used" nearly_nothing
	looks looked "$$"
	is "no growth has no share" "$(value cold_pct) $(value reachability)" \
		"- unknown"
	# One look is at the 16th sample, the next one at the 32nd.
	looked_once() {
		rm -f "$TMP/record"
		"$mleakwatch" -T --cold -i 0.1 --record "$TMP/record" \
			-o samples,cold_pct,reachability "$number" \
			>"$out" 2>"$err" &
		watching=$!
		until_true lines "$TMP/record" 18
		kill "$watching"
		wait "$watching"
		[ "$(value samples)" -ge 16 ] && [ "$(value samples)" -lt 32 ]
	}
	ok "one look" until_true looked_once
	is "too few samples" "$(value cold_pct) $(value reachability)" "- unknown"
fi
if command -v python3 >/dev/null; then
	cat >"$TMP/gather.py" <<-'END'
	import sys, time
	kept = []
	while True:
	    kept.append(["x" * 4000])
	    if len(kept) == 50: open(sys.argv[1], "w").close()
	    for each in kept: each[0] == "y"
	    time.sleep(0.005)
	END
	python3 "$TMP/gather.py" "$TMP/begun" &
	number=$!
	started="$started $number"
	# Its start-up is over: that is cold as well.
	until_true test -e "$TMP/begun"
	collects() {
		grep -q 'garbage collection touches all memory' "$out"
	}
	looks collects "$number"
	ok "a collector that touches all: it is said" collects
	is "a collector that touches all" \
		"$(value cold_pct) $(value reachability)" "- unknown"
else
	skip "a collector that touches all" "no python3"
fi
run "$mleakwatch" -T -i 0.02 -d 0.1 -o cold_pct,reachability "$$"
is "without --cold" "$(value cold_pct) $(value reachability)" "- -"
for words in "-f x" "--state x 1" "--system" "--scan 1"; do
	# shellcheck disable=SC2086 # words
	run "$mleakwatch" --cold $words
	exits "--cold $words" 2
	silent "--cold $words"
done
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null &&
	setpriv --reuid 65534 --clear-groups true 2>/dev/null; then
	for seconds in 1 7 28 112; do
		run setpriv --reuid 65534 --clear-groups "$mleakwatch" -T \
			--cold -i 0.02 -d "$seconds" \
			-o cold_pct,reachability "$$"
		looked && break
	done
	is "another user's process" "$(value cold_pct) $(value reachability)" \
		"- unknown"
	ok "another user's process: it is said" grep -q 'clear_refs' "$err"
else
	skip "another user's process" "not root, or no setpriv(1)"
fi

done_testing
