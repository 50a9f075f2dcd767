#!/bin/sh
# mtop-once-locked.sh: a process that keeps its memory locked is left out, by
# mpmap and mleakwatch as well.
# slow: half a minute for each command
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# Half a minute each, and the waiting is the same.
case $BIN in
*/san/*)
	skip "all" "tried without sanitizers alone"
	done_testing
	exit
	;;
esac
if ! serves_make || ! ${CC:-cc} -D_GNU_SOURCE -pthread -o "$TMP/locked" \
	"$TESTS/cli/locked.c" 2>/dev/null; then
	skip "all" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi
head -c 1000000 /dev/zero >"$TMP/pages"
if ! serve "$TMP/pages" pages fails; then
	skip "all" "$(head -n 1 "$TMP/server")"
	done_testing
	exit
fi

# lock: a process as $locked, whose memory is locked.
lock() {
	: >"$TMP/says"
	nsenter --mount --target "$server" "$TMP/locked" \
		"$TMP/mounted/pages" >"$TMP/says" &
	locked=$!
	started="$started $locked"
	until_true grep -q runs "$TMP/says"
}

# within COMMAND...: does not wait for ever.
within() {
	run timeout -s KILL 300 "$@"
}

lock
: >"$TMP/silent"
if ! until_true grep -q locked "$TMP/says"; then
	skip "all" "this kernel does not keep the lock"
	kill -9 "$server" "$locked"
	done_testing
	exit
fi
sleep 6000 &
other=$!
started="$started $other"
reason="not read in 30 s: that process holds its memory locked; it is left out"

# cell COLUMN PID
cell() {
	awk -F '\t' -v name="$1" -v pid="$2" 'NR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
	} $at["pid"] == pid { print $at[name] }' "$out"
}

within "$BIN/mtop-once" -c -P -T -j 2
exits "mtop-once" 1
ok "mtop-once: named" grep -qxF \
	"mtop-once: /proc/$locked/cmdline: $reason" "$err"
is "mtop-once: its row" "$(cell cmdline "$locked") $(cell pss "$locked")" "- -"
is "mtop-once: another's name" "$(cell cmdline "$other")" "sleep 6000"
ok "mtop-once: another's memory" test "$(cell pss "$other")" -gt 0
is "mtop-once: each once" "$(cut -f 1 "$out" | sort | uniq -d)" ""

within "$BIN/mpmap" -a -g kind -T --total
exits "mpmap -a" 1
ok "mpmap -a: named" grep -qxF \
	"mpmap: /proc/$locked/smaps: $reason" "$err"
ok "mpmap -a: the sums" grep -q total "$out"
is "mpmap -a: one header" "$(grep -c '^pid' "$out")" 1

within "$BIN/mleakwatch" -T -i 1 -d 120 "$locked" "$other"
exits "mleakwatch" 2
ok "mleakwatch: named" grep -q \
	"mleakwatch: /proc/$locked/smaps: not read in 30 s" "$err"
is "mleakwatch: so far" "$(cell verdict "$other")" undecided
# It can end when its server has.
kill -9 "$server" "$locked"
done_testing
