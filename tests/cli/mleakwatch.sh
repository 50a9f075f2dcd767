#!/bin/sh
# mleakwatch.sh: mleakwatch, end to end.
# slow: it watches programs for seconds
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
traces=$FIXTURES/traces
leaks=${BUILD:-$TESTS/../build}/leaks
tab=$(printf '\t')
children=
# shellcheck disable=SC2086,SC2154 # words
trap 'kill $children 2>/dev/null; rm -rf "$TMP"' EXIT

# value COLUMN [ROW]: of the TSV that the last run printed.
value() {
	awk -F '\t' -v column="$1" -v row="${2:-1}" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		NR == row + 1 { print $(at[column]) }' "$out"
}

# --- recorded samples --------------------------------------------------------

while read -r file verdict class; do
	[ "$file" != file ] || continue
	run "$mleakwatch" -T -f "$traces/$file"
	said=$(value verdict)
	case $verdict,$said in
	no-leak,undecided) pass ;;
	*) ok "$file: $said" sh -c 'case "|$1|" in *"|$2|"*) ;; *) exit 1
		esac' sh "$verdict" "$said" ;;
	esac
	case $said in
	leak) exits "$file" 1; is "$file: class" "$(value class)" "$class" ;;
	undecided) exits "$file" 3 ;;
	*) exits "$file" 0; is "$file: class" "$(value class)" - ;;
	esac
	ok "$file: nothing to complain of" test ! -s "$err"
done <"$traces/labels.tsv"

