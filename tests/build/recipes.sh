#!/bin/sh
# recipes.sh: the examples of memutils(7), as they are printed there.
# slow: it watches programs for seconds
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
fleet=$FIXTURES/fleet
on_disk

if ! command -v mandoc >/dev/null; then
	skip "the recipes" "mandoc is not installed"
	done_testing
	exit
fi
# A user types into bash, if there is one; cron has sh.
shell=$(command -v bash || command -v sh)

# Each display of a recipe in a file: TITLE.1, TITLE.2, ...
mkdir "$TMP/recipe" "$TMP/stub"
mandoc -T ascii -O width=78 "$top/man/memutils.7" | sed 's/.\x08//g' |
	awk -v to="$TMP/recipe" '
		/^[A-Z]/ { on = ($1 == "EXAMPLES"); next }
		!on { next }
		/^   [A-Z]/ { title = $0; sub(/^ */, "", title); n = 0 }
		/^           / {
			if (!display) file = to "/" title "." ++n
			print substr($0, 12) >file
		}
		{ display = /^           / }'

# Stubs stand in for other machines, for an hour, and for the live system.
stub() {
	cat >"$TMP/stub/$1"
	chmod 755 "$TMP/stub/$1"
}
for command in mtop-once mfree; do
	stub $command <<-END
	#!/bin/sh
	exec "$BIN/$command" \${ROOT:+--root "\$ROOT"} "\$@"
	END
done
PATH=$TMP/stub:$BIN:$PATH
HOME=$DISK
export HOME
cd "$HOME" || exit 1

# tried TITLE N: the display is run as a whole.
: >"$TMP/tried"
tried() {
	echo "$1.$2" >>"$TMP/tried"
	run "$shell" "$TMP/recipe/$1.$2"
}
# cron TITLE N LINE: one line of it as cron does it, to which % is a newline.
cron() {
	echo "$1.$2" >>"$TMP/tried"
	line=$(sed -n "$3p" "$TMP/recipe/$1.$2")
	is "$1: five times" "$(printf '%s\n' "$line" |
		grep -cE '^([0-9*]+ ){5}[a-z]')" 1
	ok "$1: no %" test "${line#*%}" = "$line"
	run env -i HOME="$HOME" LOGNAME=me SHELL=/bin/sh PATH="$PATH" \
		/bin/sh -c "$(expr "$line" : '[0-9* ]* \([a-z].*\)')"
}

# --- the five biggest users ----------------------------------------------------

title="The five biggest users"
ROOT=$FIXTURES/processes
export ROOT
tried "$title" 1
# A user with a process whose memory is not told has a sum of the others.
is "$title" "$(awk '{ printf "%s ", $1 }' "$out")" \
	'USER alice www-data root 4242 '

# --- memory that no process has ------------------------------------------------

title="Memory is full and no process has it"
ROOT=$FIXTURES/linux-5.15
tried "$title" 1
exits "$title" 0
ok "$title: leads on" grep -q '^shmem .*mfree --where=shmem$' "$out"
ROOT=''
tried "$title" 2
is "$title: opened" "$(head -n 1 "$out")" \
	"$(printf 'size\tkind\tpid\tcomm\tname')"
ROOT=$FIXTURES/processes

# --- what grew -----------------------------------------------------------------

title="What grew since yesterday"
tried "$title" 1
exits "$title: yesterday" 0
cp -R "$ROOT" "$TMP/now"
ROOT=$TMP/now
sed 's/^20000 5000 /21000 6000 /' "$TMP/now/proc/812/statm" >"$TMP/statm"
ok "$title: a process grows" sh -c '! cmp -s "$1" "$2"' sh "$TMP/statm" \
	"$TMP/now/proc/812/statm"
cp "$TMP/statm" "$TMP/now/proc/812/statm"
tried "$title" 2
exits "$title: now" 0
is "$title" "$(head -n 1 "$out")" "4096000 812 nginx"
ROOT=

# --- who has it, who was killed ------------------------------------------------------

