#!/bin/sh
# mleakwatch-stacks.sh: mleakwatch --scan --stacks: who allocated what is lost.
# slow: it watches for seconds, and needs root and uprobes.
#
# ROUNDS=100 by hand: how often a watch is killed at a random moment.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
leaks=${BUILD:-$TESTS/../build}/leaks

# Calls that were missed have no answer, and the command says so: on a machine
# that does not let it take them in time, it is asked again.
# sure COMMAND...: which has an answer in $out and $err.
sure() {
	attempts=0
	while "$@"; grep -q 'calls were missed' "$out" "$err" &&
		[ $((attempts += 1)) -lt 10 ]; do
		:
	done
}

# stacks TIME ARGUMENT...: whatever it costs, on a loaded machine too.
stacks() {
	time=$1
	shift
	sure run "$mleakwatch" --scan --stacks="$time" --max-slow 10000 \
		--max-stop 60000 "$@"
}

# owners_start PROGRAM LIBRARY...: as $pid, what it says in the file said.
owners_start() {
	program=$1
	shift
	rm -f "$TMP/said"
	"$program" "$TMP/lose" "$@" >"$TMP/said" 2>"$TMP/complaints" &
	pid=$!
	started="$started $pid"
	said ready
}

# said WORD: waits for it.
said() {
	until_true grep -q "$1" "$TMP/said"
}

owners_end() {
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	gone "$pid"
	ended=$pid
	pid=''
}

owners_start "$leaks/owners"
stacks 0.1 "$pid"
if grep -q -e 'no uprobes' -e 'ot permitted' -e 'x86-64 only' "$err"; then
	skip "all" "$(head -n 1 "$err")"
	done_testing
	exit
fi
exits "nothing is lost" 0
ok "all of no blocks" grep -q '^0 of 0 lost blocks' "$out"
# A busy machine may not run it for so long.
calls_counted() {
	stacks 0.1 "$pid"
	grep 'calls watched for [0-9]*\.[0-9] s: [1-9]' "$out"
}
ok "calls are counted" until_true calls_counted

# --- known answers -----------------------------------------------------------

# window_begin ARGUMENT...: as $watch.  Its second thread has a name when all
# probes are in.
window_begin() {
	"$mleakwatch" --scan --stacks=600 --max-slow 10000 --max-stop 60000 \
		"$@" >"$out" 2>"$err" &
	watch=$!
	started="$started $watch"
	while kill -0 "$watch" 2>/dev/null && ! cat "/proc/$watch/task/"*/comm \
		2>/dev/null | grep -q 'taking calls'; do
		sleep 0.1
	done
}

window_end() {
	kill -TERM "$watch"
	status=0
	wait "$watch" || status=$?
	gone "$watch"
}

# losses_watch PROGRAM LIBRARY...: losses begin when the probes are in, and end
# before the scan.
losses_watch() {
	[ -z "$pid" ] || owners_end
	owners_start "$@"
	window_begin -T "$pid"
	: >"$TMP/lose"
	said losing
	rm "$TMP/lose"
	said end
	window_end
}

# lines_more NUMBER: waits for them in what the program says.
lines_more() {
	until_true lines "$TMP/said" $(($(wc -l <"$TMP/said") + $1))
}

# owners: blocks and the function that a stack ends in, but for those between
# it and malloc: operator new, and jumps() where it is no jump.
owners() {
	awk -F '\t' 'NR > 1 {
		n = split($3, call, ";")
		while (call[n] ~ /^(_Zn[aw].*|jumps.*)$/)
			n--
		sub(/\.cold$/, "", call[n])
		print $2, call[n]
	}' "$out"
}

# lost WAY: blocks of all stacks whose last function it is.
lost() {
	owners | awk -v way="$1" '$2 == way { sum += $1 }
		END { print sum + 0 }'
}

