#!/bin/sh
# mleakwatch-series.sh: any series, as time passes or as work is done.
# slow: it watches programs for seconds
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mleakwatch=$BIN/mleakwatch
leaks=${BUILD:-$TESTS/../build}/leaks
tab=$(printf '\t')

# of KEY COLUMN: of the TSV that the last run printed.
of() {
	awk -F '\t' -v row="$1" -v column="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$(at["key"]) == row { print $(at[column]) }' "$out"
}
# value COLUMN: of its first row.
value() {
	awk -F '\t' -v column="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		NR == 2 { print $(at[column]) }' "$out"
}

# --- any column of any file ---------------------------------------------------

# As of mfree --where -T -s 60: one kind grows by a megabyte a minute.
awk -v OFS='\t' 'BEGIN { srand(1); print "time", "kind", "size", "mem_pct"
	for (t = 0; t < 200; t++) {
		printf "%d\tslab\t%d\t1\n", 1.7e9 + t * 60,
			5e7 + t * 1048576 + rand() * 99999
		printf "%d\tcache\t%d\t9\n", 1.7e9 + t * 60,
			9e8 + rand() * 5e6
	} }' >"$TMP/where"
run "$mleakwatch" -T -f "$TMP/where" --by kind --value size
exits "one of two kinds leaks" 1
is "it is named" "$(of slab verdict)" leak
is "the other one does not" "$(of cache verdict)" no-leak
is "the column is named" "$(of slab signal)" size
is "there is no process" "$(of slab pid) $(of slab comm)" "- -"
ok "its rate" awk -v rate="$(of slab rate)" \
	'BEGIN { exit !(rate > 17000 && rate < 18000) }'
run "$mleakwatch" -f "$TMP/where" --by kind --value size
ok "in text the key is shown" grep -q ' slab$' "$out"
ok "nothing is complained of" test ! -s "$err"

# Several columns make a key; the time is called otherwise; no time of day.
awk -v OFS='\t' 'BEGIN { print "host", "when", "name", "count", "junk"
	for (t = 0; t < 300; t++) for (h = 0; h < 2; h++)
		print "h" h, 5 * t, "a b", 10 + h * int(t / 4) + t % 3, "x\\t" }' \
	>"$TMP/counts"
run "$mleakwatch" -T -f "$TMP/counts" --by host,name --value count --time when
is "two columns, two series" "$(wc -l <"$out")" 3
is "the last value of one" "$(awk -F '\t' 'NR > 1 && $12 > 50 { print $12 }' \
	"$out")" 86
# Keys that differ behind 511 bytes are no one series.
awk -v OFS='\t' 'BEGIN { for (i = 0; i < 600; i++) long = long "x"
	print "time", "k", "v"
	for (t = 0; t < 99; t++) print 60 * t, long t % 9, t % 9
	for (t = 0; t < 99; t++) print 60 * t, "short", t }' >"$TMP/long"
run "$mleakwatch" -T -f "$TMP/long" --by k --value v
is "a key that is too long: its rows are left out" \
	"$(cut -f 1 "$out" | wc -l) $(of short verdict)" "2 leak"
complains "a key that is too long" <<END
mleakwatch: $TMP/long: 99 malformed lines skipped, the first for its k: $(
	sed -n 2p "$TMP/long" | cut -f 2 | cut -c 1-48)
END

# Without --by all rows are one series, or those of processes.
grep "^h1\|^host" "$TMP/counts" >"$TMP/one"
run "$mleakwatch" -T -f "$TMP/one" --value count --time when
is "one series" "$(wc -l <"$out")" 2
is "one series: all samples" "$(value samples)" 300
awk -v OFS='\t' 'BEGIN { print "time", "pid", "start", "comm", "threads"
	for (t = 0; t < 100; t++) for (p = 1; p < 4; p++)
		print 1e9 + t, p, 7, "server", 5 }' >"$TMP/threads"
run "$mleakwatch" -T -f "$TMP/threads" --value threads
is "a column of processes" "$(awk -F '\t' 'NR > 1 { print $2, $4 }' "$out" |
	sort | paste -sd ' ' -)" "1 server 2 server 3 server"