title="Which container has the memory"
ROOT=$FIXTURES/processes
tried "$title" 1
ok "$title" grep -q '^CONTAINER  *COUNT' "$out"
ROOT=
title="Who holds shared memory"
tried "$title" 1
ok "$title" grep -q '^kind .*holders' "$out"
title="Who was killed last night"
stub dmesg <<END
#!/bin/sh
exec cat "$FIXTURES/oom/booted-6.1.txt"
END
tried "$title" 1
exits "$title" 0
ok "$title: the victim is marked" awk '$(NF - 1) == 1 { found = 1 }
	END { exit !found }' "$out"

# --- a container -----------------------------------------------------------------

title="What a container may still get"
ROOT=$FIXTURES/cgroup-v2
tried "$title" 1
is "$title" "$(cat "$out")" 22020096
ROOT=

# --- cron ------------------------------------------------------------------------

title="Leaks by mail"
cron "$title" 1 1
exits "$title: a sample" 0
silent "$title: a sample is not mailed"
ok "$title: nor is an error" test ! -s "$err"
cron "$title" 1 1
is "$title: samples are appended" "$(grep -c '^time' samples.tsv)" 2
run sh "$TMP/recipe/Anything that should not grow.3"
is "$title: threads can be judged as well" "$status$(cat "$err")" 3
cp "$fleet/web1.tsv" samples.tsv
cron "$title" 1 2
exits "$title: no leak" 0
silent "$title: no leak is not mailed"
ok "$title: nor is anything else" test ! -s "$err"
cp "$fleet/web2.tsv" samples.tsv
cron "$title" 1 2
ok "$title: a leak is mailed" grep -q ' leak .* server$' "$out"
is "$title: and nothing else" "$(wc -l <"$out")" 3
rm samples.tsv
cron "$title" 1 2
ok "$title: a missing log is mailed" grep -q samples.tsv "$out"

title="A log rotated"
head -n 121 "$fleet/web2.tsv" >samples.tsv
cron "$title" 1 1
ok "$title: the old one has another name" test -s samples.1.tsv
ok "$title: the old name is free" test ! -e samples.tsv
{ head -n 1 "$fleet/web2.tsv" && tail -n +122 "$fleet/web2.tsv"; } >samples.tsv
tried "$title" 2
cp "$out" "$TMP/rotated"
mleakwatch -q -f "$fleet/web2.tsv" >"$TMP/whole"
same "$title: judged as one" "$TMP/whole" "$TMP/rotated"

# --- a CI job --------------------------------------------------------------------

# On a busy machine a leak may stay undecided: then it is watched for twice as
# long.
title="Leaks in a CI job"
stub_of() {
	printf '#!/bin/sh\nexec %s/leaks/%s %s\n' "$BUILD" "$1" "$2" >selftest
	chmod 755 selftest
}
turns=300
while stub_of recurring $turns && tried "$title" 1 && [ "$status" -eq 0 ] &&
    [ $turns -lt 10000 ]; do
	turns=$((turns * 2))
done
exits "$title: a leak" 1
ok "$title: is said" grep -q ' leak ' "$out"
stub_of none 100
tried "$title" 1
exits "$title: none" 0

# --- which mapping -----------------------------------------------------------------

# The hour is over when it has grown by a megabyte.
title="Which mapping of a process grew"
"$BUILD/leaks/recurring" 30000 &
pid=$!
started=$pid
export pid
# A heap that is not there yet would be new, not grown.
has_heap() {
	runs "$pid" recurring && grep -q '\[heap\]' "/proc/$pid/maps"
}
until_true has_heap
stub sleep <<'END'
#!/bin/sh
size() {
	awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status"
}
before=$(size) tries=0
while [ $(($(size) - before)) -lt 1024 ] && [ $((tries += 1)) -le 6000 ]; do
	/bin/sleep 0.05
done
END
tried "$title" 1
exits "$title" 0
ok "$title: the heap" grep -q '^grown .*\[heap\]$' "$out"
rm "$TMP/stub/sleep"

# Somebody's processes may not be for us; ten minutes are short here.
title="Which library, memfd or heap holds the memory"
tried "$title" 1
ok "$title: as many as asked for" test "$(wc -l <"$out")" -eq 11
ok "$title: each by its name, the largest first" awk '
	NR > 1 { pss = $(NF - 4); gsub(/[^0-9]/, "", pss) }
	NR > 1 && (NF < 7 || pss == "" || (NR > 2 && pss + 0 > last)) { bad = 1 }
	{ last = pss + 0 } END { exit bad }' "$out"
