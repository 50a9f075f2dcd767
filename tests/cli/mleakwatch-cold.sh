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
# watch CONDITION WORD...: until the share of growth that is cold meets it.
# There are looks at the 16th, the 32nd and the 64th sample.  Where a machine is
# so busy that the program does not run between two, it is watched for longer.
watch() {
	condition=$1
	shift
	"$leaks/cold" 60000 "$@" &
	gathering=$!
	started="$started $gathering"
	until_true begun "$gathering"
	for seconds in 1.8 7 28; do
		run "$mleakwatch" -T --cold -i 0.02 -d "$seconds" \
			-o cold_pct,cold_s,cold_where,reachability,why \
			"$gathering"
		awk -v share="$(value cold_pct)" "BEGIN {
			exit !(share != \"-\" && share $condition) }" && break
	done
	kill "$gathering"
	gone "$gathering"
}

# The file may be there, and nobody may write to it, as in some sandboxes.
"$leaks/cold" 60000 &
number=$!
started="$started $number"
if ! (echo 1 >"/proc/$number/clear_refs") 2>/dev/null ||
	! grep -q '^Referenced:' "/proc/$number/smaps" 2>/dev/null; then
	skip "--cold" "no /proc/PID/clear_refs, or no smaps"
else
	watch '>= 90'
	ok "nothing is touched again" awk -v share="$(value cold_pct)" \
		'BEGIN { exit !(share >= 90) }'
	is "nothing is touched again: where" "$(value cold_where)" \
		"[heap] 100 %"
	ok "nothing is touched again: reachability" \
		grep -q 'cold [0-9]* %' "$out"
	ok "nothing is touched again: for whole seconds" awk \
		-v time="$(value cold_s)" \
		'BEGIN { exit !(time ~ /^[0-9]+$/ && time < 60) }'
	ok "nothing is touched again: it is said" \
		grep -q 'of its growth was not touched, in \[heap\]' "$out"
	watch '<= 10' used
	ok "all is used" awk -v share="$(value cold_pct)" \
		'BEGIN { exit !(share <= 10) }'
	run "$mleakwatch" -T --cold -i 0.02 -d 1.8 -o cold_pct,reachability "$$"
	is "no growth has no share" "$(value cold_pct) $(value reachability)" \
		"- unknown"
	run "$mleakwatch" -T --cold -i 0.02 -d 0.5 -o cold_pct,reachability \
		"$number"
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
	waits=0
	until [ -e "$TMP/begun" ] || [ $((waits += 1)) -gt 300 ]; do
		sleep 0.1
	done
	run "$mleakwatch" -T --cold -i 0.02 -d 1.8 \
		-o cold_pct,reachability "$number"
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
	run setpriv --reuid 65534 --clear-groups "$mleakwatch" -T --cold \
		-i 0.02 -d 1 -o cold_pct,reachability "$$"
	is "another user's process" "$(value cold_pct) $(value reachability)" \
		"- unknown"
	ok "another user's process: it is said" grep -q 'clear_refs' "$err"
else
	skip "another user's process" "not root, or no setpriv(1)"
fi

done_testing
