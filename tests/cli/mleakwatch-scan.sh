#!/bin/sh
# mleakwatch-scan.sh: mleakwatch --scan, end to end.
#
# ROUNDS=300 by hand: how often a scan is killed at a random moment.
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
leaks=${BUILD:-$TESTS/../build}/leaks
tab=$(printf '\t')

# scan ARGUMENT...: on a loaded machine a stop may take long.
scan() {
	run "$mleakwatch" --scan --max-stop 60000 "$@"
}

# begin PROGRAM ARGUMENT...: $pid is that of the process that said it.
begin() {
	rm -f "$TMP/said"
	"$@" >"$TMP/said" 2>"$TMP/harm" &
	job=$!
	started="$started $job"
	turns=0
	while [ ! -s "$TMP/said" ]; do
		turns=$((turns + 1))
		[ "$turns" -lt 600 ] || break
		sleep 0.02
	done
	pid=$(sed -n '1s/[^0-9]*\([0-9][0-9]*\).*/\1/p' "$TMP/said")
	# fork: the child says it, and is started as well.
	[ "$pid" = "$job" ] || started="$started $pid"
}

finish_one() {
	kill -9 "$job" 2>/dev/null
	[ "$pid" = "$job" ] || kill -9 "$pid" 2>/dev/null
	wait "$job" 2>/dev/null
	gone "$job"
	gone "$pid"
}

begin "$leaks/lost" plain
scan "$pid"
if grep -q -e 'Operation not permitted' -e 'sizes of 64 bits' "$err"; then
	skip "all" "$(cat "$err")"
	done_testing
	exit
fi
finish_one

# --- known answers -----------------------------------------------------------

# summary: of the text that the last run printed, as the program says it.
summary() {
	awk -v pid="$pid" '/lost directly/ { direct = $4 }
		/lost indirectly/ { indirect = $4 }
		END { print pid, "direct", direct, "indirect", indirect }' \
		"$out"
}

# sums: the bytes of all groups.
sums() {
	awk -F '\t' 'NR > 1 { bytes += $5; indirect += $6 }
		END { printf "%.0f %.0f\n", bytes, indirect }' "$out"
}

# known PROGRAM: each of its cases.
known() {
	for name in $("$1"); do
		begin "$1" "$name"
		read -r _ _ direct _ bytes _ indirect _ more <"$TMP/said"
		scan "$pid"
		is "$2, $name" "$(summary)" \
			"$pid direct $direct indirect $indirect"
		exits "$2, $name" "$((direct > 0))"
		scan -T "$pid"
		is "$2, $name: bytes" "$(sums)" "$bytes $more"
		finish_one
	done
}

known "$leaks/lost" glibc
# shellcheck disable=SC2086 # words
if command -v musl-gcc >/dev/null; then
	for kind in '' -static; do
		musl-gcc -O0 $kind -D_GNU_SOURCE -o "$TMP/lost" \
			"$TESTS/leaks/lost.c" 2>"$TMP/cc" || continue
		known "$TMP/lost" "musl $kind"
	done
else
	skip "musl" "no musl-gcc"
fi
# Without -pie the heap has low addresses, at which numbers may point.
if ${CC:-cc} -O0 -static-pie -pthread -D_GNU_SOURCE -o "$TMP/lost" \
	"$TESTS/leaks/lost.c" 2>"$TMP/cc"; then
	known "$TMP/lost" "glibc -static-pie"
else
	skip "static glibc" "no static library"
fi

# --- what is printed ---------------------------------------------------------

begin "$leaks/lost" lists
scan -T "$pid"
is "columns" "$(head -n 1 "$out" | tr '\t' ' ')" "pid reach size count`
	` bytes indirect_bytes hint example_address"
is "a group" "$(sed -n 2p "$out" | cut -f 1-6 | tr '\t' ' ')" \
	"$pid lost 56 3 168 16632"
scan -T --reachable -o reach,count "$pid"
ok "reachable groups" grep -q "^reachable${tab}3" "$out"
ok "held" grep -q "^held${tab}" "$out"
scan -T --no-header -n 1 --reachable "$pid"
is "-n" "$(cut -f 2 "$out" | sort | uniq -c | tr -s ' ' | tr '\n' ,)" \
	" 1 held, 1 lost, 1 reachable,"
scan --min-growth 1M "$pid"
exits "--min-growth" 0
scan --max-copy 4K "$pid"
exits "--max-copy" 3
ok "--max-copy says so" grep -q 'more than --max-copy' "$err"
scan "$pid" 0 x
exits "one bad pid does not hide a leak" 1
finish_one
scan 0
exits "no pid" 2
scan $$ --root /
exits "--root" 2
scan "$pid"
exits "no process" 2

# --- nothing is paged in -----------------------------------------------------

memory_of() {
	grep -e VmRSS -e VmPTE -e VmSwap "/proc/$pid/status"
}

begin "$leaks/lost" untouched
memory_of >"$TMP/before"
scan "$pid"
memory_of >"$TMP/after"
same "a scan takes no memory in the process" "$TMP/before" "$TMP/after"
finish_one

# --- safety ------------------------------------------------------------------

# The process goes on, whatever happens to the scan, and misses nothing.
unharmed() {
	kill "$pid"
	wait "$job"
	is "$1" "$?" 0
	ok "$1: $(cat "$TMP/harm")" grep -q '^unharmed' "$TMP/said"
	gone "$job"
}

for threads in 1 8 500; do
	begin "$leaks/victim" "$threads"
	scan "$pid"
	exits "$threads threads" 0
	rounds=${ROUNDS:-6}
	while [ "$rounds" -gt 0 ]; do
		"$mleakwatch" --scan "$pid" >/dev/null 2>&1 &
		scanner=$!
		sleep "0.0$(awk -v seed="$rounds$threads" 'BEGIN { srand(seed)
			printf "%03d", rand() * 400 }')"
		kill -9 "$scanner" 2>/dev/null
		wait "$scanner" 2>/dev/null
		rounds=$((rounds - 1))
	done
	unharmed "$threads threads, scans killed"
done

begin "$leaks/victim" 8 64
run "$mleakwatch" --scan --max-stop 1 "$pid"
exits "--max-stop" 3
ok "--max-stop says so" grep -q -e 'max-stop' "$err"
unharmed "given up"

# A stopped process stays stopped.
begin "$leaks/lost" plain
kill -STOP "$pid"
scan "$pid"
exits "a stopped process" 1
is "and stays so" "$(sed 's/.*) \(.\) .*/\1/' "/proc/$pid/stat")" T
finish_one

done_testing