title="Which memory a process does not use"
stub mpmap <<END
#!/bin/sh
[ "\$1 \$2" = "--touched 600" ] || exit 3
shift 2
exec "$BIN/mpmap" --touched 0.1 "\$@"
END
tried "$title" 1
if grep -q 'clear_refs: Permission denied' "$err"; then
	skip "$title" "the kernel does not let us clear the marks"
else
	exits "$title" 0
	ok "$title: a figure each" test "$(grep -c '[0-9]' "$out")" -ge 5
fi
rm "$TMP/stub/mpmap"

# Minutes and hours are a second here.
stub mleakwatch <<END
#!/bin/sh
for each; do
	shift
	case \$each in
	10m | 30m | 2h) set -- "\$@" 1 -i 0.01 ;;
	*) set -- "\$@" "\$each" ;;
	esac
done
exec "$BIN/mleakwatch" "\$@"
END
tried "$title" 2
ok "$title: a verdict" grep -qE '(leak|undecided) .*recurring$' "$out"
title="Anything that should not grow"
tried "$title" 2
ok "$title: the system" test "$status" -ne 2
title="Bytes a request"
echo 7 >requests
tried "$title" 1
ok "$title: no work is no verdict" grep -q 'too few samples' "$out"
rm "$TMP/stub/mleakwatch"
kill "$pid"
wait "$pid" 2>/dev/null
gone "$pid"

# --- any series, two versions ---------------------------------------------------------

title="Anything that should not grow"
mv "$TMP/stub/mfree" "$TMP/mfree"
stub mfree <<'END'
#!/bin/sh
[ "$*" = "--where -T -s 60 -c 1440" ] || exit 1
awk -v OFS='\t' 'BEGIN { print "time", "kind", "size", "mem_pct"
	for (t = 0; t < 1440; t++) {
		print 1700000000 + t * 60, "anon", 10000000 + t * 4096, 1
		print 1700000000 + t * 60, "shmem", 900000 + t % 7 * 4096, 1
	} }'
END
tried "$title" 1
exits "$title" 1
is "$title: one row does" "$(grep '^leak' "$out" | awk '{ print $NF }')" anon
mv "$TMP/mfree" "$TMP/stub/mfree"
awk -v OFS='\t' 'BEGIN { print "time", "pid", "comm", "anon", "threads"
	for (t = 0; t < 300; t++)
		print 1700000000 + t, 8, "server", 4096, 4 + int(t / 9)
	}' >samples.tsv
tried "$title" 3
exits "$title: a count" 1
ok "$title: is named" grep -q '^  *threads: its low-water mark' "$out"

title="Does the new version leak more"
cp "$fleet/web1.tsv" old.tsv
cp "$fleet/web2.tsv" new.tsv
tried "$title" 1
exits "$title" 1
ok "$title: it does" grep -q '^more .* server$' "$out"

# --- pictures, a database ------------------------------------------------------------

cp "$fleet/web2.tsv" samples.tsv
title="A curve"
if command -v gnuplot >/dev/null; then
	pid=3
	tried "$title" 1
	exits "$title" 0
	ok "$title: is drawn" grep -q '<path' curve.svg
	is "$title: all of it" "$(wc -l <curve.tsv)" 100
else
	echo "$title.1" >>"$TMP/tried"
	skip "$title" "gnuplot is not installed"
fi

title="Samples in a database"
if command -v sqlite3 >/dev/null; then
	head -n 1 "$fleet/web2.tsv" >>samples.tsv
	printf '1795384999.000\tweb2\t9\t9\troot\t"odd\t1\t-\t0\t0\n' >>samples.tsv
	tried "$title" 1
	exits "$title" 0
	is "$title: the biggest" "$(head -n 1 "$out")" "web2|server|$(awk '
		$3 == 3 && $8 > most { most = $8 } END { print most }' \
		samples.tsv)"
	ok "$title: a name with a quote, and no figure" \
		grep -qx 'web2|"odd|' "$out"
	is "$title: no header is a record" "$(wc -l <"$out")" 3
else
	echo "$title.1" >>"$TMP/tried"
	skip "$title" "sqlite3 is not installed"
fi

# --- a benchmark -----------------------------------------------------------------------

