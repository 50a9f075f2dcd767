#!/bin/sh
# absent-lines.sh: a line that is gone takes away its figure: no cell of any
# command that was not 0 becomes 0.  Each line of each file of each fixture is
# removed in turn.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

if ! ${CC:-cc} -D_GNU_SOURCE -O1 -o "$TMP/absent_lines" \
	"$TESTS/cli/absent_lines.c" 2>"$TMP/cc.err" ||
	[ "$("$TMP/absent_lines" 2>&1; echo $?)" != 2 ]; then
	skip "absent lines" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi

# Two at a time: a fixture is a matter of a second.
try() {
	cp -r "$FIXTURES/$1" "$TMP/$1" &&
		"$TMP/absent_lines" "$BIN" "$TMP/$1" "$1" $step \
			>"$TMP/$1.said" 2>&1
	echo $? >"$TMP/$1.status"
}
# A sanitized command takes ten times as long.
step=1 least=1800
set -- "$FIXTURES"/*/proc
if [ "$(nm "$BIN/mfree" 2>/dev/null | grep -c __asan_init)" -ne 0 ]; then
	step=5 least=100
	set -- "$FIXTURES"/cgroup-v2/proc "$FIXTURES"/mappings/proc
fi
total=0
while [ $# -gt 0 ]; do
	one=$(basename "${1%/proc}") two=
	shift
	if [ $# -gt 0 ]; then
		two=$(basename "${1%/proc}")
		shift
		try "$two" &
	fi
	try "$one"
	wait
	for case in $one $two; do
		is "$case: no figure becomes 0" "$(cat "$TMP/$case.status")" 0
		[ "$(cat "$TMP/$case.status")" = 0 ] ||
			sed 's/^/    /' "$TMP/$case.said" | head -n 20
		total=$((total + $(sed -n 's/ lines$//p' "$TMP/$case.said")))
	done
done
ok "lines were removed: $total" [ "$total" -gt $least ]
done_testing