# owners_check DESCRIPTION: blocks of each way are found, and no others.  A last
# block may still be on the stack, or in a register.
owners_check() {
	while read -r way number; do
		case $way in
		ready | losing) continue ;;
		end) break ;;
		esac
		found=$(lost "$way")
		if [ "$found" -le "$number" ] &&
			[ "$found" -ge $((number - 2)) ] &&
			[ "$found" -gt 0 ]; then
			pass
		else
			fail "$1: $way: $found blocks, not $number"
			sed 's/^/    /' "$out" "$err"
		fi
	done <"$TMP/said"
	is "$1: nobody else is blamed" "$(owners |
		awk '$2 !~ /^by_/')" ""
}

sure losses_watch "$leaks/owners"
exits "lost blocks" 1
owners_check "as compiled"
ok "the way to it: recursion" grep -q \
	'main;turn;by_recursion;by_recursion;by_recursion;by_recursion[[:space:]]lost$' "$out"
ok "the way to it: a signal" grep -q ';by_signal[[:space:]]lost$' "$out"
ok "outermost first" grep -q "_start;.*main;turn;by_malloc[[:space:]]lost$" "$out"
stacks 0.1 "$pid"
ok "those of before are not named" grep -q '^0 of [1-9]' "$out"

# --- what it may cost --------------------------------------------------------

owners_end
OWNERS_TURN=1000
export OWNERS_TURN
owners_start "$leaks/owners"
sure run "$mleakwatch" --scan --stacks=600 --max-slow 1 --max-stop 60000 "$pid"
unset OWNERS_TURN
if grep -q 'ended early: it took more than 1 %' "$out"; then
	pass
else
	fail "--max-slow ends it early"
	sed 's/^/    /' "$out" "$err"
fi

# The probes are being set, by a thread that no signal ends.
two_threads() {
	[ -d "/proc/$watch/task" ] &&
		[ "$(find "/proc/$watch/task" -mindepth 1 -maxdepth 1 |
		wc -l)" -gt 1 ]
}
"$mleakwatch" --scan --stacks=600 --max-stop 60000 "$pid" >"$out" 2>"$err" &
watch=$!
started="$started $watch"
until_true two_threads
window_end
exits "a signal that comes early: the scan is made" 0
ok "a signal that comes early: calls are watched until then" \
	grep -q '^calls watched for' "$out"

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
	probe_gone() {
		[ "$(malloc_bytes)" = "$before" ]
	}
	ok "killed: no probe stays" until_true probe_gone
	ok "killed: the process goes on" kill -0 "$pid"
else
	skip "no probe stays" "no readelf(1)"
fi

# --- no frame pointers, no symbols, libraries that are loaded meanwhile ---------

# resolve TWIN...: file+address by the symbols of the files that were stripped.
resolve() {
	sed 's/[\t;]/\n/g' "$out" | sed -n 's/^\(.*\)+\(0x[0-9a-f]*\)$/\1 \2/p' |
		sort -u | while read -r file address; do
		for twin; do
			[ "${twin##*/}" = "$file" ] || continue
			printf 's/\\b%s+%s\\b/%s/g\n' "$file" "$address" \
				"$(addr2line -fe "$twin" "$address" | head -n 1)"
		done
	done >"$TMP/names"
	sed -i -f "$TMP/names" "$out"
}

# Exceptions, a jump instead of a call, frames of odd shapes, a fork.
sources=$TESTS/cli/owners
mkdir "$TMP/twin"
owners_end
if ${CC:-cc} -O2 -fomit-frame-pointer -D_GNU_SOURCE -pthread \
	-o "$TMP/twin/owners" "$TESTS/leaks/owners.c" -ldl 2>"$TMP/cc" &&
	${CC:-cc} -O2 -fomit-frame-pointer -D_GNU_SOURCE -shared -fPIC \
		-o "$TMP/twin/optimised.so" "$sources/optimised.c" \
		2>>"$TMP/cc" &&
	strip -o "$TMP/owners" "$TMP/twin/owners" &&
	strip -o "$TMP/optimised.so" "$TMP/twin/optimised.so"; then
	set -- "$TMP/optimised.so"
	if c++ -O2 -shared -fPIC -o "$TMP/thrown.so" "$sources/thrown.cc" \
		2>>"$TMP/cc"; then
		set -- "$@" "$TMP/thrown.so"
	else
		skip "C++ exceptions" "no C++ compiler"
	fi
	sure losses_watch "$TMP/owners" "$@"
	exits "lost blocks of a stripped program" 1
	resolve "$TMP/twin/owners" "$TMP/twin/optimised.so"
	owners_check "optimised"
	[ "$(uname -m)" != x86_64 ] || ok "through code without a file" grep \
		-q '^.*_start;.*main;turn;.*\[unknown\]+0x[0-9a-f]*;by_generated' \
		"$out"
	owners_end