title="A benchmark with a cold cache"
head -c 1000000 /dev/urandom >data
sync data
printf '#!/bin/sh\ncat "$1" >/dev/null && echo answer\n' >query
chmod 755 query
if [ "${shell##*/}" = bash ]; then
	tried "$title" 1
	is "$title: three runs" "$(tr '\n' ' ' <"$out")" \
		"answer answer answer "
	is "$title: three times" "$(grep -c ^real "$err")" 3
else
	echo "$title.1" >>"$TMP/tried"
	skip "$title" "bash is not installed: sh need not have time"
fi

# --- many machines ---------------------------------------------------------------------

# Each host has a recorded log; pdsh mixes the lines of all.
stub ssh <<END
#!/bin/sh
host=\$1
shift
[ "\$*" = "cat samples.tsv" ] && exec cat "$fleet/\$host.tsv"
END
stub pdsh <<END
#!/bin/sh
[ "\$1 \$2" = "-N -w" ] || exit 1
IFS=,
cd "$fleet" && set -- \$3 && paste -d '\n' "\$1.tsv" "\$2.tsv" "\$3.tsv"
END
title="Many machines"
printf 'host\tpid\tcomm\tverdict\nweb2\t3\tserver\tleak\n' >"$TMP/expected"
for display in 1 2; do
	tried "$title" $display
	exits "$title: one leaks" 1
	is "$title: that one" "$(awk 'NR > 1 { print $1, $2, $3, $4; exit }' \
		"$out")" "web2 3 server leak"
	is "$title: no other" "$(grep -c ' leak ' "$out")" 1
done
# The display before has made the log, whose header is repeated.
mleakwatch -q -T --no-header -o host,pid,comm,verdict,rate_hour -f fleet.tsv |
	sort >"$TMP/whole"
tried "$title" 3
sort "$out" >"$TMP/parts"
same "$title: in parts as a whole" "$TMP/whole" "$TMP/parts"
exits "$title: xargs tells that one leaks" 123
is "$title: a part for each host" "$(find parts -type f | wc -l)" 3
cat "$fleet"/*.tsv | mleakwatch -T -o host,pid,verdict -f - 2>"$err" |
	sort >"$out"
prints "the same process numbers on three hosts are six processes" <<'END'
db1	3	no-leak
db1	4	no-leak
host	pid	verdict
web1	3	no-leak
web1	4	no-leak
web2	3	leak
web2	4	no-leak
END

# --- a flame graph -----------------------------------------------------------------

# The one who draws is a stub that takes folded lines alone; thirty seconds are
# two, whatever they cost, or more where a busy machine ran nobody.
stub mleakwatch <<END
#!/bin/sh
[ "\$2" = --stacks=30 ] || exec "$BIN/mleakwatch" "\$@"
shift 2
exec "$BIN/mleakwatch" --scan --stacks=\$window --max-slow 10000 \
	--max-stop 60000 "\$@"
END
stub flamegraph.pl <<'END'
#!/bin/sh
[ "$1 $2" = "--countname bytes" ] || exit 2
awk '!/^[^ ;][^;]*(;[^;]+)* [0-9]+$/ { exit bad = 1 }
	{ n++ } END { if (bad || n == 0) exit 2; print "<svg>" n "</svg>" }'
END
command -v c++filt >/dev/null || stub c++filt <<'END'
#!/bin/sh
exec cat
END
title="A flame graph of what is lost"
: >lose
"${BUILD:-$top/build}/leaks/owners" lose >"$TMP/losing" &
pid=$!
started="$started $pid"
until_true grep -q losing "$TMP/losing"
window=2
export pid window
while tried "$title" 1 && [ "$status" -eq 2 ] && [ $window -lt 100 ]; do
	window=$((window * 2))
done
if grep -q -e '--stacks:' -e 'not permitted' -e 'sizes of 64 bits' "$err"; then
	skip "$title" "$(head -n 1 "$err")"
else
	exits "$title" 0
	ok "$title: drawn" grep -q '^<svg>[1-9]' lost.svg
fi
rm -f lose
kill -9 "$pid"
gone "$pid"
rm "$TMP/stub/mleakwatch"

sort -u "$TMP/tried" >"$TMP/all"
(cd "$TMP/recipe" && printf '%s\n' * | sort) >"$TMP/expected"
same "every recipe was run" "$TMP/expected" "$TMP/all"

done_testing
