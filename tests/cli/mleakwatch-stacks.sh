#!/bin/sh
# mleakwatch-stacks.sh: mleakwatch --scan --stacks: who allocated what is lost.
# slow: it watches for seconds, and needs root and uprobes.
#
# ROUNDS=100 by hand: how often a watch is killed at a random moment.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
leaks=${BUILD:-$TESTS/../build}/leaks

# stacks TIME ARGUMENT...: whatever it costs, on a loaded machine too.
stacks() {
	time=$1
	shift
	run "$mleakwatch" --scan --stacks="$time" --max-slow 10000 \
		--max-stop 60000 "$@"
}

"$leaks/owners" "$TMP/lose" >"$TMP/said" &
pid=$!
started="$started $pid"
turns=0
until grep -q ready "$TMP/said" || [ "$turns" -gt 300 ]; do
	turns=$((turns + 1))
	sleep 0.1
done

stacks 0.1 "$pid"
if grep -q -e '--stacks:' -e 'not permitted' -e 'sizes of 64 bits' "$err"; then
	skip "all" "$(head -n 1 "$err")"
	done_testing
	exit
fi
exits "nothing is lost" 0
ok "calls are counted" grep -q 'calls watched for 0.[0-9] s: [1-9]' "$out"
ok "all of no blocks" grep -q '^0 of 0 lost blocks' "$out"

# --- known answers -----------------------------------------------------------

# Losses begin when the probes are in, and end before the scan.
"$mleakwatch" --scan --stacks=6 --max-slow 10000 --max-stop 60000 -T \
	"$pid" >"$out" 2>"$err" &
watch=$!
started="$started $watch"
sleep 2
: >"$TMP/lose"
sleep 1.5
rm "$TMP/lose"
wait "$watch"
status=$?
gone "$watch"
exits "lost blocks" 1
turns=0
until grep -q end "$TMP/said" || [ "$turns" -gt 300 ]; do
	turns=$((turns + 1))
	sleep 0.1
done

# lost WAY: blocks of all stacks whose last function it is.
lost() {
	awk -F '\t' -v way="$1" 'NR > 1 { n = split($3, call, ";")
		if (call[n] == way) sum += $2 } END { print sum + 0 }' "$out"
}

# A last block may still be on the stack, or in a register.
told=0
while read -r way number; do
	[ "$way" != ready ] || continue
	[ "$way" != end ] || break
	told=$((told + number))
	found=$(lost "$way")
	if [ "$found" -le "$number" ] && [ "$found" -ge $((number - 2)) ] &&
		[ "$found" -gt 0 ]; then
		pass
	else
		fail "$way: $found blocks, not $number"
		sed 's/^/    /' "$out" "$err"
	fi
done <"$TMP/said"
is "nobody else is blamed" "$(awk -F '\t' 'NR > 1 { n = split($3, call, ";")
	if (call[n] !~ /^by_/) sum += $2 } END { print sum + 0 }' "$out")" 0
ok "the way to it: recursion" grep -q \
	'main;by_recursion;by_recursion;by_recursion;by_recursion$' "$out"
ok "the way to it: a signal" grep -q ';by_signal$' "$out"
ok "outermost first" grep -q "_start;.*main;by_malloc$" "$out"
stacks 0.1 "$pid"
ok "those of before are not named" grep -q "^0 of $((told - 9))\|^0 of " \
	"$out"

# --- what it may cost --------------------------------------------------------

run "$mleakwatch" --scan --stacks=20 --max-slow 1 --max-stop 60000 "$pid"
if grep -q 'ended early: it took more than 1 %' "$out"; then
	pass
else
	fail "--max-slow ends it early"
	sed 's/^/    /' "$out" "$err"
fi

# --- the process is as before ------------------------------------------------

# malloc_bytes: of the process, as they stand in its memory.
malloc_bytes() {
	dd if="/proc/$pid/mem" bs=1 skip="$malloc" count=16 2>/dev/null |
		od -An -tx1
}

map=$(grep -m 1 'r-xp.*/libc[.-]' "/proc/$pid/maps")
library=${map##* }
inside=$(readelf -sW "$library" 2>/dev/null |
	awk '$8 ~ /^malloc@@/ { print $2; exit }')
if [ -n "$inside" ]; then
	start=${map%%-*}
	offset=$(echo "$map" | awk '{ print $3 }')
	malloc=$((0x$start + 0x$inside - 0x$offset))
	before=$(malloc_bytes)
	round=0
	while [ "$round" -lt "${ROUNDS:-5}" ]; do
		round=$((round + 1))
		"$mleakwatch" --scan --stacks=5 --max-slow 10000 "$pid" \
			>/dev/null 2>&1 &
		watch=$!
		started="$started $watch"
		sleep "0.$((round * 7 % 10))"
		kill -9 "$watch" 2>/dev/null
		wait "$watch" 2>/dev/null
		gone "$watch"
	done
	turns=0
	until [ "$(malloc_bytes)" = "$before" ] || [ "$turns" -gt 100 ]; do
		turns=$((turns + 1))
		sleep 0.1
	done
	is "killed: no probe stays" "$(malloc_bytes)" "$before"
	ok "killed: the process goes on" kill -0 "$pid"
else
	skip "no probe stays" "no readelf(1)"
fi

# --- not possible, or not allowed --------------------------------------------

run "$mleakwatch" --stacks "$pid"
exits "--stacks is of a scan" 2
run "$mleakwatch" --scan --stacks=soon "$pid"
exits "no time" 2
run "$mleakwatch" --scan --stacks --max-slow much "$pid"
exits "no number" 2
kill -9 "$pid"
wait "$pid" 2>/dev/null
gone "$pid"
stacks 0.1 "$pid"
exits "it has ended" 2
done_testing
