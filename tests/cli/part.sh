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
}

owners_start "$leaks/owners"
stacks 0.1 "$pid"
if grep -q -e '--stacks:' -e 'not permitted' -e 'x86-64 only' "$err"; then
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
	turns=0
	until grep -q "$1" "$out" || [ "$turns" -gt 600 ]; do
		turns=$((turns + 1))
		sleep 0.1
	done
	ok "a table has $1" grep -q "$1" "$out"
}

watched_end() {
	status=0
	wait "$watch" || status=$?
	gone "$watch"
}

# --- the process ends meanwhile ---------------------------------------------------

# 30 blocks take nine seconds, and so does the window.
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
		usleep(300000);
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
		watched -i "$interval" "$pid"
		until_true taking_calls
		owners_end
		watched_end
		exits "ends meanwhile, -i $interval" 1
		ok "ends meanwhile, -i $interval: is said" grep -q \
			"^mleakwatch: $pid: --stacks: it ended while its calls" \
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

done_testing
