#!/bin/sh
# mleakwatch-safe.sh: signals, the command it starts, and planted files.
# slow: it watches programs for seconds
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
leaks=${BUILD:-$TESTS/../build}/leaks
tab=$(printf '\t')

# start COMMAND...: in the background; its number in $number.
start() {
	"$@" &
	number=$!
	started="$started $number"
}

start sleep 6000
sleeping=$number

# --- signals that are ignored at the start -----------------------------------

sh -c 'trap "" HUP INT; exec "$@"' sh "$mleakwatch" -T -i 0.05 \
	--record "$TMP/nohup" "$sleeping" >"$out" 2>"$err" &
number=$!
started="$started $number"
until_true lines "$TMP/nohup" 3
kill -HUP "$number"
kill -INT "$number"
seen=$(wc -l <"$TMP/nohup")
until_true lines "$TMP/nohup" $((seen + 5))
ok "ignored SIGHUP and SIGINT do not end it" kill -0 "$number"
kill -TERM "$number"
wait "$number"
gone "$number"
ok "SIGTERM gives the verdict" grep -q "$sleeping" "$out"

# --- the command is started as if by the shell --------------------------------

# A process inherits limits, signals, descriptors and environment.
cat >"$TMP/inherited" <<'END'
cat /proc/self/limits
grep -E '^(Sig|Shd|Cap|NoNewPrivs|Seccomp|Umask|Uid|Gid|Groups)' \
	/proc/self/status | grep -v '^SigQ'
# The folder itself is open while it is listed.
for fd in /proc/$$/fd/*; do
	[ -e "$fd" ] && echo "fd ${fd##*/}"
done
tr '\0' '\n' </proc/self/environ
ulimit -S -n
END
sh "$TMP/inherited" >"$TMP/alone" 2>&1 </dev/null
"$mleakwatch" -i 0.05 -- sh "$TMP/inherited" </dev/null 2>"$err" |
	sed '/^ *PID .*VERDICT/,$d' >"$TMP/watched"
same "a command: limits, signals, descriptors and environment" \
	"$TMP/alone" "$TMP/watched"
# The same where signals are ignored and the soft limit is low.
shell='trap "" HUP USR1 CHLD; ulimit -S -n 64; exec "$@"'
sh -c "$shell" sh sh "$TMP/inherited" >"$TMP/alone" 2>&1 </dev/null
sh -c "$shell" sh "$mleakwatch" -i 0.05 -- sh "$TMP/inherited" \
	</dev/null 2>"$err" | sed '/^ *PID .*VERDICT/,$d' >"$TMP/watched"
same "a command: ignored signals and a low limit" \
	"$TMP/alone" "$TMP/watched"

# --- how the command ended ----------------------------------------------------

run "$mleakwatch" -i 0.01 -- sh -c 'exit 7'
exits "a command that fails" 7
run "$mleakwatch" -i 0.01 -- sh -c 'kill -KILL $$'
exits "a command that a signal ends" 137
# A sample each ten seconds: however long it waits for a processor.
run "$mleakwatch" -i 10 -- true
exits "a command that succeeds, too short to judge" 3
# Orphans that have ended are waited for, though nobody asked for them.
run "$mleakwatch" -i 0.02 -- sh -c '
	i=0
	while [ $((i += 1)) -le 20 ]; do (sleep 0.1 & sleep 0.01); done
	i=0
	until ! grep -qs "^State:.Z" /proc/[0-9]*/status || [ $i -eq 6000 ]
	do
		grep -ls "^State:.Z" /proc/[0-9]*/status |
			xargs grep -qs "^PPid:.$PPID\$" || break
		sleep 0.05; i=$((i + 1))
	done
	[ $i -lt 6000 ]'
ok "no orphan stays a zombie" grep -q 'sh: exit status 0$' "$err"

# --- the file of --record -----------------------------------------------------

echo precious >"$TMP/precious"
ln -s precious "$TMP/link"
mkfifo "$TMP/fifo"
echo precious >"$TMP/one"
ln "$TMP/one" "$TMP/two"
while read -r name reason; do
	run timeout 600 "$mleakwatch" -d 0.1 --record "$TMP/$name" "$sleeping"
	exits "--record $name" 2
	complains "--record $name" <<END
mleakwatch: $TMP/$name: $reason
END
done <<'END'
link is a symbolic link
fifo not a regular file (--record - for standard output)
one has another name as well
END
is "what a link names is as it was" "$(cat "$TMP/precious" "$TMP/one")" \
	"precious
precious"
if [ "$(id -u)" -eq 0 ]; then
	: >"$TMP/another"
	chown 65534 "$TMP/another"
	run "$mleakwatch" -d 0.1 --record "$TMP/another" "$sleeping"
	complains "--record: another's file" <<END
mleakwatch: $TMP/another: belongs to another user
END
else
	skip "--record: another's file" "not root"