run "$mleakwatch" -T -f "$traces/c_steady.tsv"
is "the contract's columns" "$(head -n 1 "$out" | cut -f 1-21 | tr '\t' ' ')" \
	"host pid start comm verdict class confidence samples from to`
		` anon_first anon_last rate rate_low rate_high exhaust_s`
		` exhaust_low exhaust_high limit reachability why"
is "reachability" "$(value reachability)" -
is "samples" "$(value samples)" "$(($(wc -l <"$traces/c_steady.tsv") - 1))"
is "from" "$(value from)" "$(sed -n 2p "$traces/c_steady.tsv" | cut -f 1)"
ok "the rate is in its interval, and per hour the same" awk \
	-v rate="$(value rate)" -v low="$(value rate_low)" \
	-v high="$(value rate_high)" -v hour="$(value rate_hour)" 'BEGIN {
	d = rate * 3600 - hour
	exit !(low <= rate && rate <= high && d > -4 && d < 4) }'
cp "$out" "$TMP/once"
run "$mleakwatch" -T -f - <"$traces/c_steady.tsv"
# run gives no stdin.
"$mleakwatch" -T -f - <"$traces/c_steady.tsv" >"$out"
same "standard input, and the same every time" "$TMP/once" "$out"

# Many in one file, told apart; a repeated header; another order of columns.
awk -F '\t' -v OFS='\t' 'FNR == 1 { print "pid", "anon", "time", "start",
	"junk", "comm", "host"; next }
	{ print 7, $6, $1, $3, "x", $4, FILENAME ~ /idle/ ? "a" : "b" }' \
	"$traces/c_steady.tsv" "$traces/c_idle.tsv" >"$TMP/both"
run "$mleakwatch" -T -f "$TMP/both"
exits "one of two leaks" 1
is "the leak is first" "$(value host 1) $(value verdict 1)" "b leak"
is "the other one" "$(value host 2) $(value verdict 2)" "a no-leak"
run "$mleakwatch" -q -T -f "$TMP/both"
is "-q" "$(wc -l <"$out")" 2
run "$mleakwatch" -q -T --min-rate 100G/h -f "$TMP/both"
exits "--min-rate" 0
silent "-q: where nothing leaks, not even a header"
columns=$("$mleakwatch" -T -f "$TMP/both" | head -n 1 | tr '\t' '\n' | wc -l)
run "$mleakwatch" --no-header -T -o +curve --min-growth 100M \
	-f "$TMP/both"
exits "--min-growth" 0
is "-o adds, without a header" "$(awk -F '\t' '{ print NF, $5 }' "$out" |
	sort -u)" "$((columns + 1)) no-leak"

run env LC_ALL=C "$mleakwatch" -o curve -f "$traces/c_steady.tsv"
prints "a curve" <<'END'
CURVE
_.-:=+*#
END
run env LC_ALL= LC_CTYPE= LANG=de_DE.utf8 "$mleakwatch" -o curve \
	-f "$traces/c_steady.tsv"
prints "a curve in UTF-8" <<'END'
CURVE
▁▂▃▄▅▆▇█
END
run "$mleakwatch" -f "$traces/c_idle.tsv"
is "text: two lines a process" "$(wc -l <"$out")" 3

# Files of samples may be odd.
head -n 60 "$traces/c_idle.tsv" >"$TMP/odd"
{
	sed -n 50,52p "$traces/c_idle.tsv"
	printf 'x%s1%s2\n' "$tab" "$tab"
	printf '1795400000.000\t32574\t106912\tsc\t1\t2'
} >>"$TMP/odd"
run "$mleakwatch" -T -f "$TMP/odd"
complains "what was left out is said" <<END
mleakwatch: $TMP/odd: 1 malformed line skipped
mleakwatch: $TMP/odd: the last line is incomplete: skipped
mleakwatch: $TMP/odd: 3 duplicate samples skipped
END
is "the rest counts" "$(value samples)" 59
{
	cat "$traces/c_idle.tsv"
	awk -F '\t' -v OFS='\t' 'NR > 1 { $1 = sprintf("%.3f", $1 + 5000)
		print }' "$traces/c_idle.tsv"
} >"$TMP/gap"
run "$mleakwatch" -T -f "$TMP/gap"
complains "a gap" <<END
mleakwatch: $TMP/gap: 1 gap in the samples
END

# In whatever order: what is said of the whole is the same.
named=verdict,class,samples,from,to,anon_first,anon_last
{
	sed -n '1p;300,$p' "$traces/c_steady.tsv"
	sed -n 1,100p "$traces/c_steady.tsv"
	sed -n '1p;101,299p' "$traces/c_steady.tsv"
} >"$TMP/pieces"
sed -n '1!G;h;$p' "$traces/c_steady.tsv" >"$TMP/backwards"
{
	head -n 1 "$traces/c_steady.tsv"
	sed '$d' "$TMP/backwards"
} >"$TMP/backwards-headed"
run "$mleakwatch" -T -o "$named,rate" -f "$traces/c_steady.tsv"
cp "$out" "$TMP/in-order"
for file in pieces backwards-headed; do
	run "$mleakwatch" -T -o "$named,rate" -f "$TMP/$file"
	exits "$file" 1
	ok "$file: it is said" grep -q 'samples out of order put in their' "$err"
	ok "$file: nothing else is" test "$(wc -l <"$err")" -eq 1
	ok "$file: judged alike" awk -F '\t' 'FNR == 1 { next }
		NR == FNR { for (i = 1; i <= NF; i++) a[i] = $i; next }
		{ for (i = 1; i < NF; i++) if ($i != a[i]) exit 1
		exit !($NF > 0.9 * a[NF] && $NF < 1.1 * a[NF]) }' \
		"$TMP/in-order" "$out"
done

# changed PROGRAM: c_idle by awk, n counts its samples.
changed() {
	awk -F '\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++)
		at[$i] = i; print; next } { n++ } '"$1"' { print }' \
		"$traces/c_idle.tsv" >"$TMP/changed"
	run "$mleakwatch" -T -f "$TMP/changed"
}
half=$(($(wc -l <"$traces/c_idle.tsv") / 2))
idle=$(($(wc -l <"$traces/c_idle.tsv") - 1))
changed "n > $half { \$at[\"start\"] += 500; \$at[\"anon\"] += 5e7 }"
is "a pid that is used again" "$(wc -l <"$out")" 3
changed "n > $half { \$at[\"comm\"] = \"other\" }"
is "execve in the middle: one process" "$(wc -l <"$out")" 2
is "execve in the middle: its last name" "$(value comm)" other
run "$mleakwatch" -T -o verdict,class,rate -f "$traces/c_idle.tsv"
cp "$out" "$TMP/idle"
changed "n > $half { t = int(\$at[\"anon\"] * 0.8)
	\$at[\"anon\"] -= t; \$at[\"swap\"] += t; \$at[\"rss\"] -= t }"
run "$mleakwatch" -T -o verdict,class,rate -f "$TMP/changed"
same "swapped out in the middle" "$TMP/idle" "$out"
changed "n > $half { \$at[\"time\"] = sprintf(\"%.3f\", \$at[\"time\"] - 2.1) }"
is "a clock that was put back: none is lost" "$(value samples)" "$idle"
ok "a clock that was put back: it is said" grep -q 'out of order' "$err"
is "a clock that was put back: the verdict" "$(value verdict)" \
	"$(sed -n '2s/\t.*//p' "$TMP/idle")"
changed "n > $half { \$at[\"time\"] = sprintf(\"%.3f\", \$at[\"time\"] + 9e4) }"
complains "a machine that slept" <<END
mleakwatch: $TMP/changed: 1 gap in the samples
END
is "a machine that slept" "$(value samples)" "$idle"

# One hands all back before it ends, as is seen from another that goes on.
awk -v OFS='\t' 'BEGIN { print "time", "host", "pid", "start", "anon"
	for (t = 0; t < 400; t++) {
		if (t < 300)
			print 1e9 + t, "h", 1, 1, t < 295 ? t * 1e5 : 1e5
		print 1e9 + t, "h", 2, 1, 5e6 + t % 7 * 4096 } }' >"$TMP/implicit"
run "$mleakwatch" -T -f "$TMP/implicit"
is "handed back at its end" "$(value verdict) $(value class)" \
	"leak implicit"
head -n 596 "$TMP/implicit" | grep -v "h${tab}2" >"$TMP/alone"
run "$mleakwatch" -T -f "$TMP/alone"
ok "what may live on is not implicit" test "$(value class)" != implicit

# Memory is by samples, of hosts without number, and an end to it is clear.
awk -v OFS='\t' 'BEGIN { print "time", "host", "pid", "start", "anon"
	for (i = 0; i < 60000; i++)
		print 1e9 + int(i / 20000), "h" i % 20000, 1, 1, 1e6
	}' >"$TMP/hosts"
# Seconds of the processor: each host against each other took hundreds.
run sh -c 'ulimit -t 20; exec "$@"' sh "$mleakwatch" -q -T -f "$TMP/hosts"
exits "20,000 hosts" 3
run "$mleakwatch" -q -T --max-memory 16M -f "$TMP/hosts"
exits "20,000 hosts: 16 MiB will do" 3
run "$mleakwatch" -T --max-memory 1M -f "$TMP/hosts"
exits "--max-memory" 2
silent "--max-memory: no verdict on a part"
ok "--max-memory: it is said" grep -q 'more than --max-memory' "$err"
run "$mleakwatch" -f /nonexistent
exits "no such file" 2
run "$mleakwatch" -f /nonexistent "$traces/c_idle.tsv"
exits "a file is missing: not sure" 2
run "$mleakwatch" -f /nonexistent "$traces/c_steady.tsv"
exits "a file is missing: a leak is a leak" 1
: >"$TMP/empty"
run "$mleakwatch" -f "$TMP/empty"
exits "an empty file" 2
echo 1 2 3 >"$TMP/no-header"
run "$mleakwatch" -f "$TMP/no-header"
exits "no header" 2
printf 'time\tpid\n1\t2\n' >"$TMP/no-memory"
run "$mleakwatch" -f "$TMP/no-memory"
exits "no memory" 2
ok "it says what is missing" grep -q 'no column anon or rss' "$err"
printf 'time\tpid\trss\tcomm\n1\t2\t3\t\\x1b[1m\n' >"$TMP/bad-name"
run "$mleakwatch" -T -f "$TMP/bad-name"
is "names stay safe" "$(value comm)" '\x1b[1m'
is "rss is said" "$(value signal)" rss

# --- the command line --------------------------------------------------------

while read -r words; do
	# shellcheck disable=SC2086 # words
	run "$mleakwatch" $words
	exits "$words" 2
	silent "$words"
done <<'END'

-f
-i 0 1
-d x 1
-a 1
-a -- true
--
1x
0
--min-rate 5/x 1
--min-growth 5/h 1
--keep 127 1
--max-state 1 1
--state x -f y
--record x --state x 1
--record x -f y
-u no-such-user
--cgroup= -d 1
--nonsense
-o nonsense 1
--root /nonexistent 1
END
run "$mleakwatch" -u ''
exits "an empty argument" 2
is "an empty argument is named" "$(head -n 1 "$err")" \
	"mleakwatch: '': no such user"
run "$mleakwatch" leakyserver
is "a name is no pid: what to type" "$(head -n 1 "$err")" "mleakwatch: `
	`leakyserver: not a pid; by name: -C leakyserver, to start it: -- ./leakyserver"
run "$mleakwatch" -d 0.1 -C no-such-name
exits "nobody of that name" 2
complains "nobody of that name" <<'END'
mleakwatch: no-such-name: no process is called so
END
run "$mleakwatch" -d 0.1 -i 0.02 $$
is "too few samples: said at once" "$(head -n 1 "$err")" "mleakwatch: -i: `
	`5 samples in the time of -d are too few for a verdict, which takes 48"
# For longer where a busy machine did not run it.
for seconds in 1 5 25 125; do
	run "$mleakwatch" -T -d "$seconds" $$
	[ "$(value samples)" -lt 48 ] || break
done
ok "-d chooses the interval" test "$(value samples)" -ge 48
run "$mleakwatch" --keep 127 1
is "too few to keep: how many are needed" "$(head -n 1 "$err")" \
	"mleakwatch: 127: must be at least 128"
run "$mleakwatch" --scan --stacks 0.5 $$
exits "a time without =" 2
is "a time without =: what to type" "$(head -n 1 "$err")" \
	"mleakwatch: 0.5: no such process (a time: --stacks=TIME)"
run "$mleakwatch" -d 0.1 999999999
exits "no such process" 2
if [ -w /dev/full ]; then
	status=0
	"$mleakwatch" -f "$traces/c_idle.tsv" >/dev/full 2>"$err" || status=$?
	exits "output that is lost" 2
	status=0
	"$mleakwatch" --help >/dev/full 2>"$err" || status=$?
	exits "help that is lost" 2
fi

# --- the living --------------------------------------------------------------

# A second of life looks different on a busy machine.  These tests show that a
# process is watched; the recorded curves above show how it is judged.

# For longer where a busy machine takes too few samples.
for turns in 100 500 2500 12500; do
	rm -f "$TMP/record"
	run "$mleakwatch" -T -i 0.01 --record "$TMP/record" -- \
		"$leaks/recurring" "$turns"
	grep -q 'a verdict takes 48' "$err" || break
done
live=$status
verdict=$(value verdict)
class=$(value class)
is "its name" "$(value comm)" recurring
complains "its end is told" <<END
mleakwatch: $leaks/recurring: exit status 0
END
samples=$(value samples) rate=$(value rate)
run "$mleakwatch" -T -f "$TMP/record"
exits "recorded and read back" "$live"
is "recorded and read back: verdict" "$(value verdict)" "$verdict"
is "recorded and read back: class" "$(value class)" "$class"
is "recorded and read back: samples" "$(value samples)" "$samples"
ok "recorded and read back: rate" awk -v a="$rate" -v b="$(value rate)" \
	'BEGIN { exit !(a == b || (a > b * 0.9 && a < b * 1.1)) }'

# A process of that name has 60 samples in a record, and has grown by so many
# bytes between them.
cat >"$TMP/grown.awk" <<'EOF'
$5 == name && n++ == 0 { first = $6 }
$5 == name { last = $6 }
END { exit !(n >= 60 && last - first >= most) }
EOF
# grown RECORD NAME BYTES
grown() {
	awk -F '\t' -v name="$2" -v most="$3" -f "$TMP/grown.awk" "$1"
}

# A process that the command starts and leaves behind is watched as well.
run "$mleakwatch" -T -i 0.01 --record "$TMP/family" -- sh -c '
	("$1" 60000 & echo $! >"$3")
	i=0
	until awk -F "\t" -v name=recurring -v most=1048576 -f "$4" "$2" ||
		[ $((i += 1)) -gt 6000 ]; do sleep 0.05; done
	exit 7' sh \
	"$leaks/recurring" "$TMP/family" "$TMP/orphan" "$TMP/grown.awk"
kill "$(cat "$TMP/orphan")"
ok "left behind: watched" sh -c 'cut -f 4 "$1" | grep -q recurring' sh "$out"
ok "left behind: the command's status" grep -q 'sh: exit status 7' "$err"
ok "where it grew" awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++)
	at[$i] = i; next }
	$(at["comm"]) == "recurring" &&
		$(at["where"]) ~ /^\[heap\] [0-9]+ %/ &&
		$(at["grew_heap"]) >= 65536 { found = 1 }
	END { exit !found }' "$out"

# After execve(2) the mappings of before say nothing: the shell's own heap would
# have shrunk.  For longer where a busy machine takes too few samples.
for turns in 60 600 3000 15000; do
	run "$mleakwatch" -T -i 0.01 -- sh -c 'i=0
		while [ $i -lt 20000 ]; do i=$((i + 1)); done
		exec "$0" "$1"' "$leaks/recurring" "$turns"
	[ "$(value comm)" != recurring ] ||
		! [ "$(value grew_heap)" -ge 65536 ] 2>/dev/null || break
done
is "execve: its last name" "$(value comm)" recurring
ok "execve: where it grew" sh -c 'test "$1" -ge 65536' sh "$(value grew_heap)"

# A sample each ten seconds: however long true(1) waits for a processor.
run "$mleakwatch" -i 10 -- true
exits "too short to tell" 3
ok "too short to tell: how short" \
	grep -q 'true: ran for [0-9.]* s: [0-9]* samples*, a verdict takes 48' \
	"$err"
# Mappings are looked at for who asks: here nobody may.
run "$mleakwatch" -T -i 0.01 -d 0.3 --no-smaps $$
is "--no-smaps" "$(value where) $(value grew_heap)" "- -"
if command -v strace >/dev/null; then
	# smaps_reads COLUMNS: how often it is read for them.
	smaps_reads() {
		strace -f -o "$TMP/calls" -e trace=openat,openat2 \
			"$mleakwatch" -T -i 0.01 -d 0.3 -o "$1" $$ \
			>/dev/null 2>&1
		grep -c '/smaps"' "$TMP/calls"
	}
	smaps_some() {
		[ "$(smaps_reads +grew_heap)" -gt 0 ]
	}
	ok "smaps is read where a column asks" until_true smaps_some
	is "smaps is not read where none asks" \
		"$(smaps_reads pid,verdict)" 0
else
	skip "smaps is read where a column asks" "no strace"
fi
# A process that gives back much at its end takes a while to end.
run "$mleakwatch" -T -i 0.001 -- awk 'BEGIN {
	x = "x"; while (length(x) < 1e8) x = x x }'
ok "a slow end is no sample without memory" sh -c '
	! grep "no figures" "$1"' sh "$err"
run "$mleakwatch" -- /nonexistent
exits "no such command" 2
complains "no such command" <<'END'
mleakwatch: /nonexistent: No such file or directory
END
run "$mleakwatch" -- sh -c 'exit 5'
ok "its status is told" grep -q 'sh: exit status 5' "$err"
is "its stdin and stdout are its own" "$(echo hello |
	"$mleakwatch" -T --no-header -o pid -- cat 2>"$err" | head -n 1)" hello
run "$mleakwatch" -d 0.2 -- sleep 6000
ok "-d ends it" grep -q 'sleep: ended by signal 15' "$err"

# /proc/PID of a process whose first thread has ended tells no memory.
# A name that no other test has which runs at the same time.
cp "$leaks/first_thread_gone" "$TMP/first.$$"
"$TMP/first.$$" 60000 &
headless=$!
children=$headless
until_true grep -q '^State:.Z' "/proc/$headless/status"
# For longer where a busy machine did not run it.
for seconds in 1 5 25 125; do
	run "$mleakwatch" -T -i 0.01 -d "$seconds" \
		-o pid,comm,samples,growth,grew_heap,grew_anon "$headless"
	case $(value grew_heap),$(value grew_anon) in *-*) continue ;; esac
	[ $(($(value grew_heap) + $(value grew_anon))) -lt 65536 ] || break
done
is "the first thread has ended: watched" "$(value pid) $(value comm)" \
	"$headless first.$$"
ok "the first thread has ended: its growth" test "$(value growth)" -ge 65536
ok "the first thread has ended: where" test \
	$(($(value grew_heap) + $(value grew_anon))) -ge 65536
is "the first thread has ended: by name" "$("$mleakwatch" -T --no-header \
	-i 0.01 -d 0.2 -o pid -C "first.$$" 2>/dev/null)" "$headless"
kill "$headless"

# Nor does the file that a watch holds open, if that thread ends meanwhile; the
# others may have other names.
"$leaks/first_thread_gone" 60000 later &
headless=$!
children=$headless
# When it has its second thread, it waits for SIGUSR1.
until_true grep -q '^Threads:.2' "/proc/$headless/status"
"$mleakwatch" -T -i 0.02 -o pid,comm,samples,grew_heap,grew_anon \
	--record "$TMP/headless" "$headless" >"$out" 2>"$err" &
watching=$!
children="$headless $watching"
until_true lines "$TMP/headless" 100
kill -USR1 "$headless"
until_true grep -q '^State:.Z' "/proc/$headless/status"
before=$(wc -l <"$TMP/headless")
until_true lines "$TMP/headless" $((before + 100))
until_true grown "$TMP/headless" first_thread_go 7340032
kill "$watching"
wait "$watching"
kill "$headless"
children=
is "the first thread ends: errors" "$(cat "$err")" ''
is "the first thread ends: all samples" \
	"$(value pid) $(value comm) $(value samples)" \
	"$headless first_thread_go $(($(wc -l <"$TMP/headless") - 1))"
ok "the first thread ends: where, from the first look on" test \
	$(($(value grew_heap) + $(value grew_anon))) -ge 6553600
is "the first thread ends: one name, no sample without memory" \
	"$(cut -f 5 "$TMP/headless" | sort -u | tr '\n' ' ')" \
	'comm first_thread_go '
ok "the first thread ends: a sample each 20 ms and no gap" awk -F '\t' '
	NR > 2 && ($6 == "-" || $6 < last) { exit 1 }
	{ last = $6 }' "$TMP/headless"

"$leaks/onetime" 600000 &
leaking=$!
sleep 6000 &
sleeping=$!
children="$leaking $sleeping"
until_true runs "$leaking" onetime
until_true runs "$sleeping" sleep
run "$mleakwatch" -T -i 0.01 -d 0.8 "$leaking" "$sleeping"
is "the one and the other" "$(cut -f 2 "$out" | sort | paste -sd ' ' -)" \
	"$(printf '%s\n' pid "$leaking" "$sleeping" | sort | paste -sd ' ' -)"
run "$mleakwatch" -T -i 0.01 -d 0.6 -C onetime,other
is "-C" "$(awk -v pid="$leaking" '$2 == pid' "$out" | wc -l)" 1
is "-C: nobody else" "$(awk 'NR > 1 && $4 != "onetime"' "$out")" ""

# A sample takes longer than this beat: there is never time to wait.
run timeout 600 "$mleakwatch" -T -i 0.000001 -d 0.2 "$sleeping"
is "-d, and no time to wait" "$(value pid)" "$sleeping"
"$mleakwatch" -T -i 0.000001 --record "$TMP/fast" "$sleeping" \
	>"$out" 2>"$err" &
watching=$!
until_true lines "$TMP/fast" 3
kill -TERM "$watching"
until_true sh -c '! kill -0 "$1"' sh "$watching"
kill -KILL "$watching" 2>/dev/null
wait "$watching"
is "a signal, and no time to wait" "$(value pid)" "$sleeping"
run "$mleakwatch" -T -i 0.02 -d 0.8 -u "$(id -u)"
is "-u" "$(awk -v pid="$leaking" '$2 == pid' "$out" | wc -l)" 1
run "$mleakwatch" -T -i 0.02 -d 0.8 -a -o pid,comm
is "-a" "$(awk -v pid="$leaking" '$1 == pid { print $2 }' "$out")" onetime
: >"$out"
"$mleakwatch" -T -i 0.1 --every 0.2 "$sleeping" >"$out" 2>"$err" &
watching=$!
until_true lines "$out" 4
ok "--every: rows on the way" lines "$out" 4
kill -TERM "$watching"
wait "$watching"
is "--every: one header" "$(grep -c verdict "$out")" 1

rm -f "$TMP/log"
"$mleakwatch" -T -i 0.01 --record "$TMP/log" "$sleeping" >"$out" 2>"$err" &
watching=$!
until_true lines "$TMP/log" 3
kill -INT "$watching" 2>/dev/null || kill -TERM "$watching"
kill -TERM "$watching" 2>/dev/null
status=0
wait "$watching" || status=$?
is "a signal gives the verdict so far" "$(value pid)" "$sleeping"

# A look at mappings that waits for a processor puts off no other look.
if command -v strace >/dev/null; then
	"$leaks/recurring" 60000 &
	growing=$!
	children="$children $growing"
	for seconds in 4 16 64; do
		run strace -f -o "$TMP/calls" -e trace=read \
			-P "/proc/$sleeping/smaps" \
			-e inject=read:delay_enter=2000000:when=1 \
			"$mleakwatch" -T -i 0.01 -d "$seconds" \
			-o pid,grew_heap "$sleeping" "$growing"
		grew=$(awk -v pid="$growing" '$1 == pid { print $2 }' "$out")
		[ "$grew" -ge 65536 ] 2>/dev/null && break
	done
	ok "a look that waits puts off no other" test "$grew" -ge 65536
	kill "$growing"
	children="$leaking $sleeping"
else
	skip "a look that waits puts off no other" "no strace"
fi

# Born later, and dead before it can be judged.
rm -f "$TMP/log"
cp "$leaks/none" "$TMP/none.$$"
"$mleakwatch" -T -i 2 --record "$TMP/log" -C "none.$$" >"$out" 2>"$err" &
watching=$!
until_true lines "$TMP/log" 1
"$TMP/none.$$" 60000 &
short=$!
until_true grep "${tab}none.$$${tab}" "$TMP/log"
kill "$short"
wait "$short" 2>/dev/null
status=0
wait "$watching" || status=$?
exits "too short a life" 3
complains "too short a life is counted" <<'END'
mleakwatch: 1 process: ended too soon to judge
END

# --- a state -----------------------------------------------------------------

state=$TMP/state
# Thirty times, so that two of them come within a millisecond.
i=0
while [ $((i += 1)) -le 30 ]; do
	"$mleakwatch" --state "$state" --lock-timeout 600 "$leaking" &
	one=$!
	"$mleakwatch" --state "$state" --lock-timeout 600 "$leaking" &
	two=$!
	"$mleakwatch" --state "$state" --lock-timeout 600 "$leaking" &
	wait "$one" "$two" $!
done >/dev/null 2>&1
is "no call is lost" "$(wc -l <"$state")" 91
run "$mleakwatch" -T --state "$state" "$leaking"
is "all samples are judged" "$(value samples)" 91
printf '1795400000.000\tvm\t1' >>"$state"
run "$mleakwatch" -T --state "$state" "$leaking"
is "half a line is cut off" "$(value samples)" 92
is "half a line is cut off" "$(wc -l <"$state")" 93
oldest=$(value from)
# At any moment of a call, which takes some milliseconds.
cp "$state" "$TMP/whole"
lost=0 i=0
while [ $i -lt 30 ]; do
	"$mleakwatch" --state "$state" "$leaking" >/dev/null 2>&1 &
	killed=$!
	sleep "0.00$((i % 10))"
	kill -9 "$killed" 2>/dev/null
	wait "$killed" 2>/dev/null
	head -n "$(wc -l <"$TMP/whole")" "$state" | cmp -s - "$TMP/whole" ||
		lost=$((lost + 1))
	cp "$state" "$TMP/now"
	# Half a line may stand at its end, until the next call.
	head -n "$(wc -l <"$TMP/now")" "$TMP/now" >"$TMP/whole"
	i=$((i + 1))
done
is "killed at any moment: no older sample is lost" "$lost" 0
i=0
while [ "$(wc -l <"$state")" -le 128 ] && [ $i -lt 200 ]; do
	"$mleakwatch" --state "$state" "$leaking" >/dev/null 2>&1
	i=$((i + 1))
done
i=0
while [ $i -lt 24 ]; do
	"$mleakwatch" --state "$state" --keep 128 "$leaking" >/dev/null 2>&1 &
	killed=$!
	[ $((i % 4)) -eq 3 ] || kill -9 "$killed" 2>/dev/null
	wait "$killed" 2>/dev/null
	i=$((i + 1))
done
run "$mleakwatch" -T -f "$state"
ok "killed at any moment: nothing is malformed" sh -c '
	! grep malformed "$1"' sh "$err"
is "killed at any moment: the oldest sample is there" "$(value from)" \
	"$oldest"
i=0
while [ $i -lt 30 ]; do
	"$mleakwatch" --state "$state" --keep 128 "$leaking" >/dev/null 2>&1
	i=$((i + 1))
done
ok "--keep" test "$(wc -l <"$state")" -le 130
run "$mleakwatch" -T -f "$state"
is "thinned, not cut off" "$(value from)" "$oldest"

# Fifty processes of 300 samples and one of 3, in a file that is too large.
awk 'BEGIN {
	OFS = "\t"
	print "time", "host", "pid", "start", "comm", "anon", "virt"
	for (i = 0; i < 300; i++)
		for (pid = 1; pid <= 51; pid++)
			if (pid < 51 || i < 3)
				print 1790000000 + 60 * i ".000", "other", pid,
					70000 + pid, "another-server", 4096 * pid,
					"1125899906842624", "a column of mine" }' \
	>"$TMP/crowded"
sed 1d "$TMP/crowded" >"$TMP/crowded.before"
run "$mleakwatch" -q --state "$TMP/crowded" --max-state 1M "$leaking"
ok "--max-state" test "$(wc -c <"$TMP/crowded")" -le 1048576
complains "--max-state: it is said" <<END
mleakwatch: $TMP/crowded: is larger than --max-state: thinned to `
	`$(awk -v most="$(wc -c <"$TMP/crowded.before")" 'BEGIN {
		print int((1048576 / most * 15004 - 4) / 50) }') `
	`samples of a process
END
is "--max-state: all keep as many, or what they have" "$(awk -F '\t' '
	$2 == "other" { count[$3]++ }
	END {
		for (pid in count)
			if (pid < 51 && count[pid] != count[1])
				wrong++
		print wrong + 0, count[51], (count[1] > 100) }' \
	"$TMP/crowded")" "0 3 1"
is "--max-state: the first and the last are there" "$(awk -F '\t' '
	$2 == "other" && $3 == 1 { if (!n++) first = $1; last = $1 }
	END { print first, last }' "$TMP/crowded")" \
	"1790000000.000 1790017940.000"
run "$mleakwatch" -q --state "$TMP/crowded" --max-state 1M "$leaking"
complains "--max-state: then it is small enough" </dev/null

# A leak is reported once: the file notes what was.  The history is made up, of
# a process that lives.
start=$(sed 's/.*) //' "/proc/$sleeping/stat" | cut -d ' ' -f 20)
now=$(awk '/^Rss(Anon|Shmem):/ { n += $2 * 1024 } END { print n }' \
	"/proc/$sleeping/status")
# history FILE SLOPE: 400 minutes of it, up to now.
history() {
	awk -v OFS='\t' -v pid="$sleeping" -v start="$start" -v slope="$2" \
		-v now="$now" -v host="$(uname -n)" -v time="$(date +%s)" 'BEGIN {
		print "time", "host", "pid", "start", "anon", "comm"
		for (i = 400; i > 0; i--)
			printf "%d\t%s\t%s\t%s\t%d\tsleep\n", time - i * 60,
				host, pid, start, now - i * slope }' >"$1"
}
history "$TMP/known" $((now / 410))
run "$mleakwatch" -q -T --state "$TMP/known" "$sleeping"
exits "a leak that is new" 1
is "a leak that is new" "$(value verdict)" leak
run "$mleakwatch" -q -T --state "$TMP/known" "$sleeping"
exits "a leak that is known" 1
silent "a leak that is known"
run "$mleakwatch" -T --state "$TMP/known" "$sleeping"
is "a leak that is known: without -q" "$(value verdict)" leak
run "$mleakwatch" -q -T --again --state "$TMP/known" "$sleeping"
is "a leak that is known: --again" "$(value verdict)" leak
history "$TMP/known" 0
run "$mleakwatch" -q -T --state "$TMP/known" "$sleeping"
exits "no leak" 0
silent "no leak"
sed -i "s/${tab}no-leak$tab/${tab}leak$tab/" "$TMP/known"
run "$mleakwatch" -q -T --state "$TMP/known" "$sleeping"
is "a leak that is none any more" "$(value verdict)" no-leak
run "$mleakwatch" -q -T --state "$TMP/known" "$sleeping"
silent "a leak that is none any more: said once"
if [ -w /dev/full ]; then
	history "$TMP/known" $((now / 410))
	"$mleakwatch" -q -T --state "$TMP/known" "$sleeping" \
		>/dev/full 2>"$err"
	run "$mleakwatch" -q -T --state "$TMP/known" "$sleeping"
	is "what did not arrive is no report" "$(value verdict)" leak
fi

kill "$leaking"
wait "$leaking" 2>/dev/null
run "$mleakwatch" -T --state "$state" "$leaking"
is "the last verdict" "$(value pid)" "$leaking"
is "then it is taken out" "$(wc -l <"$state")" 1

# A file that others began, of other columns: kept, also when it is thinned.
awk -v OFS='\t' -v pid="$sleeping" 'BEGIN {
	print "note", "pid", "anon", "time"
	for (i = 0; i < 200; i++) print "n" i "\\t", 1, 1e6, 1.7e9 + i
	print "another", "time", "pid", "rss"
	print "x", 1.7e9, 2, 5 }' >"$TMP/foreign"
cp "$TMP/foreign" "$TMP/mixed"
run "$mleakwatch" -T --state "$TMP/mixed" "$sleeping"
is "a file that others began: three processes" "$(wc -l <"$out")" 4
ok "a file that others began: it is as it was" sh -c '
	head -n "$(wc -l <"$2")" "$1" | cmp - "$2"' sh \
	"$TMP/mixed" "$TMP/foreign"
run "$mleakwatch" -T --state "$TMP/mixed" --keep 128 "$sleeping"
run "$mleakwatch" -T -f "$TMP/mixed"
is "thinned: nothing to complain of" "$(cat "$err")" ""
is "thinned: three processes" "$(wc -l <"$out")" 4
is "thinned: the one that has too many" "$(awk -F '\t' '$2 == 1 {
	print $8 }' "$out")" 97
is "thinned: their columns" "$(cut -f 1 "$TMP/mixed" | head -n 2 |
	tr '\n' ' ')" 'note n0\t '
ok "thinned: what came last" grep -q "^x${tab}" "$TMP/mixed"

# No room: a limit of file size, which is met in the middle of a line.
{
	head -n 40 "$TMP/foreign"
	head -c 10000 /dev/zero | tr '\0' x
	printf '\t1\t2\t1700009999\n'
} >"$TMP/long"
cp "$TMP/long" "$TMP/full"
size=$(wc -c <"$TMP/long")
room=$((size / 512 + 2))
# To a whole number of blocks less what the columns' names take.
awk -v n="$((room * 512 - size - 80))" 'BEGIN {
	while (n-- > 20) printf "x"
	print "\t1\t2\t1700019999" }' >>"$TMP/full"
cp "$TMP/full" "$TMP/full.before"
run sh -c 'trap "" XFSZ; ulimit -f "$1"; shift; exec "$@"' sh "$room" \
	"$mleakwatch" --state "$TMP/full" "$sleeping"
exits "no room" 2
ok "no room: it is said" grep -q "full: File too large" "$err"
same "no room: what was there is there" "$TMP/full.before" "$TMP/full"
run sh -c 'trap "" XFSZ; ulimit -f "$1"; shift; exec "$@"' sh 10 \
	"$mleakwatch" --state "$TMP/full" --keep 128 "$sleeping"
same "no room to thin it: what was there is there" "$TMP/full.before" \
	"$TMP/full"
run sh -c 'ulimit -f "$1"; shift; exec "$@"' sh "$room" \
	"$mleakwatch" --state "$TMP/full" "$sleeping"
exits "no room, and SIGXFSZ is not ignored" 2
same "no room, and SIGXFSZ is not ignored: what was there is there" \
	"$TMP/full.before" "$TMP/full"
run "$mleakwatch" -T --state "$TMP/full" "$sleeping"
ok "room again: what was there is there" sh -c '
	head -n "$(wc -l <"$2")" "$1" | cmp - "$2"' sh \
	"$TMP/full" "$TMP/full.before"
# The command ends when the file is as long as it may get, and this is said.
run sh -c 'trap "" XFSZ; ulimit -f 1; exec "$@"' sh \
	"$mleakwatch" -i 0.001 --record "$TMP/short" -- sh -c '
	until grep -q "File too large" "$1"; do sleep 0.05; done' sh "$err"
exits "no room for the record" 2

echo precious >"$TMP/precious"
ln -s "$TMP/precious" "$TMP/link"
echo precious >"$TMP/mixed.new"
run "$mleakwatch" --state "$TMP/link" "$sleeping"
exits "a symbolic link" 2
complains "a symbolic link" <<END
mleakwatch: $TMP/link: is a symbolic link
END
run "$mleakwatch" -T --state "$TMP/mixed" --keep 128 "$sleeping"
is "links: what they name is as it was" "$(cat "$TMP/precious")" precious
is "thinned: a neighbour of the name .new is as it was" \
	"$(cat "$TMP/mixed.new")" precious
rm "$TMP/mixed.new"
mkdir "$TMP/mixed.new"
chmod 640 "$TMP/mixed"
# Any group but the first: only a member or root may give it.
group=$(id -G | awk '{ print $NF }')
[ "$(id -u)" -ne 0 ] || group=65534
chgrp "$group" "$TMP/mixed"
awk -v OFS='\t' 'BEGIN { print "pid", "anon", "time"
	for (i = 0; i < 200; i++) print 3, 1e6, 1.7e9 + i }' >>"$TMP/mixed"
before=$(wc -l <"$TMP/mixed")
# A part that a call left which was killed, beside what is nobody's but the user's.
mkdir "$TMP/mixed.mleakwatch-folder"
ln -s "$TMP/precious" "$TMP/mixed.mleakwatch-link00"
ln "$TMP/precious" "$TMP/mixed.mleakwatch-name00"
echo precious >"$TMP/mixed.mleakwatch-longer0"
echo precious >"$TMP/mixed.backup"
echo precious >"$TMP/another.mleakwatch-a00000"
neighbours="another.mleakwatch-a00000 mixed.backup mixed.mleakwatch-folder
mixed.mleakwatch-link00 mixed.mleakwatch-longer0 mixed.mleakwatch-name00"
echo part >"$TMP/mixed.mleakwatch-killed"
if [ "$(id -u)" -eq 0 ]; then
	echo theirs >"$TMP/mixed.mleakwatch-theirs"
	chown 65534 "$TMP/mixed.mleakwatch-theirs"
	neighbours="$neighbours mixed.mleakwatch-theirs"
fi
run "$mleakwatch" -T --state "$TMP/mixed" --keep 128 "$sleeping"
is "thinned: a part that was left is gone" \
	"$(find "$TMP" -name '*.mleakwatch-killed')" ""
for name in $neighbours; do
	ok "thinned: $name is left alone" test -e "$TMP/$name"
done
for name in $neighbours; do
	rm -r "${TMP:?}/$name"
done
ok "thinned beside a folder of the name .new" \
	test "$(wc -l <"$TMP/mixed")" -lt "$before"
is "thinned: mode and group are kept" "$(stat -c %a:%g "$TMP/mixed")" \
	"640:$group"
is "thinned: nothing is left behind" \
	"$(find "$TMP" -name 'mixed.*' ! -name mixed.new)" ""

# A lock that another holds: the file's owner, type and links go first.
(flock 8; exec sleep 6000) 8<"$TMP/mixed" &
holding=$!
children="$children $holding"
until_true sh -c '! flock -n "$1" true' sh "$TMP/mixed"
run "$mleakwatch" --state "$TMP/mixed" --lock-timeout 0.2 "$sleeping"
exits "locked" 2
complains "locked" <<END
mleakwatch: $TMP/mixed: locked by another process (--lock-timeout)
END
mkfifo "$TMP/fifo"
run timeout 600 "$mleakwatch" --state "$TMP/fifo" "$sleeping"
complains "a FIFO" <<END
mleakwatch: $TMP/fifo: not a regular file
END
ln "$TMP/mixed" "$TMP/second"
run "$mleakwatch" --state "$TMP/second" "$sleeping"
exits "a second name, and locked" 2
ok "a second name: not waited for" grep -q 'has another name' "$err"
kill "$holding"
wait "$holding" 2>/dev/null
if [ "$(id -u)" -eq 0 ]; then
	: >"$TMP/another"
	chown 65534 "$TMP/another"
	run "$mleakwatch" --state "$TMP/another" "$sleeping"
	exits "another's file" 2
else
	skip "another's file" "not root"
fi
if [ -w /dev/full ]; then
	run "$mleakwatch" --state /dev/full "$sleeping"
	exits "no regular file" 2
	run "$mleakwatch" --record /dev/full -d 0.1 "$sleeping"
	exits "samples that are lost" 2
fi

done_testing