else
	skip "optimised" "${CC:-cc} or strip(1) made nothing that runs here"
fi

# --- kept, and growing -----------------------------------------------------------

if ${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/keeps" "$sources/keeps.c" \
	2>"$TMP/cc"; then
	rm -f "$TMP/said"
	"$TMP/keeps" >"$TMP/said" &
	pid=$!
	started="$started $pid"
	said ready
	keeping_watch() {
		window_begin -i 600 "$@"
		lines_more 2
		window_end
	}
	sure keeping_watch -T "$pid"
	exits "nothing is lost, but kept" 0
	# Blocks of the queue come and go.
	is "what grows is kept by a function with a bad name" \
		"$(awk -F '\t' 'NR > 1 && $2 > 20 {
			n = split($3, call, ";"); name = call[n]
			sub(/^"/, "", name)	# of clang
			print substr(name, 1, 12), length(call[n]), $4
			}' "$out")" "by:\\x1b\\taaa 4103 reachable"
	sure keeping_watch "$pid"
	ok "reachable ones are named" grep -q \
		'^[1-9][0-9]* reachable blocks of the groups that grew' "$out"
	owners_end
else
	skip "kept, and growing" "${CC:-cc} makes no programs that run here"
fi

# --- few -------------------------------------------------------------------------

cat >"$TMP/few.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static void *volatile	block;
int
main(void)
{
	for (;;) {
		puts("ready");
		fflush(stdout);
		block = malloc(77);
		block = NULL;
		usleep(500000);
	}
}
END
if ${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/few" "$TMP/few.c" 2>"$TMP/cc"; then
	rm -f "$TMP/said"
	"$TMP/few" >"$TMP/said" &
	pid=$!
	started="$started $pid"
	said ready
	window_begin "$pid"
	lines_more 3
	window_end
	ok "how long it takes to have enough" grep -q \
		'^these are few: at this rate, 30 take --stacks=[1-9]' "$out"
	owners_end
else
	skip "few" "${CC:-cc} makes no programs that run here"
fi

# --- within a watch ---------------------------------------------------------------

# watched ARGUMENT...: in the background, as $watch; tables go to $out.
watched() {
	: >"$TMP/lose"
	: >"$out"
	"$mleakwatch" --scan --stacks --max-slow 10000 --max-stop 60000 \
		-i 0.05 --every 1 "$@" >"$out" 2>"$err" &
	watch=$!
	started="$started $watch"
}

# printed PATTERN: waits until a table has it.
printed() {
	ok "a table has $1" until_true grep -q "$1" "$out"
}

watched_end() {
	status=0
	wait "$watch" || status=$?
	gone "$watch"
}

# last COLUMN: of the last record.
last() {
	awk -F '\t' -v name="$1" '/^host\t/ {
			for (i = 1; i <= NF; i++)
				at[$i] = i
			next
		}
		{ value = $at[name] }
		END { print value }' "$out"
}

if ${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/loses" "$sources/loses.c" \
	2>"$TMP/cc"; then
	: >"$TMP/lose"
	rm -f "$TMP/said"
	"$TMP/loses" "$TMP/lose" >"$TMP/said" &
	pid=$!
	started="$started $pid"
	said ready
	watched "$pid"
	printed '^            by_losing$'
	kill -TERM "$watch"
	watched_end
	exits "a leak with a name" 1
	ok "how many have one" grep -q \
		'^        calls watched for .* of [1-9][0-9]* lost blocks' "$out"
	is "nobody else is blamed" "$(grep -c by_others "$out")" 0
	owners_end

	watched -T -- "$TMP/loses" "$TMP/lose"
	printed ';by_losing$'
	rm "$TMP/lose"
	watched_end
	exits "a command that leaks" 1
	is "a command that leaks: it has ended" "$(last ended)" ended
	ok "a command that leaks: named when it has ended" \
		sh -c "echo '$(last lost_by)' | grep -q 'main;by_losing\$'"
	is "a command that leaks: all by one" "$(last lost_by_pct)" 100.00
	ok "a command that leaks: blocks" test "$(last lost_by_blocks)" -gt 0

	watched -T -- "$TMP/loses" "$TMP/lose" "$(command -v sleep)" 1000
	printed ';by_losing$'
	rm "$TMP/lose"
	another() {
		[ "$(last comm),$(last lost_by)" = sleep,- ]
	}
	ok "another program: no names" until_true another
	kill -TERM "$watch"
	watched_end
else
	skip "within a watch" "${CC:-cc} makes no programs that run here"
fi

# --- the process ends meanwhile ---------------------------------------------------

# 30 blocks take half a minute, and so does the window: however late the test
# sees it, it is open.
cat >"$TMP/slow.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void *volatile	block;
int
main(void)
{
	puts("ready");
	fflush(stdout);
	for (;;) {
		block = malloc(400000);
		memset(block, 1, 400000);
		block = NULL;
		usleep(1000000);
	}
}
END
taking_calls() {
	cat "/proc/$watch/task/"*/comm 2>/dev/null | grep -q 'taking calls'
}

if ${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/slow" "$TMP/slow.c" 2>"$TMP/cc"; then
	# With a second between samples, the window is the first to notice.
	for interval in 0.05 1; do
		owners_start "$TMP/slow"
		watched -i "$interval" --stacks=600 "$pid"
		until_true taking_calls
		owners_end
		watched_end
		exits "ends meanwhile, -i $interval" 1
		ok "ends meanwhile, -i $interval: is said" grep -q \
			"^mleakwatch: $ended: --stacks: it ended while its calls" \
			"$err"
		is "ends meanwhile, -i $interval: nothing is counted" \
			"$(grep -c 'calls watched for' "$out")" 0
	done
	owners_start "$TMP/slow"
	window_begin "$pid"
	owners_end
	watched_end
	exits "ends meanwhile: a single scan does not wait" 2
else
	skip "ends meanwhile" "${CC:-cc} makes no programs that run here"
fi

# --- not possible, or not allowed --------------------------------------------

rm -f "$TMP/said"
# Closing an event takes the kernel 10 to 30 ms, and there are ten functions.
if ${CC:-cc} -D_GNU_SOURCE -pthread -o "$TMP/threads" "$TESTS/cli/threads.c" \
	2>/dev/null && mkfifo "$TMP/end" && {
	"$TMP/threads" 600 <"$TMP/end" >"$TMP/said" 2>&1 &
	many=$!
	exec 3>"$TMP/end"
	said ready
	grep -q ready "$TMP/said"
}; then
	stacks 0.1 "$many"
	exits "many threads: the scan alone" 0
	ok "many threads: is said" grep -q "too many threads: to set" "$err"
	exec 3>&-
	wait "$many"
else
	skip "many threads" "no 600 threads are to be had"
	exec 3>&-
fi

run "$mleakwatch" --stacks "$ended"
exits "--stacks is of a scan" 2
run "$mleakwatch" --stacks -d 1 "$ended"
exits "--stacks is of a scan, in a watch too" 2
run "$mleakwatch" --scan --stacks=soon "$ended"
exits "no time" 2
run "$mleakwatch" --scan --stacks --max-slow much "$ended"
exits "no number" 2
stacks 0.1 "$ended"
exits "it has ended" 2
done_testing
