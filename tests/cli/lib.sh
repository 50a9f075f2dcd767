# lib.sh: what the end-to-end tests share.  Sourced by each; sh alone.
#
# BIN is the folder of the commands under test, or several with colons between
# ("/usr/bin:/usr/sbin"), which then become one of links.  TESTS that of the tests, TMP
# one that is the test's own and is removed at its end.  Output says what
# failed, and last how many passed.  Most functions take a description first.
# SPDX-License-Identifier: MIT

set -u
: "${BIN:?the folder of the commands}"
TESTS=$(cd "$(dirname "$0")/.." && pwd)
# The tests use it.
# shellcheck disable=SC2034
FIXTURES=$TESTS/fixtures
TMP=$(mktemp -d) || exit 1
# Every command has a page.  A booted kernel has the tests without the pages.
COMMANDS=''
for page in "$TESTS"/../man/*.[18]; do
	page=$(basename "$page")
	COMMANDS="$COMMANDS ${page%.*}"
done
case $BIN in
*:*)
	mkdir "$TMP/commands"
	for folder in $(echo "$BIN" | tr ':' ' '); do
		for command in $COMMANDS; do
			[ ! -x "$folder/$command" ] ||
				ln -sf "$folder/$command" "$TMP/commands"
		done
	done
	BIN=$TMP/commands
	;;
esac
# A test adds what it starts, by number: it is ended with the test.
started=''
trap 'finish' EXIT
trap 'exit 1' HUP INT TERM
export LC_ALL=C

passed=0 failed=0 skipped=0
status=0 out=$TMP/out err=$TMP/err

# descends NUMBER: from this shell.  The number of a process that has ended may
# be anybody's by now, make(1)'s for instance, which runs the tests.
# Shellcheck sees no call in a trap.
# shellcheck disable=SC2317
descends() {
	above=$1
	while [ "${above:-0}" -gt 1 ]; do
		above=$(sed -n 's/^PPid:	//p' "/proc/$above/status" \
			2>/dev/null)
		[ "$above" != $$ ] || return 0
	done
	return 1
}

# end_started: what still is a process of this test.
# shellcheck disable=SC2317
end_started() {
	ours=''
	for number in $started; do
		! descends "$number" || ours="$ours $number"
	done
	for number in $ours; do
		kill "$number" 2>/dev/null
	done
}

# shellcheck disable=SC2317
finish() {
	end_started
	rm -rf "$TMP" ${DISK:+"$DISK"}
}

# gone NUMBER: it has ended, and the number may be another's now.
gone() {
	started=$(echo " $started " | sed "s/ $1 / /")
}

# on_disk: DISK is a folder of the test's own on a disk: /tmp may be a tmpfs,
# which has no cache that could be dropped, and the build where only root may
# go.
on_disk() {
	DISK=$(mktemp -d "/var/tmp/$(basename "$0" .sh).XXXXXX") ||
		exit 1
}

pass() {
	passed=$((passed + 1))
}

fail() {
	failed=$((failed + 1))
	printf 'FAILED: %s: %s\n' "$(basename "$0" .sh)" "$1"
}

# skip DESCRIPTION WHY
skip() {
	skipped=$((skipped + 1))
	printf 'skipped: %s: %s (%s)\n' "$(basename "$0" .sh)" "$1" "$2"
}

# run COMMAND...: its status in $status, its output in the files $out, $err.
run() {
	status=0
	"$@" >"$out" 2>"$err" </dev/null || status=$?
}

# ok DESCRIPTION COMMAND...: the command must succeed.
ok() {
	description=$1
	shift
	if "$@" >"$TMP/ok" 2>&1 </dev/null; then
		pass
	else
		fail "$description"
		sed 's/^/    /' "$TMP/ok"
	fi
}

# exits DESCRIPTION STATUS: of the last run.
exits() {
	if [ "$status" -eq "$2" ]; then
		pass
	else
		fail "$1: exit $status, not $2"
		sed 's/^/    /' "$err"
	fi
}

# prints DESCRIPTION: the last run's stdout is stdin, to the byte.
prints() {
	cat >"$TMP/expected"
	same "$1" "$TMP/expected" "$out"
}

# complains DESCRIPTION: the last run's stderr is stdin, to the byte.
complains() {
	cat >"$TMP/expected"
	same "$1" "$TMP/expected" "$err"
}

# same DESCRIPTION FILE FILE
same() {
	if cmp -s "$2" "$3"; then
		pass
	else
		fail "$1"
		diff -u "$2" "$3" | sed 's/^/    /'
	fi
}

# silent DESCRIPTION: the last run printed nothing on stdout.
silent() {
	ok "$1" test ! -s "$out"
}

# cell ROW COLUMN: of the TSV that the last run printed, by names.
cell() {
	awk -F '\t' -v row="$1" -v column="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$(at["kind"]) == row { print $(at[column]) }' "$out"
}

# clock: seconds that nobody sets back.
clock() {
	cut -d . -f 1 /proc/uptime
}

# until_true COMMAND...: within five minutes, which is for ever on a machine that
# has nothing for us; its output is nobody's.
until_true() {
	until_when=$(($(clock) + 300))
	until "$@" >/dev/null 2>&1; do
		[ "$(clock)" -lt "$until_when" ] || return 1
		sleep 0.05
	done
}

# runs NUMBER NAME: that process has executed the program: it is no copy of its
# parent any more.
runs() {
	[ "$(cat "/proc/$1/comm")" = "$2" ]
}

# lines FILE COUNT: it has as many, or more.
lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}

# is DESCRIPTION ACTUAL EXPECTED
is() {
	if [ "$2" = "$3" ]; then
		pass
	else
		fail "$1: '$2', not '$3'"
	fi
}

# root_of NAME: an empty root under TMP to put files in.
# A caller ends where there is none: "$root/etc" would be the machine's own.
root_of() {
	mkdir -p "$TMP/$1/proc"
	printf '%s\n' "$TMP/$1"
}

done_testing() {
	printf '%s: %d passed, %d failed, %d skipped\n' \
		"$(basename "$0" .sh)" "$passed" "$failed" "$skipped"
	[ "$failed" -eq 0 ]
}

# serves_make: the server of a file system; false: there is no compiler.
serves_make() {
	mkdir -p "$TMP/mounted" &&
		${CC:-cc} -D_GNU_SOURCE -o "$TMP/serves" \
			"$TESTS/cli/serves.c" 2>/dev/null
}

# serve FILE NAME [fails]: as $server, which mounts FILE as $TMP/mounted/NAME
# where nobody else sees it, and answers until $TMP/silent is there.
serve() {
	rm -f "$TMP/silent"
	unshare -m "$TMP/serves" "$TMP/mounted" "$1" "$2" "$TMP/silent" \
		${3+"$3"} >"$TMP/server" 2>&1 &
	server=$!
	started="$started $server"
	until_true grep -q . "$TMP/server"
	grep -q mounted "$TMP/server"
}
