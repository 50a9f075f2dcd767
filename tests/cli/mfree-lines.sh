#!/bin/sh
# mfree-lines.sh: without any one line of /proc/meminfo, no cell becomes 0.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
mfree=$BIN/mfree

# cells: of a TSV on stdin, "KIND COLUMN VALUE" a line.
cells() {
	awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
		{ for (i = 1; i <= NF; i++) print $1, name[i], $i }'
}

# lines_gone FIXTURE OPTION...: each line in its turn.
lines_gone() {
	fixture=$1
	shift
	root=$(root_of "$fixture") || exit 1
	cp -r "$FIXTURES/$fixture/." "$root"
	text=$FIXTURES/$fixture/proc/meminfo
	"$mfree" -T --root "$root" "$@" 2>/dev/null | cells >"$TMP/whole"
	ok "$fixture $*: has cells" test -s "$TMP/whole"
	count=$(wc -l <"$text")
	line=1
	: >"$TMP/zeroes"
	while [ $line -le "$count" ]; do
		sed "${line}d" "$text" >"$root/proc/meminfo"
		"$mfree" -T --root "$root" "$@" 2>/dev/null | cells |
			awk -v line=$line 'NR == FNR {
				was[$1, $2] = $3; next }
				($3 == "0" || $3 == "0.00") &&
				was[$1, $2] != $3 { print "line", line ":",
					$0, "was", was[$1, $2] }' \
				"$TMP/whole" - >>"$TMP/zeroes"
		line=$((line + 1))
	done
	ok "$fixture $*: no new 0" sh -c 'cat "$1"; test ! -s "$1"' - \
		"$TMP/zeroes"
}

for fixture in linux-2.6.32 linux-5.15 numa; do
	lines_gone "$fixture" -l -v -t --numa
	lines_gone "$fixture" --classic -l
	lines_gone "$fixture" --where
done
done_testing
