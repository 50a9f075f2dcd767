#!/bin/sh
# mleakwatch-scan.sh: mleakwatch --scan, end to end.
#
# ROUNDS=300 by hand: how often a scan is killed at a random moment.
# SPDX-License-Identifier: MIT
# slow: it stops programs, against a deadline
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
	until_true test -s "$TMP/said"
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
if grep -q -e 'Operation not permitted' -e 'x86-64 only' "$err"; then
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
	"$TESTS/leaks/lost.c" -ldl 2>"$TMP/cc"; then
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

# --- growth, objects of a Python --------------------------------------------

cat >"$TMP/grow.c" <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile char	*keep[1000000];

int
main(void)
{
	int	i;

	dprintf(STDOUT_FILENO, "%d\n", (int)getpid());
	for (i = 0; i < 1000000; i++) {
		*(volatile char *)malloc(72) = 1;
		*(keep[i] = malloc(200)) = 1;
		usleep(1000);
	}
	return 0;
}
EOF
${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/grow" "$TMP/grow.c" 2>"$TMP/cc"
# For longer where a busy machine did not run it.
begin "$TMP/grow"
both_grew() {
	awk -F '\t' '
	$2 == "lost" && $3 == 72 && $9 > 0 && $10 == $9 * 72 { lost = 1 }
	$2 == "reachable" && $3 == 200 && $9 > 0 { kept = 1 }
	END { exit !(lost && kept) }' "$out"
}
for seconds in 0.5 4 32 128; do
	scan -T -i "$seconds" "$pid"
	both_grew && break
done
exits "a leak that grows" 1
ok "lost and reachable groups that grew" both_grew
for seconds in 0.1 4 32 128; do
	scan -i "$seconds" "$pid"
	grep -q 'lost directly.*grew by' "$out" && break
done
ok "growth in the summary" grep -q 'lost directly.*grew by' "$out"
finish_one
begin "$leaks/lost" plain
scan -T -i 0.1 "$pid"
exits "lost blocks that do not grow" 0
is "no group grew" "$(grep -c "${tab}lost${tab}" "$out")" 0
finish_one

# --- within a watch ----------------------------------------------------------

cat >"$TMP/watched.c" <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *volatile	keep[1000000];

/* Loses blocks, keeps them, or loses many at once. */
int
main(int argc, char **argv)
{
	int	i, j;

	keep[0] = malloc(10);
	dprintf(STDOUT_FILENO, "%d\n", (int)getpid());
	for (i = 1; i < 1000000; i++) {
		if (argv[argc - 1][0] == 'l')
			memset(malloc(4000), 1, 4000);
		if (argv[argc - 1][0] == 'k')
			memset(keep[i] = malloc(4000), 1, 4000);
		for (j = 0; argv[argc - 1][0] == 'o' && i == 300 && j < 1000;
		    j++)
			memset(malloc(4000), 1, 4000);
		usleep(5000);
	}
	return 0;
}
EOF
${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/watched" "$TMP/watched.c" 2>"$TMP/cc"
# The heap tells the same at any time.  The curve, and with it the verdict and
# the class, is another one on each machine and at each load: they must fit what
# the heap tells.  mleakwatch-kinds.sh and the recorded curves have more of them.
# decided REACHABILITY COMMAND...: where a busy machine ran too little of it, it
# is run for longer, -d $seconds.  Its first columns are these three.
decided() {
	wanted=$1
	shift
	for seconds in 4 12 36 108; do
		"$@"
		read -r verdict class reachability <"$out" || continue
		[ "$reachability" != "$wanted" ] || break
	done
	is "$*: what the heap tells" "$reachability" "$wanted"
	case $wanted,$verdict,$class in
	lost,leak,recurring | lost,leak,sporadic | lost,leak,one-time) pass ;;
	reachable,leak,implicit) pass ;;
	*,undecided,- | *,no-leak,-) pass ;;
	*) fail "$*: $verdict $class" ;;
	esac
}

# watched LETTER
watched() {
	begin "$TMP/watched" "$1"
	run "$mleakwatch" -T --no-header -o verdict,class,reachability \
		--scan --max-stop 60000 -i 0.01 -d "$seconds" "$pid"
	finish_one
}
decided lost watched l
decided reachable watched k
decided lost watched o