run "$mleakwatch" -T -f "$TMP/where" --by kind,no --value size
exits "a column that is not there" 2
is "a column that is not there: it is said" "$(head -n 1 "$err")" \
	"mleakwatch: $TMP/where: no line that names the columns time, kind,no, `
	`size, with tabs between"
for words in '--by kind,size --value size' \
	'--by size --value kind --time size' '--value size --time size'; do
	# shellcheck disable=SC2086 # words
	run "$mleakwatch" -f "$TMP/where" $words
	is "a column twice: $words" "$status $(head -n 1 "$err")" "2 mleakwatch: `
		`size: one column cannot be two of --by, --value and --time"
done
run "$mleakwatch" -T -f "$TMP/where" --value size
ok "rows of one time are no one series" grep -q "where: 200 samples have `
	`the time of another: --by tells series apart" "$err"
is "no process has the pid 0" "$(value pid) $(value start)" "- -"
awk -v OFS='\t' 'NR > 1 { $1 = "2026-11-27T0" NR } { print }' \
	"$TMP/where" >"$TMP/days"
run "$mleakwatch" -f "$TMP/days" --by kind --value size
complains "a time that is no number" <<END
mleakwatch: $TMP/days: 400 malformed lines skipped, the first for its time: 2026-11-27T02
mleakwatch: samples: none to judge
END
# As awk prints large numbers that are not whole.
awk -v OFS='\t' 'BEGIN { print "time", "v"
	for (t = 0; t < 60; t++) print t, 1e7 + t * 1e5 + .5 }' >"$TMP/powers"
grep -q e+07 "$TMP/powers" || skip "numbers with an exponent" "awk prints none"
run "$mleakwatch" -T -f "$TMP/powers" --value v
is "numbers with an exponent" "$(value samples)" 60
# A log without the time says how to write one that has it.
"$BIN/mtop-once" -T -p $$ >"$TMP/timeless"
run "$mleakwatch" -f "$TMP/timeless"
columns=$(sed -n 's/.* mtop-once -T -o \([a-z,]*\)).*/\1/p' "$err")
"$BIN/mtop-once" -T -o "$columns" -p $$ >"$TMP/timed"
run "$mleakwatch" -T -f "$TMP/timed"
is "the columns that are named are enough" "$(value samples)" 1
awk -v OFS='\t' 'BEGIN { print "time", "v"
	for (t = 0; t < 60; t++) print t, t % 7 ? -t / 2 : "-" }' >"$TMP/below"
run "$mleakwatch" -T -f "$TMP/below" --value v
exits "values below zero, and none" 0

# A series whose rows end before those of others has gone.
awk -F '\t' 'NR == 1 || $2 == "cache" || $1 < 1.7e9 + 6000' "$TMP/where" \
	>"$TMP/goes"
run "$mleakwatch" -T -f "$TMP/goes" --by kind --value size
is "a row that disappears" "$(of slab verdict) $(of slab ended)" "leak gone"
ok "a row that disappears: its last size" sh -c 'expr "$1" : "$2"' sh \
	"$(of slab why)" '.*; it has gone, with 14[0-9] MiB in its last sample$'
is "a row that stays" "$(of cache ended)" -

# A pipe that grows.
mkfifo "$TMP/pipe"
"$mleakwatch" -T -f - --every 0.2 --by kind --value size \
	<"$TMP/pipe" >"$out" 2>"$err" &
number=$!
started="$started $number"
exec 8>"$TMP/pipe"
head -n 301 "$TMP/where" >&8
ok "a pipe: a verdict before its end" until_true grep -q \
	"${tab}leak$tab.*${tab}slab$tab" "$out"
sed 1,301d "$TMP/where" >&8
exec 8>&-
wait "$number"
gone "$number"
is "a pipe: the last verdict is of all" "$(awk -F '\t' 'NR > 1 &&
	/slab/ { n = $8 } END { print n }' "$out")" 200

while read -r words; do
	# shellcheck disable=SC2086 # words
	run "$mleakwatch" $words
	exits "$words" 2
	silent "$words"
done <<'END'
--by kind 1
--value size 1
--by kind -f x
--work faults 1
--work cpu --state x 1
--system -a
--system -C sh
--system -u root
--system --cgroup /
--system --work cpu
END

# A screen has 24 lines.
"$mleakwatch" --help >"$TMP/help"
is "--help: each group fits a screen" "$(awk '/^$/ { n = 0 } ++n > 24 {
	print heading } /:/ && n < 3 { heading = $0 }' "$TMP/help")" ""
is "--help: parts of the columns" "$(sed -n '/^Columns: [a-z]/{n
	s/^ *\([a-z]*\).*/\1/p
}' "$TMP/help" | paste -sd ' ' -)" "host rate where"

# --- the system ---------------------------------------------------------------

# In our own files a series that is no process has a key, behind its host.
awk -v OFS='\t' 'BEGIN { srand(4); print "time", "host", "pid", "start", "anon",
	"boot", "key"
	for (t = 0; t < 200; t++) for (h = 0; h < 2; h++) {
		printf "%d\th%d\t0\t-\t%d\t1a2b3c4d\tslab/msg_msg-1k\n",
			1e9 + t * 60, h, 1e6 + h * t * 50000 + rand() * 9000
		printf "%d\th%d\t7\t5\t%d\t1a2b3c4d\t-\n", 1e9 + t * 60, h,
			5e6 + rand() * 9000
	} }' >"$TMP/system"
run "$mleakwatch" -T -o host,key,pid,verdict -f "$TMP/system"
is "keys and processes of two hosts in one file" "$(sed 1d "$out" | sort |
	tr '\t\n' '  ')" "h0 - 7 no-leak h0 slab/msg_msg-1k - no-leak `
	`h1 - 7 no-leak h1 slab/msg_msg-1k - leak "
run "$mleakwatch" --no-header -f "$TMP/system"
ok "in text a key stands where a process has its name" \
	grep -q ' leak .* slab/msg_msg-1k$' "$out"
# A cgroup, a mount or a cache that has gone has no memory any more.
awk -F '\t' 'NR == 1 || $2 != "h1" || $3 == 7 || $1 < 1e9 + 9000' \
	"$TMP/system" >"$TMP/goes"
awk -F '\t' -v OFS='\t' '$2 == "h1" && $7 != "-" { $7 = "filp"; $5 = 1e6; print }' \
	"$TMP/system" >>"$TMP/goes"
run "$mleakwatch" -T -f "$TMP/goes"
is "a part that has gone is no leak" "$status $(of slab/msg_msg-1k verdict |
	paste -sd ' ' -)" "3 undecided no-leak"
ok "a part that has gone: its last size" grep -q "as long as it was there; `
	`it has gone, with [0-9.]* MiB in its last sample" "$out"
run "$mleakwatch" -T -i 0.02 -d 1.2 --system --record "$TMP/record"
ok "--system: parts of the memory" test -n "$(of anon verdict)"
is "--system: what the kernel gives back is left out" \
	"$(of file_cache verdict)$(of buffers verdict)$(of slab/dentry verdict)" ""
is "--system: no pid" "$(of anon pid)" -
cut -f 1-8 "$out" | sort >"$TMP/live"
run "$mleakwatch" -T -f "$TMP/record"
cut -f 1-8 "$out" | sort >"$TMP/read"
same "--system: recorded and read back" "$TMP/live" "$TMP/read"
if [ "$(id -u)" -eq 0 ] && [ -r /proc/slabinfo ]; then
	ok "--system: root sees the slab caches" \
		sh -c 'cut -f 36- "$1" | grep -q slab/' sh "$out"
else
	skip "--system: slab caches" "only root may read /proc/slabinfo"
fi
# watch_growth KEY: until it grows; a busy machine may run nobody for a second, or
# leave no time for all cgroups.
watch_growth() {
	for seconds in 1 4 16 64; do
		run "$mleakwatch" -T -i 0.01 -d "$seconds" --system
		[ "$(of "$1" growth)" -ge 65536 ] 2>/dev/null && break
	done
}
# Room for all that is written in the longest watch: a container may have less.
shm_room() {
	[ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] &&
		[ -w /dev/shm ] &&
		[ $(($(stat -f -c '%a * %S' /dev/shm))) -ge 33554432 ]
}
if shm_room; then
	file=$(mktemp /dev/shm/mleakwatch.XXXXXX)
	(i=0
		while [ $((i += 1)) -le 60000 ]; do
			head -c 4096 /dev/zero
			sleep 0.01
		done) >>"$file" &
	writing=$!
	started="$started $writing"
	watch_growth tmpfs:/dev/shm
	ok "--system: a tmpfs that grows" \
		test "$(of tmpfs:/dev/shm growth)" -ge 65536
	kill "$writing" 2>/dev/null
	wait "$writing" 2>/dev/null
	gone "$writing"
	rm "$file"
else
	skip "--system: a tmpfs that grows" "no room in /dev/shm"
fi
# A cgroup of its own, with a process that gathers memory.
group=''
for folder in /sys/fs/cgroup/memory /sys/fs/cgroup; do
	[ -z "$group" ] && [ -e "$folder/memory.stat" ] &&
		mkdir "$folder/series.$$" 2>/dev/null &&
		[ -e "$folder/series.$$/memory.stat" ] &&
		group=$folder/series.$$
	[ -n "$group" ] || rmdir "$folder/series.$$" 2>/dev/null
done
if [ -n "$group" ] && sh -c 'echo $$ >"$1/cgroup.procs"' sh "$group" \
	2>/dev/null; then
	sh -c 'echo $$ >"$1/cgroup.procs"; exec "$2" 60000' sh "$group" \
		"$leaks/recurring" &
	gathering=$!
	started="$started $gathering"
	watch_growth "cgroup:/series.$$"
	ok "--system: a cgroup that grows" \
		test "$(of "cgroup:/series.$$" growth)" -ge 65536
	"$mleakwatch" -T -i 0.01 --system --record "$TMP/going" >"$out" \
		2>"$err" &
	watching=$!
	started="$started $watching"
	ok "--system: a cgroup is watched" until_true sh -c \
		'[ "$(grep -c "cgroup:/series.$1$(printf "\t")" "$2")" -gt 48 ]' \
		sh $$ "$TMP/going"
	kill "$gathering"
	gone "$gathering"
	until_true rmdir "$group"
	until_true sh -c '"$1" -T -o key,ended -f "$2" |
		grep -q "^cgroup:/series.$3$(printf "\t")gone$"' \
		sh "$mleakwatch" "$TMP/going" $$
	kill "$watching"
	wait "$watching"
	gone "$watching"
	is "--system: a cgroup that has gone" "$(of "cgroup:/series.$$" ended)" \
		gone
else
	skip "--system: a cgroup that grows" "none can be made"
fi
# A cache that is empty is there; one that is in slabinfo no more has gone.
mkdir -p "$TMP/emptied/proc"
cp "$FIXTURES/linux-6.18/proc/meminfo" "$TMP/emptied/proc"
# caches_have SIZE: objects of a cache; none: it has gone.
caches_have() {
	printf '%s\n' 'slabinfo - version: 2.1' '# name' >"$TMP/slabs"
	[ -z "$1" ] || printf '%s %d %d 1000 32 8 : tunables 0 0 0 : %s\n' \
		emptied "$1" "$1" 'slabdata 9 9 0' >>"$TMP/slabs"
	printf '%s 7 7 1000 32 8 : tunables 0 0 0 : slabdata 9 9 0\n' stays \
		>>"$TMP/slabs"
	mv "$TMP/slabs" "$TMP/emptied/proc/slabinfo"
	run "$mleakwatch" -T --system --root "$TMP/emptied" \
		--state "$TMP/emptied.tsv"
}
for objects in 5 6 0 0 0 0 0 0 0 0; do
	caches_have $objects
done
is "--system: a cache that is empty is there" \
	"$(of slab/emptied samples) $(of slab/emptied ended)" "10 -"
# It takes five times as long as between two samples, for a call that a busy
# machine let stand as well.
soon_gone() {
	caches_have ''
	grep -q 'went too soon' "$err"
}
ok "--system --state: a cache goes" until_true soon_gone
complains "--system --state: a cache that went too soon to judge" <<END
mleakwatch: parts of the system: 1 went too soon to judge
END
is "--system --state: it is not listed" \
	"$(of slab/emptied key) $(of slab/stays key)" " slab/stays"
is "--system --state: its samples go" "$(grep -c emptied "$TMP/emptied.tsv")" 0
run "$mleakwatch" -T -i 0.01 -d 0.02 --system --root "$FIXTURES/cgroup-v2"
ok "--system: a recorded cgroup" sh -c 'cut -f 36- "$1" |
	grep -q "cgroup:/"' sh "$out"
cp -R "$FIXTURES/cgroup-v2" "$TMP/cgroups"
group=$TMP/cgroups/sys/fs/cgroup/many
mkdir -p "$group"
seq -f "$group/%g" 4200 | xargs mkdir
seq -f "$group/%g/memory.stat" 4200 | xargs touch
run "$mleakwatch" -T -i 0.01 -d 0.02 --system --root "$TMP/cgroups"
ok "--system: more cgroups than are looked at: said" \
	grep -q "^mleakwatch: cgroups: more than 4096, or" "$err"
is "--system: more cgroups: once" "$(grep -c "cgroups: more" "$err")" 1
run "$mleakwatch" -T --system --state "$TMP/state"
run "$mleakwatch" -T --system --state "$TMP/state"
is "--system --state: two samples" "$(of anon samples)" 2
run "$mleakwatch" -T -o key,boot -f "$TMP/state"
awk -F '\t' -v OFS='\t' 'FNR > 1 { $13 = "00000001" } { print }' \
	"$TMP/state" >"$TMP/reboot"
run "$mleakwatch" -T --system --state "$TMP/reboot"
run "$mleakwatch" -T --system --state "$TMP/reboot"
is "--system --state: after a reboot the old ones go" \
	"$(grep -c 00000001 "$TMP/reboot")" 0
# A cache that grows has other names; a file may be of another kernel.
mkdir -p "$TMP/root/proc" "$TMP/root/sys/kernel/slab"
cp "$FIXTURES/linux-6.18/proc/meminfo" "$TMP/root/proc"
printf '%s\n' 'slabinfo - version: 2.1' '# name' \
	'signal_cache 60000 60000 1152 28 8 : tunables 0 0 0 : slabdata 9 9 0' \
	>"$TMP/root/proc/slabinfo"
for name in UNIX UNIX-STREAM signal_cache; do
	ln -s :A-0001152 "$TMP/root/sys/kernel/slab/$name"
done
awk -v OFS='\t' -v now="$(date +%s)" 'BEGIN { srand(7)
	print "time", "host", "pid", "start", "anon", "key"
	for (t = 200; t > 0; t--) print now - t * 60, "-", 0, "-",
		1152 * int(60000 - t * 200 + rand() * 50), "slab/signal_cache"
	}' >"$TMP/caches"
run "$mleakwatch" -T --system --root "$TMP/root" --state "$TMP/caches"
is "--system: a cache that grows" "$(of slab/signal_cache verdict)" leak
ok "--system: its other names" grep -q \
	'; the kernel keeps UNIX and UNIX-STREAM in the same cache' "$out"
run "$mleakwatch" -T -f "$TMP/caches"
is "-f: a cache that grows has no other names" \
	"$(of slab/signal_cache verdict) $(grep -c UNIX "$out")" "leak 0"
run "$mleakwatch" --system 1
exits "--system and a pid" 2

# --- two versions -------------------------------------------------------------

# version FILE SLOPE NAME: two processes of it, by requests of shifting load.
version() {
	awk -v OFS='\t' -v slope="$2" -v name="$3" 'BEGIN { srand(slope)
		print "time", "pid", "start", "comm", "anon", "requests"
		for (t = 0; t < 300; t++) {
			n += int(rand() * (t % 100 < 50 ? 100 : 10))
			for (p = 1; p < 3; p++)
				printf "%d\t%d\t1\t%s\t%d\t%d\n", 1e9 + t, p,
					name, 2e7 + n * slope + rand() * 3e4, n
		} }' >"$1"
}
version "$TMP/v1" 100 server
version "$TMP/v2" 400 server
version "$TMP/v3" 0 server
version "$TMP/v4" 100 other
run "$mleakwatch" -T --against "$TMP/v1" "$TMP/v2"
exits "a version that leaks more" 1
is "a version that leaks more" "$(value verdict) $(value name)" "more server"
run "$mleakwatch" -T --work requests --against "$TMP/v1" "$TMP/v2"
ok "by requests: 300 B more each" awk -v low="$(value work_change_low)" \
	-v high="$(value work_change_high)" 'BEGIN {
	exit !(low > 270 && low < 300 && high > 300 && high < 330) }'
run "$mleakwatch" -T -o rate_old,rate_new,change,change_low,change_high,name \
	--work requests --against "$TMP/v1" "$TMP/v2"
is "by requests: no rate is in time" "$(sed 1d "$out" | tr '\t' ' ')" \
	"- - - - - server"
run "$mleakwatch" -T -o work_rate_old,work_rate_new,work_change,name \
	--against "$TMP/v1" "$TMP/v2"
is "in time: no rate is by work" "$(sed 1d "$out" | tr '\t' ' ')" \
	"- - - server"
run "$mleakwatch" -T --against "$TMP/v2" "$TMP/v1"
exits "a version that leaks less" 0
run "$mleakwatch" -T --against "$TMP/v1" "$TMP/v3"
is "a version that does not leak" "$status $(value verdict)" "0 not-more"
run "$mleakwatch" -q -T --against "$TMP/v1" "$TMP/v3"
silent "-q: where none leaks more"
run "$mleakwatch" -T --against "$TMP/v1" "$TMP/v4"
exits "nothing to compare" 3
run "$mleakwatch" -T --against /nonexistent "$TMP/v4"
exits "no older samples" 2
head -n 1 "$TMP/v1" >"$TMP/v5"
run "$mleakwatch" -T --against "$TMP/v1" "$TMP/v5"
exits "a log without samples" 2
ok "a log without samples: it is said" grep -q \
	"^mleakwatch: $TMP/v5: has no samples to compare" "$err"
run "$mleakwatch" -T --against "$TMP/v5" "$TMP/v1"
exits "an older log without samples" 2
run "$mleakwatch" --value count --time when --by host,name \
	--against "$TMP/counts" "$TMP/counts"
ok "counts have no unit" sh -c '! grep -q "[0-9]B" "$1"' sh "$out"
run "$mleakwatch" --against "$TMP/v1"
exits "no newer samples" 2

# Two columns that make a key are one name.
for slope in 1 3; do
	awk -v OFS='\t' -v slope=$slope 'BEGIN { srand(slope)
		print "time", "host", "kind", "size"
		for (t = 0; t < 200; t++) for (h = 1; h < 3; h++)
			printf "%d\th%d\tslab\t%d\n", 60 * t, h,
				1e7 + h * slope * t * 1e5 + rand() * 9999
		}' >"$TMP/keys$slope"
done
run "$mleakwatch" -T --by host,kind --value size --against "$TMP/keys1" \
	"$TMP/keys3"
is "series of two columns" "$status $(cut -f 1,7 "$out" | sed 1d | sort |
	tr '\t\n' '  ')" "1 more h1,slab more h2,slab "

# --- by work ------------------------------------------------------------------

# 208 bytes a request, of which there are many, few or none at all.
awk -v OFS='\t' 'BEGIN { srand(2)
	print "time", "pid", "start", "comm", "anon", "cputime", "requests"
	for (t = 0; t < 600; t++) {
		if (int(t / 100) % 3 != 1)
			n += int(rand() * (t < 300 ? 200 : 20))
		printf "%d\t1\t1\tserver\t%d\t%.2f\t%d\n", 1e9 + t,
			5e6 + int((n * 208 + rand() * 3e4) / 4096) * 4096,
			n / 1000, n
	} }' >"$TMP/load"
run "$mleakwatch" -T -f "$TMP/load" --work requests
exits "by requests" 1
is "by requests: the clock" "$(value work)" requests
ok "by requests: bytes a request" awk -v rate="$(value work_rate)" \
	'BEGIN { exit !(rate > 200 && rate < 216) }'
is "by requests: there is no rate in time" \
	"$(value rate) $(value rate_hour) $(value exhaust_s)" "- - -"
is "by requests: from and to are times" "$(value from) $(value to)" \
	"1000000000.000 1000000599.000"
run "$mleakwatch" -f "$TMP/load" --work cpu
ok "by CPU time: no powers of e in the sentence" \
	grep -q 'grows by [0-9]* KiB to [0-9]* KiB a CPU second' "$out"
run "$mleakwatch" -T -f "$TMP/load" --work cpu
ok "by CPU time: bytes a second of it" awk -v rate="$(value work_rate)" \
	'BEGIN { exit !(rate > 200000 && rate < 216000) }'
run "$mleakwatch" -f "$TMP/load" --work requests
ok "by requests: the sentence" grep -q 'grows by [0-9.]* to [0-9.]* B a unit' \
	"$out"

# The clock that fits: memory follows the reads here, and the CPU's time there.
auto() {
	awk -v OFS='\t' -v by="$1" -v slope="$2" -v column="$3" 'BEGIN { srand(3)
		print "time", "pid", "start", "comm", "anon", "cputime", column
		for (t = 0; t < 400; t++) {
			if (int(t / 50) % 3 != 1) {
				reads += int(rand() * 200)
				cpu += rand() * (int(t / 37) % 2 ? 0.5 : 0.05)
			}
			n = by == "reads" ? reads * 100 : cpu * 80000
			printf "%d\t1\t1\tserver\t%d\t%.2f\t%d\n", 1e9 + t,
				5e6 + n * slope + rand() * 3e4, cpu, reads
		} }' >"$TMP/auto"
	run "$mleakwatch" -T -f "$TMP/auto" --work auto
}
auto reads 1 reads
is "auto: by reads" "$(value verdict) $(value work)" "leak reads"
ok "auto: by reads: bytes a read" awk -v rate="$(value work_rate)" \
	'BEGIN { exit !(rate > 95 && rate < 105) }'
auto cpu 1 reads
is "auto: by CPU time" "$(value verdict) $(value work)" "leak cpu"
ok "auto: by CPU time: bytes a second" awk -v rate="$(value work_rate)" \
	'BEGIN { exit !(rate > 76000 && rate < 84000) }'
auto reads 0 reads
is "auto: no leak" "$(value verdict)" no-leak
ok "auto: the column of reads is there" test ! -s "$err"
# A record of before has one column for any clock.
auto reads 1 work
is "an older record: by reads" "$(value verdict) $(value work)" "leak reads"
complains "an older record" <<END
mleakwatch: $TMP/auto: has no column reads: its column work is taken for reads
END
auto reads 1 reads
awk -v OFS='\t' 'BEGIN { print "time", "pid", "start", "comm", "anon", "reads"
	for (t = 0; t < 300; t++) print t, 1, 1, "server", 1e7 + t * 1e4, 63
	}' >"$TMP/recv"
run "$mleakwatch" -T -f "$TMP/recv" --work reads
is "a server that uses recv(2) grows" "$(value growth)" 2990000
is "a server that uses recv(2): it is said" "$(value why)" \
	"too few samples with work done (recv(2) is no read: --work cpu $(:
	)counts all)"
run "$mleakwatch" -T -f "$TMP/auto" --work work
exits "a clock that was not recorded: no column" 2
run "$mleakwatch" -f "$TMP/load" --work auto
ok "auto: without reads, by CPU time" grep -q 'B a CPU second' "$out"
run "$mleakwatch" -T --work auto --against "$TMP/load" "$TMP/load"
exits "auto: not of two versions" 2

# In a pause neither work nor memory moves: those samples count by time.
awk -v OFS='\t' 'BEGIN { print "time", "pid", "start", "comm", "anon", "work"
	for (t = 0; t < 300; t++) {
		n += int(t / 50) % 2 ? 0 : 20
		print 1e9 + t, 1, 1, "server", 5e6 + n * 208, n
	} }' >"$TMP/pauses"
run "$mleakwatch" -T -f "$TMP/pauses" --work work
is "pauses: the time of the last sample" "$(value to)" 1000000299.000
ok "pauses: no sample is there twice" test ! -s "$err"
run "$mleakwatch" -T -f "$TMP/pauses" "$TMP/pauses" --work work
ok "a file twice: it is said" grep -q '300 duplicate samples' "$err"

# A start-up that is busy, then little work and no growth: over work, the last
# nine tenths of the time are a corner.
awk -v OFS='\t' 'BEGIN { srand(6)
	print "time", "pid", "start", "comm", "anon", "requests"
	for (t = 0; t < 600; t++) {
		n += t < 60 ? 5000 : 20
		m = t < 60 ? t * 1e6 : 6e7
		printf "%d\t1\t1\tserver\t%d\t%d\n", 1e9 + t,
			5e6 + m + rand() * 3e4, n
	} }' >"$TMP/busy"
run "$mleakwatch" -T -f "$TMP/busy"
is "a busy start: no leak over time" "$(value verdict)" no-leak
run "$mleakwatch" -f "$TMP/busy" --work requests
exits "a busy start: none is said to leak over work" 3
ok "a busy start: the sentence" grep -q 'B a unit of work, but over time it does not go on' \
	"$out"

# It fills as the root of time, and is full in the middle.  The bursts of the
# load, and its pauses, have nothing to do with it.
awk -v OFS='\t' -v seed=10 '
	function next_one() {
		seed = seed * 16807 % 2147483647
		return seed / 2147483647
	}
	BEGIN { print "time", "pid", "start", "comm", "anon", "requests"
	for (t = 0; t < 400; t++) {
		if (next_one() < .03)
			rate = next_one() < .6 ? 0 : \
				int(200 * exp(3.7 * next_one()))
		n += rate
		full = t < 200 ? sqrt(t / 200) : 1
		printf "%d\t1\t1\tserver\t%d\t%d\n", 1e9 + t,
			5e7 + 2e7 * full + next_one() * 1e6, n
	} }' >"$TMP/full"
run "$mleakwatch" -T -f "$TMP/full"
is "it is full: no leak over time" "$(value verdict)" no-leak
run "$mleakwatch" -T -f "$TMP/full" --work requests
is "it is full: undecided over work" "$(value verdict)" undecided

# Less than a cycle, if it were one of requests.
run "$mleakwatch" -T -f "$TMP/load" --work requests --seasonal 1000d
is "a season is none of the work" "$(value verdict)" leak

run "$mleakwatch" -f "$TMP/load" --by comm --value anon --work requests
ok "keys by requests: the rates by work" grep -q \
	'^leak  *recurring .* 20[0-9]\.[0-9]* .* server$' "$out"
run "$mleakwatch" -T -f "$TMP/load" --work nothing
exits "no such clock" 2

# Work of a living process, by a file that the test rewrites.
echo 0 >"$TMP/requests"
"$leaks/recurring" 60000 &
leaking=$!
started="$started $leaking"
(i=0
	while [ $((i += 1)) -le 60000 ]; do
		echo "$i" >"$TMP/requests.new"
		mv "$TMP/requests.new" "$TMP/requests"
		sleep 0.01
	done) &
counting=$!
started="$started $counting"
for seconds in 2 8 32 128; do
	rm -f "$TMP/record"
	run "$mleakwatch" -T -i 0.01 -d "$seconds" --work "$TMP/requests" \
		--record "$TMP/record" "$leaking"
	[ "$(value growth)" -ge 65536 ] 2>/dev/null && break
done
is "a file: the clock" "$(value work)" "$TMP/requests"
ok "a file: it grows" test "$(value growth)" -ge 65536
verdict=$(value verdict)
run "$mleakwatch" -T -f "$TMP/record" --work work
is "a file: recorded and read back" "$(value verdict)" "$verdict"
run "$mleakwatch" -T -f "$TMP/record" --work reads
exits "a file: its record has no reads" 2
ok "a file: that is said" grep -qx "mleakwatch: $TMP/record: no sample has a $(:
	)number as reads: was it recorded with another --work?" "$err"
run "$mleakwatch" -T -f "$TMP/record" --work "$TMP/requests"
complains "a file: the column of its record is named" <<END
mleakwatch: $TMP/record: no line that names the columns time, pid, $TMP/requests, with tabs between (a record has the number of a file in its column work: --work work)
mleakwatch: samples: none to judge
END
run "$mleakwatch" -T -f "$TMP/record" --work auto
is "a file: auto takes it for no reads" "$(value work)" cpu
run "$mleakwatch" -T -i 0.01 -d 1 --work cpu --record "$TMP/cpu" "$leaking"
ok "--work cpu: finer than ticks" grep -q "$(printf \
	'\t')[0-9]*\.[0-9][0-9][0-9][0-9][0-9][0-9]$(printf '\t')" "$TMP/cpu"
cut -f 5-12 "$out" >"$TMP/live"
run "$mleakwatch" -T -f "$TMP/cpu" --work cpu
cut -f 5-12 "$out" >"$TMP/read"
same "--work cpu: recorded and read back" "$TMP/live" "$TMP/read"
if [ -r "/proc/$leaking/io" ]; then
	run "$mleakwatch" -T -i 0.01 -d 0.5 --work reads "$leaking"
	is "a process that reads nothing does no work" \
		"$(value verdict) $(value work_rate)" "undecided -"
	run "$mleakwatch" -T -i 0.01 -d 0.5 --work auto \
		--record "$TMP/auto.record" "$leaking"
	is "auto: a process that reads nothing" "$(value work)" cpu
	verdict=$(value verdict)
	run "$mleakwatch" -T -f "$TMP/auto.record" --work work
	ok "auto: its record has no other work" grep -q \
		'no sample has a number as work: was it recorded' "$err"
	run "$mleakwatch" -T -f "$TMP/auto.record" --work auto
	is "auto: recorded and read back" "$(value verdict)" "$verdict"
else
	skip "by reads" "no /proc/PID/io"
fi
kill "$counting"
wait "$counting" 2>/dev/null
gone "$counting"
mkfifo "$TMP/mute"
for file in /dev/zero "$TMP/mute" "$TMP/nothing"; do
	for seconds in 0.05 1 8; do
		run timeout 600 "$mleakwatch" -i 0.01 -d "$seconds" \
			--work "$file" "$leaking"
		! grep -q 'has no number' "$err" || break
	done
	exits "a clock without a number: $file" 2
	ok "a clock without a number: $file: is said once" \
		test "$(grep -c "^mleakwatch: $file: has no number" "$err")" -eq 1
done

done_testing
