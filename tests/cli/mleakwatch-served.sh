#!/bin/sh
# mleakwatch-served.sh: a process whose files are served by one who stops to
# answer.
# slow: it mounts, which only root may.
#
# The kernel waits for that answer in a way that nothing ends, SIGKILL neither.
# So each run here has a time, and the server is ended before the next.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
cat >"$TMP/holds.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char	*block;
int
main(void)
{
	block = malloc(4000);
	memset(block, 1, 4000);
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
END
if ! serves_make ||
	! ${CC:-cc} -O0 -D_GNU_SOURCE -o "$TMP/holds" "$TMP/holds.c" \
		2>"$TMP/cc"; then
	skip "all" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi

# use COMMAND...: as $pid, on what is served.
use() {
	: >"$TMP/said"
	nsenter --mount --target "$server" "$@" >"$TMP/said" 2>&1 &
	pid=$!
	started="$started $pid"
	until_true grep -q ready "$TMP/said"
}

# served_end: what hangs in the kernel ends with the server.
served_end() {
	kill -9 "$server" "$pid"
	wait "$server" "$pid" 2>/dev/null
	gone "$server"
	gone "$pid"
}

# scan ARGUMENT...: not for ever.
scan() {
	run timeout -s KILL 120 "$mleakwatch" --scan --max-stop 5000 "$@" \
		"$pid"
}

if ! serve "$TMP/holds" holds; then
	skip "all" "$(head -n 1 "$TMP/server")"
	done_testing
	exit
fi

# --- the program itself ------------------------------------------------------------

use "$TMP/mounted/holds"
: >"$TMP/silent"
scan
case $(cat "$err") in
*"x86-64 only"*)
	skip "all" "$(head -n 1 "$err")"
	served_end
	done_testing
	exit
	;;
esac
exits "the program: nobody is asked" 0
served_end

# --- the C library --------------------------------------------------------------------

library=$(ldd "$TMP/holds" | sed -n 's/.*=> \(.*libc\.so\.6\) .*/\1/p')
loader=$(ldd "$TMP/holds" | sed -n 's/^[[:space:]]*\(\/[^ ]*ld-linux[^ ]*\) .*/\1/p')
if [ -n "$library" ] && [ -n "$loader" ] && serve "$library" libc.so.6; then
	use "$loader" --library-path "$TMP/mounted" "$TMP/holds"
	scan --stacks=0.1
	exits "the C library: a scan" 0
	ok "the C library: no probe is set in it" grep -q \
		"^mleakwatch: $pid: --stacks: its C library is on a file" "$err"
	: >"$TMP/silent"
	scan --stacks=0.1
	exits "the C library: nobody is asked" 0
	served_end
else
	skip "the C library" "no libc.so.6"
fi
done_testing