# A heap that was large before exec(2) is not the heap after it.
cat >"$TMP/before.c" <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int	i;

	(void)argc;
	for (i = 0; i < 4000; i++)
		memset(malloc(4000), 1, 4000);
	dprintf(STDOUT_FILENO, "%d\n", (int)getpid());
	while (access(argv[1], F_OK) != 0)
		usleep(5000);
	return execv(argv[2], argv + 2);
}
EOF
${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/before" "$TMP/before.c" 2>"$TMP/cc"
before_and_after() {
	rm -f "$TMP/go" "$TMP/record"
	begin "$TMP/before" "$TMP/go" "$TMP/watched" k
	"$mleakwatch" -T --no-header -o verdict,class,reachability --scan \
		--max-stop 60000 -d "$seconds" -i 0.01 \
		--record "$TMP/record" "$pid" >"$out" 2>"$err" &
	watching=$!
	started="$started $watching"
	# The first scan comes with the first sample.
	until_true lines "$TMP/record" 3
	: >"$TMP/go"
	wait "$watching"
	gone "$watching"
	finish_one
}
decided reachable before_and_after

# A command is scanned as well, and its own end is still seen.
command_watched() {
	run "$mleakwatch" -T --no-header -o verdict,class,reachability \
		--scan --max-stop 60000 -d "$seconds" -- "$TMP/watched" l
	# It prints its own number first.
	sed -i 1d "$out"
}
decided lost command_watched
exits "a command: $verdict" "$([ "$verdict" = leak ] && echo 1 || echo 143)"
ok "a command: its end" grep -q 'ended by signal 15' "$err"
run "$mleakwatch" --scans 1 1
exits "--scans 1" 2
for other in "-f $FIXTURES/traces/c_steady.tsv" "--state $TMP/state $$" \
	--system "--root / $$"; do
	# shellcheck disable=SC2086 # words
	run "$mleakwatch" --scan -d 1 $other
	exits "--scan with $other" 2
	ok "--scan with $other: says so" grep -q 'living processes' "$err"
done

cat >"$TMP/objects.py" <<'EOF'
import os, time
class Leaky:
    __slots__ = ("a", "b")
    def __init__(self, i):
        self.a = i
        self.b = [i, i]
leaky = [Leaky(i) for i in range(7000)][:5000]
print(os.getpid(), flush=True)
time.sleep(600)
EOF
for python in /usr/bin/python3 python3; do
	command -v "$python" >/dev/null && break
done
if command -v "$python" >/dev/null; then
	begin "$python" "$TMP/objects.py"
	scan -T --reachable "$pid"
	ok "instances of a class: within one in two hundred" awk -F '\t' '
		$2 == "python" && $7 == "Python Leaky" { count = $4 }
		END { exit !(count >= 4975 && count <= 5025) }' "$out"
	finish_one
else
	skip "objects of a Python" "no python3"
fi

# A process that has never called malloc has nothing to lose.
cat >"$TMP/none.c" <<'EOF'
#include <unistd.h>

int
main(void)
{
	write(STDOUT_FILENO, "ready\n", 6);
	for (;;)
		pause();
}
EOF
${CC:-cc} -O0 -o "$TMP/none" "$TMP/none.c" 2>"$TMP/cc"
begin "$TMP/none"
pid=$job
scan "$pid"
exits "no malloc yet" 0
ok "no malloc yet: no block" grep -q 'used, reachable  *0 ' "$out"
finish_one

# --- nothing is paged in -----------------------------------------------------

memory_of() {
	grep -e VmRSS -e VmPTE -e VmSwap "/proc/$pid/status"
}

# A machine that is short of memory may take some away meanwhile.
memory_same() {
	begin "$leaks/lost" untouched
	memory_of >"$TMP/memory"
	scan "$pid"
	memory_of | cmp - "$TMP/memory"
	memory_differs=$?
	finish_one
	return "$memory_differs"
}
ok "a scan takes no memory in the process" until_true memory_same

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

# A stopped process stays stopped.  Let go, it runs a moment, to stop again.
stopped() {
	[ "$(sed 's/.*) \(.\) .*/\1/' "/proc/$pid/stat")" = T ]
}

begin "$leaks/lost" plain
kill -STOP "$pid"
scan "$pid"
exits "a stopped process" 1
until_true stopped
ok "and stays so" stopped
finish_one

done_testing