fi
run "$mleakwatch" -T -i 0.02 -d 0.3 --record - "$sleeping"
ok "--record -: samples on stdout" grep -q "^[0-9.]*$tab.*$tab$sleeping$tab" \
	"$out"
ok "--record -: and nothing else" sh -c '! grep -q confidence "$1"' sh "$out"
ok "--record -: the verdict on stderr" grep -q confidence "$err"

# Several writers of more than a buffer each.
i=0
while [ $((i += 1)) -le 300 ]; do
	start sleep 6000
	crowd="${crowd:+$crowd }$number"
done
# writers_start COUNT FILE: as $writers, until they are told to end.
writers_start() {
	: >"$2"
	writers=''
	i=0
	while [ $((i += 1)) -le "$1" ]; do
		# shellcheck disable=SC2086 # numbers
		start "$mleakwatch" -i 0.01 --record "$2" $crowd \
			>/dev/null 2>&1
		writers="$writers $number"
	done
	until_true lines "$2" 4000
}
writers_end() {
	for number in $writers; do
		kill "$number" 2>/dev/null
		wait "$number" 2>/dev/null
		gone "$number"
	done
}
# broken FILE: how many lines are not whole.
broken() {
	awk -F '\t' '
	NF < 2 { next }
	!columns { columns = NF }
	NF != columns || ($1 != "time" && $1 !~ /^[0-9]+[.][0-9][0-9][0-9]$/) {
		count++ }
	END { print count + 0 }' "$1"
}
writers_start 4 "$TMP/shared"
writers_end
is "several writers: every line is whole" "$(broken "$TMP/shared")" 0
# The kernel may end a killed one in the middle of its write(2): then its last
# line is half, and has another's line behind it.
writers_start 2 "$TMP/killed"
kill -KILL "$number"
before=$(wc -l <"$TMP/killed")
until_true lines "$TMP/killed" $((before + 700))
writers_end
ok "one of two writers is killed: it spoils one line at most" \
	test "$(broken "$TMP/killed")" -le 1
printf '1795400000.000\thost\t1' >"$TMP/half"
run "$mleakwatch" -i 0.01 -d 0.1 --record "$TMP/half" "$sleeping"
run "$mleakwatch" -T -f "$TMP/half"
ok "half a line of before spoils no other" \
	grep -q '1 malformed line skipped' "$err"
is "half a line of before: all samples" "$(sed 1d "$out" | cut -f 8)" \
	"$(($(wc -l <"$TMP/half") - 2))"
for number in $crowd; do
	kill "$number"
	gone "$number"
done

# --- a file that may not grow -------------------------------------------------

# A kilobyte, or two: the shell's unit.
cat >"$TMP/limited" <<'END'
ulimit -f 2 || exit 99
turns=0
while "$1" --state "$2" "$3"; [ $? -ne 2 ] && [ "$turns" -lt 100 ]; do
	turns=$((turns + 1))
done >/dev/null
"$1" -i 0.01 -d 1 --record "$2.record" "$3" >/dev/null
"$1" -i 0.01 -d 1 --record - "$3" >"$2.output"
END
run sh "$TMP/limited" "$mleakwatch" "$TMP/limited.state" "$sleeping"
if [ "$status" -eq 99 ]; then
	skip "ulimit -f" "it cannot be set"
else
	ok "ulimit -f: --state goes no further, and says it" grep -q \
		"^mleakwatch: $TMP/limited.state: File too large" "$err"
	is "ulimit -f: no half of a line in the state file" \
		"$(tail -c 1 "$TMP/limited.state" | wc -l)" 1
	ok "ulimit -f: --record goes no further, and says it" grep -q \
		"^mleakwatch: $TMP/limited.state.record: File too large" \
		"$err"
	for file in record output; do
		file=$TMP/limited.state.$file
		is "ulimit -f: no half of a line in ${file##*.}" \
			"$(tail -c 1 "$file" | wc -l) $(broken "$file")" "1 0"
	done
	run "$mleakwatch" -i 0.01 -d 0.1 --record "$TMP/limited.state.record" \
		"$sleeping"
	run "$mleakwatch" -T -f "$TMP/limited.state.record"
	is "ulimit -f: the next run finds whole lines" \
		"$(grep -c malformed "$err")" 0
	is "ulimit -f: the next run finds all samples" \
		"$(sed 1d "$out" | cut -f 8)" \
		"$(grep -vc '^time' "$TMP/limited.state.record")"
fi

# --- who was killed -----------------------------------------------------------

# In a memory cgroup of its own, so that nobody else is near a limit.
group='' limit=''
for folder in /sys/fs/cgroup/memory /sys/fs/cgroup; do
	[ -z "$group" ] || continue
	mkdir "$folder/mleakwatch.$$" 2>/dev/null || continue
	for file in memory.limit_in_bytes memory.max; do
		[ ! -w "$folder/mleakwatch.$$/$file" ] ||
			limit=$folder/mleakwatch.$$/$file
	done
	group=$folder/mleakwatch.$$
	[ -n "$limit" ] || { rmdir "$group"; group=''; }
