#!/bin/sh
# demo.sh: the demo, to its end and interrupted; nothing is left of it.
# slow: it watches programs that leak
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
on_disk
chmod 755 "$DISK"

# Each demo has a copy of its own, which anybody may read: what is left lies
# in it.
place() {
	mkdir "$DISK/$1" "$DISK/$1/leaks"
	cp "$TESTS/demo" "$DISK/$1/demo"
	cp -R "$BIN" "$DISK/$1/bin"
	cp "$BUILD/leaks/recurring" "$DISK/$1/leaks"
	find "$DISK/$1" | sort >"$TMP/$1.before"
}

# begin NAME COMMAND...: a demo by COMMAND, in a session of its own, with the
# signals as a terminal's commands have them.
begin() {
	name=$1
	shift
	place "$name"
	: >"$TMP/$name.out"
	DEMO=$name.$$ BIN=$DISK/$name/bin LEAKS=$DISK/$name/leaks \
		setsid env --default-signal=HUP,INT,TERM "$@" sh "$DISK/$name/demo" \
		>"$TMP/$name.out" 2>&1 </dev/null &
	eval "pid_$name=$!"
	started="$started $!"
}

# nobody_left NAME: a process that was told to end does so when it runs again:
# for that it has ten seconds, of the ninety that it would go on by itself.
nobody_left() {
	tries=0
	while left=$(grep -sla "DEMO=$1.$$" /proc/[0-9]*/environ) &&
	    [ -n "$left" ] && [ $((tries += 1)) -le 100 ]; do
		sleep 0.1
	done
	is "$1: no process is left" "$left" ""
}

# clean NAME: waits for its end, and looks.
clean() {
	ended=0
	eval "number=\$pid_$1"
	# shellcheck disable=SC2154 # it is set in eval
	wait "$number" || ended=$?
	gone "$number"
	find "$DISK/$1" | sort >"$TMP/$1.after"
	same "$1: no file is left" "$TMP/$1.before" "$TMP/$1.after"
	nobody_left "$1"
}

has() {
	grep -q -e "$2" "$TMP/$1.out"
}

# interrupt NAME LINE SIGNAL: once it has printed that, all of its session.
interrupt() {
	ok "$1: has come so far" until_true has "$1" "$2"
	eval "kill -$3 -\$pid_$1"
	clean "$1"
	is "$1: exit status" "$ended" 1
}

begin whole
if [ "$(id -u)" -eq 0 ]; then
	begin nobody setpriv --reuid=65534 --regid=65534 --clear-groups
fi
begin early
interrupt early 'Where is the memory' TERM
begin watching
interrupt watching 'mpmap -T' INT
begin pausing
interrupt pausing 'sleep 3' HUP
# The demo alone, not its session.
begin alone
until_true has alone 'sleep 3'
# shellcheck disable=SC2154 # begin sets it
kill "$pid_alone"
clean alone
is "alone: exit status" "$ended" 1

clean whole
is "whole: exit status" "$ended" 0
# How it grows, regularly or not, depends on who else wants the processor.
leak=' leak  *\(recurring\|sporadic\) .* server$'
ok "the leak is found" has whole "$leak"
ok "and where" has whole '^grown .*\[heap\]$'
# A second later, more may have gone by itself, or somebody uses a page.
ok "a file is dropped" has whole '^ *8192 .* \(-\|in use\)  *file$'
if [ "$(id -u)" -eq 0 ]; then
	clean nobody
	is "nobody: exit status" "$ended" 0
	ok "nobody: what root alone is told" has nobody \
		'^mtop-once: .*Permission denied'
	ok "nobody: the leak is found" has nobody "$leak"
else
	skip "as another user" "not run by root"
fi
ok "each command is printed before what it prints" sh -c '
	grep -A 1 "^\$ mfree -h" "$1" | grep -q "total  *used"' sh "$TMP/whole.out"

done_testing
