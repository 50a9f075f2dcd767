#!/bin/sh
# mtop-once-diff.sh: mtop-once --diff, against an earlier -T.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mtop=$BIN/mtop-once
root=$FIXTURES/processes
tab=$(printf '\t')
LC_ALL=C
export LC_ALL

# 813 has grown, 812 has shrunk, 900 is another process with the same pid, 1001
# has ended, 4194000 is new.
old=$(root_of old) || exit 1
cp -R "$root/." "$old"
rm -r "$old/proc/4194000"
sed -i -e 's/^VmRSS.*/VmRSS: 16000 kB/' -e 's/^RssAnon.*/RssAnon: 0 kB/' \
	"$old/proc/813/status"
sed -i -e 's/^VmRSS.*/VmRSS: 22000 kB/' -e 's/^RssAnon.*/RssAnon: 6000 kB/' \
	"$old/proc/812/status"
sed -i 's/ 99000 / 98000 /' "$old/proc/900/stat"
new=$(root_of new) || exit 1
cp -R "$root/." "$new"
rm -r "$new/proc/1001"
"$mtop" --root "$old" -T -o +anon,cgroup >"$TMP/before"

run "$mtop" --root "$new" --diff "$TMP/before"
exits "--diff" 0
prints "--diff: what differs, the largest growth first" <<'END'
    PID USER     CHANGE   GROWTH    RES COMMAND
    813 www-data grown      4000  20000 nginx
    900 alice    new        1200   1200 a) R 1\n\x1b[1m\xff\\
4194000 4242     new         400    400 late
    900 alice    gone      -1200   1200 a) R 1\n\x1b[1m\xff\\
    812 www-data shrunk    -2000  20000 nginx
   1001 alice    gone   -5242880   5.0g tmux: server
END
run "$mtop" --root "$new" --diff "$TMP/before" -T -n 2
tr '|' "$tab" <<'END' >"$TMP/tsv"
pid|start|user|change|growth|rss|comm
813|50000|www-data|grown|4096000|20480000|nginx
900|99000|alice|new|1228800|1228800|a) R 1\n\x1b[1m\xff\\
END
same "--diff -T" "$TMP/tsv" "$out"
run "$mtop" --root "$new" --diff "$TMP/before" -g user -t
prints "--diff -g: groups" <<'END'
USER      COUNT CHANGE   GROWTH   RES*
www-data      2 grown      2000  40000
4242          1 new         400    400
alice         2 shrunk -5242880   1200
total         - -      -5240480      -
END
is "--diff -g tree: by ppid of the file" "$("$mtop" --root "$new" -T \
	--no-header --diff "$TMP/before" -g tree -o tree,change -s +tree |
	tr "$tab\n" '= ')" "812=shrunk 813=grown 900=new 1000=new 1001=gone 4194000=new "
is "--diff -u: of the file as well" "$("$mtop" --root "$new" -T \
	--no-header --diff "$TMP/before" -u www-data -o pid | paste -sd ' ' -)" \
	"813 812"
is "--diff -C -p" "$("$mtop" --root "$new" -T --no-header \
	--diff "$TMP/before" -C nginx -p 812 -o pid,change)" "812${tab}shrunk"
is "--diff --cgroup" "$("$mtop" --root "$new" -T --no-header \
	--diff "$TMP/before" --cgroup /system.slice -o pid |
	paste -sd ' ' -)" "813 812"
is "--diff --only" "$("$mtop" --root "$new" -T --no-header \
	--diff "$TMP/before" --only 'growth>1M' -o pid | paste -sd ' ' -)" \
	"813 900"
is "--diff -s +rss: the smallest growth first" "$("$mtop" --root "$new" -T \
	--no-header --diff "$TMP/before" -s +rss -n 1 -o pid)" 1001
is "--diff -s comm: the order of any column" "$("$mtop" --root "$new" -T \
	--no-header --diff "$TMP/before" -s comm -n 1 -o pid)" 900
is "--diff -s anon: the growth of another memory" "$("$mtop" --root "$new" -T \
	--no-header --diff "$TMP/before" -s anon -o pid,growth,anon |
	head -n 1)" "813${tab}4096000${tab}4096000"
# shellcheck disable=SC2016 # the inner shell's
run sh -c '"$1" --root "$2" -T | "$1" --root "$2" --no-header --diff -' sh \
	"$mtop" "$root"
silent "--diff: nothing has changed"

# Several samples in one file, each with its time: the last one counts.
"$mtop" --root "$root" -T -o +time >"$TMP/series"
{
	"$mtop" --root "$old" -T -o +time | sed 's/1700001000/1700000000/'
	cat "$TMP/series"
} >"$TMP/two"
run "$mtop" --root "$root" --no-header --diff "$TMP/two"
silent "--diff: the last of two samples"
# Without start, the name tells a pid that went to another process.
"$mtop" --root "$root" -T -o pid,rss,comm | sed 's/^\(813.*\)nginx/\1other/' \
	>"$TMP/names"
is "--diff: without start by name" "$("$mtop" --root "$root" -T --no-header \
	--diff "$TMP/names" -o pid,change -s +rss | tr "$tab\n" '= ')" \
	"813=gone 813=new "

for column in pid rss; do
	"$mtop" --root "$root" -T -o "start,comm$([ "$column" = pid ] &&
		echo ,rss || echo ,pid)" >"$TMP/lacks"
	run "$mtop" --root "$root" --diff "$TMP/lacks"
	exits "--diff: a file without $column" 1
	is "--diff: a file without $column" "$(cat "$err")" \
		"mtop-once: $TMP/lacks: lacks the column $column (write it with -T -o +$column)"
	silent "--diff: a file without $column"
done
printf 'pid\trss\n1\tx\n' >"$TMP/bad"
run "$mtop" --root "$root" --diff "$TMP/bad"
exits "--diff: a cell that is no number" 1
is "--diff: a cell that is no number" "$(head -n 1 "$err")" \
	"mtop-once: $TMP/bad:2: not what mtop-once -T writes"

# A command line of 2 MiB takes up to 8 MiB when escaped.
long()
{
	"$mtop" --root "$root" -T -o pid,start,comm,rss,cmdline |
		awk -v length_of="$1" 'NR == 2 {
			for (text = "x"; length(text) < length_of; )
				text = text text
			sub(/[^\t]*$/, substr(text, 1, length_of))
		} { print }'
}
long 300000 >"$TMP/long"
run "$mtop" --root "$root" --no-header --diff "$TMP/long" -o +cmdline
exits "--diff: a line of 300 kB" 0
silent "--diff: a line of 300 kB"
long 17000000 >"$TMP/long"
run "$mtop" --root "$root" --no-header --diff "$TMP/long"
exits "--diff: a line of 17 MB" 1
is "--diff: a line of 17 MB" "$(head -n 1 "$err")" \
	"mtop-once: $TMP/long:2: a line of more than 16 MiB"
run "$mtop" --root "$root" --diff "$TMP/nowhere"
exits "--diff: no such file" 1
run "$mtop" --root "$root" --diff "$TMP/before" --oom "$TMP/before"
exits "usage: --diff --oom" 2

# Here: a process that is born after the first look is new.
"$mtop" -T >"$TMP/live"
sleep 9999 &
born=$!
started="$started $born"
is "--diff: live" "$("$mtop" -T --no-header --diff "$TMP/live" -p "$born" \
	-o pid,change)" "$born${tab}new"

done_testing