done
if [ -n "$limit" ] && grep -q '^oom_kill ' /proc/vmstat &&
	echo 30M >"$limit" 2>/dev/null; then
	run timeout 1200 "$mleakwatch" -T -i 0.01 -- sh -c '
		echo $$ >"$1/cgroup.procs"; exec "$2" 60000' sh \
		"$group" "$leaks/recurring"
	if grep -q 'signal 9' "$err"; then
		is "the OOM killer ended it" "$(awk -F '\t' '
			NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ print $(at["ended"]) }' "$out" |
			sed 's/maybe/killed/')" killed
		ok "the OOM killer ended it: it is said" \
			grep -q 'OOM killer' "$out"
		ok "the OOM killer ended it: with its last size" grep -q \
			'OOM killer[a-z ]*, with [0-9.]* MiB in its last' "$out"
	else
		skip "the OOM killer ended it" "it did not"
	fi
else
	skip "the OOM killer ended it" "no memory cgroup can be made"
fi
# Between two calls of --state the kernel's log tells, which root may read.
if [ -n "$limit" ] && dmesg >/dev/null 2>&1; then
	sh -c 'echo $$ >"$1/cgroup.procs"; exec "$2" 60000' sh "$group" \
		"$leaks/recurring" &
	victim=$!
	started="$started $victim"
	until_true runs "$victim" recurring
	run "$mleakwatch" -T --state "$TMP/oom.state" "$victim"
	sampled=$(sed 1d "$out")
	wait "$victim" 2>/dev/null
	ending=$?
	gone "$victim"
	run "$mleakwatch" -T -o pid,ended --no-header --state "$TMP/oom.state" \
		"$victim"
	# On a machine that is busy it may be gone before its sample.
	if [ "$ending" -eq 137 ] && [ -n "$sampled" ] &&
		dmesg | grep -q "Killed process $victim "; then
		is "--state: the OOM killer ended it" "$(cat "$out")" \
			"$victim${tab}killed"
	else
		skip "--state: the OOM killer ended it" "it did not"
	fi
else
	skip "--state: the OOM killer ended it" "the log cannot be read"
fi
[ -z "$group" ] || until_true rmdir "$group"

# A small stack: nothing large is kept there.
awk -v OFS='\t' 'BEGIN { print "pid", "anon", "time"
	for (i = 0; i < 2000; i++)
		print 3, 1e6 + 1e5 * sin(i / 10), 1.7e9 + 60 * i }' >"$TMP/waves"
# The sanitizers widen frames.
stack=64
! nm "$mleakwatch" 2>/dev/null | grep -q __asan_init || stack=256
# small DESCRIPTION ARGS...: the exit status is that of the usual stack.
small() {
	what=$1
	shift
	cp "$TMP/waves" "$TMP/thinned"
	run "$mleakwatch" "$@"
	usual=$status
	cp "$TMP/waves" "$TMP/thinned"
	run sh -c "ulimit -s $stack; exec \"\$@\"" sh "$mleakwatch" "$@"
	exits "a stack of $stack KiB: $what" "$usual"
}
small "two processes" -T -i 0.01 -d 0.2 "$sleeping" "$$"
is "a stack of $stack KiB: both are judged" "$(wc -l <"$out")" 3
small "a command" -T -i 10 -- sh -c 'sleep 0.1'
small "all" -T -a -i 0.1 -d 0.3
small "its heap" --scan --max-stop 60000 "$sleeping"
small "its heap in a watch" --scans 2 --max-stop 60000 -i 0.01 -d 0.2 "$sleeping"
small "the system" --system -i 0.1 -d 0.3
small "a state file that is thinned" --state "$TMP/thinned" --keep 128 \
	"$sleeping"
# Words that a script passes on are no commands to the terminal.
escape=$(printf '\033')
for words in "${escape}[31mred" "-f $TMP/waves --value ${escape}[31m" \
	"-f $TMP/waves --by ${escape}[31m --value rss" \
	"-f $TMP/waves --work ${escape}[31m"; do
	# shellcheck disable=SC2086 # words
	run "$mleakwatch" $words
	exits "an escape byte: $(printf %s "$words" | tr -d "$escape")" 2
	ok "an escape byte: $(printf %s "$words" | tr -d "$escape"): is not printed" \
		sh -c '! cat "$2" "$3" | grep -q "$1"' - "$escape" "$out" "$err"
done
# A name as long as a file system takes.
long=$TMP/$(printf '%0255d' 1)
cp "$TMP/waves" "$long"
run "$mleakwatch" --state "$long" --keep 128 "$sleeping"
is "a long name: nothing to complain of" "$(cat "$err")" ''
ok "a long name: thinned" test "$(wc -l <"$long")" -lt 1000
small "a record" --record "$TMP/small" -i 0.01 -d 0.2 "$sleeping"
small "a comparison" -f "$TMP/waves" --against "$TMP/small"
small "waves" -f "$TMP/waves"

done_testing
