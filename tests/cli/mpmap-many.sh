#!/bin/sh
# mpmap-many.sh: mpmap of many processes: sums, order, memory that is used.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mpmap=$BIN/mpmap

# --- a recorded system -------------------------------------------------------------

# Two copies of a process, a kernel thread, a zombie, and one that is ending.
root=$(root_of many) || exit 1
for pid in 44 45 47; do
	cp -r "$FIXTURES/mappings/proc/$pid" "$root/proc/$pid"
done
for pid in 100 101; do
	cp -r "$FIXTURES/mappings/proc/42" "$root/proc/$pid"
done

recorded() {
	run "$mpmap" --root "$root" "$@"
}

recorded -a -g kind -t
exits "-a -g" 0
complains "-a -g: nothing is said of what has no mappings" </dev/null
prints "-a -g: sums over all processes" <<'END'
kind                     rss      pss      uss     swap   count processes
heap                     200      200      200       80       2         2
glibc: malloc arena       32       32        -        0       2         2
stack                     24       24        -        0       2         2
file                      24       18       >8        0       6         2
my/ring                    8        4        -        0       2         2
hugetlb                    0        0     4096        0       2         2
total                    288      278    >4304       80      16         2
END
recorded -g kind -t 100 101
cp "$out" "$TMP/named"
recorded -a -g kind -t
same "pids that are named are summed as well" "$TMP/named" "$out"
recorded -a -g kind -t -j 3
same "-j: the same" "$TMP/named" "$out"

recorded -T -g kind -o pid,pid_start,kind,processes,unread 100
is "one process has its pid" "$(sed -n 2p "$out" | tr '\t' ' ')" \
	"100 1234 heap 1 0"
recorded -T -g kind -o pid,pid_start,kind,processes,unread 100 101
is "several have none" "$(sed -n 2p "$out" | tr '\t' ' ')" "- - heap 2 0"
recorded -T --no-header -a -g name -o name,count
sort "$out" >"$TMP/names"
cat >"$TMP/expected" <<'END'
[anon:glibc: malloc arena]	2
[anon_shmem:my/ring]	2
[heap]	2
[stack]	2
anon_inode:[perf_event]	2
a b\\012\x1b]0;x\x07\\n\xffé	2
pool	2
tool	2
END
LC_ALL=C sort "$TMP/expected" >"$TMP/expected.sorted"
same "-g name: the last part, without (deleted)" "$TMP/expected.sorted" \
	"$TMP/names"

recorded -a -s rss -n 3 -o pid,rss,path
exits "-s: without -g" 0
prints "-s: the rows of all processes are sorted together" <<'END'
    pid      rss path
    100      100 [heap]
    101      100 [heap]
    100       16 [anon:glibc: malloc arena]
END
recorded -s RSS -n 2 -q -o start,rss 100
prints "-s: a title in any case is a key" <<'END'
0000000001000000      100
00007f0000300000       16
END
recorded -q -s +size,-start -n 2 -o start,size 100
prints "-s: +KEY is the smallest first" <<'END'
00007f0000500000        4
00007f0000400000        4
END
recorded -q -s path -n 1 -o path 100
prints "-s: text goes from a to z" <<'END'
/mnt/huge/pool
END
recorded -a -s rss -n 1 -t -q -o rss,size,kind
prints "-s -t: one total of all" <<'END'
     100     2048 heap
     288     8744 total
END
recorded -s rsss 100
exits "-s: an unknown column" 2
ok "-s: an unknown column: which is meant" grep -q 'did you mean rss?' "$err"
recorded -a -s pss
ok "-s alone is a table" grep -q '^    pid  *start  *size  *rss' "$out"
recorded -a -q
is "-a: pmap's layout" "$(grep -c '^10[01]:   tool' "$out")" 2
recorded -a -o pid -q
is "-a -o: all mappings" "$(wc -l <"$out")" 16

# --- selections ------------------------------------------------------------------

printf 'Name:\ttool\nUid:\t7\t8\t7\t7\n' >"$root/proc/100/status"
printf 'Name:\ttool\nUid:\t7\t9\t7\t7\n' >"$root/proc/101/status"
recorded -C tool -T -g kind -o processes -n 1
exits "-C" 0
is "-C: by name" "$(tail -n 1 "$out")" 2
recorded -C 't??l' -u 9 -T -q -o pid -n 1
is "-C -u: both must hold" "$(cat "$out")" 101
recorded -u 8,9 -T -q -g path -o processes -n 1
is "-u: of a list, one" "$(cat "$out")" 2
recorded -C nosuch -g kind
exits "-C: no such name" 1
silent "-C: no such name"
ok "-C: no such name: said" grep -q '^mpmap: nosuch: ' "$err"
recorded -u nosuch -g kind
ok "-u: no such user" test "$status" -ne 0
mkdir -p "$root/etc"
printf 'eight:x:8:8::/:\n' >"$root/etc/passwd"
recorded -u eight -T -q -o pid -n 1
is "-u: a user of the root" "$(cat "$out")" 100
for more in '-a' '-C x' '-u 8' '--cgroup /x'; do
	# shellcheck disable=SC2086 # words
	recorded $more 100
	exits "$more with a pid" 2
	# shellcheck disable=SC2086 # words
	recorded $more --diff "$TMP/none"
	exits "$more with --diff" 2
done

recorded -h -g kind -n 1 100
ok "-h: human sizes" grep -q 'heap *2.0Mi *100Ki' "$out"
recorded 100 999
exits "no such process, with one that is" 42
recorded -g kind 999
exits "-g: no such process" 42
silent "-g: no such process"
recorded -g kind 47
exits "-g: one that is ending" 1
silent "-g: one that is ending"
recorded -r -q -o kind -A 400000 100
exits "-r is accepted" 0
complains "-r is accepted" </dev/null
recorded --d -q -A 400000 100
ok "--d is --device, as it was" \
	grep -q '^0000000000400000  *8 r-x-- 0000000000001000 0fe:0000a tool' "$out"
recorded --s -k -q -A 400000 100
ok "--s is --show-path, as it was" grep -q ' /usr/bin/tool$' "$out"
recorded --u -q -A 1000000 100
ok "--u is --use-kernel-name, as it was" grep -q ' \[heap\]$' "$out"
recorded leakyserver
complains "a name is no pid" <<'END'
mpmap: leakyserver: not a pid (by name: -C leakyserver)
END
run "$mpmap"
complains "no operand" <<'END'
mpmap: which process? (a pid, or -a for all)
Try 'mpmap --help'
END
recorded --touched 1 100
exits "--touched: of a recording" 1
silent "--touched: of a recording"
ok "--touched: of a recording: said" grep -q 'only a live /proc' "$err"

# A kernel that says Pss alone, as WSL1 does.
mkdir -p "$root/proc/7"
cp "$root/proc/100/stat" "$root/proc/7/stat"
printf '1000-2000 rw-p 00000000 00:00 0\nPss: 4 kB\n' \
	>"$root/proc/7/smaps"
recorded -x 7
is "-x: an unknown total is unknown" "$(tail -n 1 "$out")" \
	"total kB               4       -       -"
recorded -x -A 8000,9000 7
is "-x: the total of nothing is 0" "$(tail -n 1 "$out")" \
	"total kB               0       0       0"
recorded -T -t -q -o rss,pss,touched,cold,kind 7
is "-T -t: an unknown total is unknown" "$(tail -n 1 "$out" | tr '\t' ' ')" \
	"- 4096 - - total"

# A capture that somebody sent may hold anything.
printf '1000-2000 rw-p 00000000 00:00 0 \033[1m\nPss: 4 kB\nA\033[2m: 5 kB\n`
	`VmFlags: rd \033[3m wr\n' >"$root/proc/7/smaps"
for view in -x -X -XX -T '-g path' '-g kind' '-g name' '-s path'; do
	# shellcheck disable=SC2086 # words
	recorded $view 7
	exits "escape sequences: '$view'" 0
	ok "escape sequences: '$view': none is printed" test "$(
		tr -d '\n\t -~' <"$out" | wc -c)" -eq 0
done

status=0
"$mpmap" --root "$root" -a -g path >/dev/full 2>"$err" || status=$?
exits "/dev/full" 1
status=0
"$mpmap" --root "$root" -a -s pss >&- 2>"$err" || status=$?
exits "closed stdout" 1

# --- live ----------------------------------------------------------------------------

build() {
	${CC:-cc} -D_GNU_SOURCE -pthread -o "$TMP/$1" "$2" 2>"$TMP/cc.err"
}
if ! build threads "$TESTS/cli/threads.c" ||
	! build vmas "$TESTS/bench/vmas.c" ||
	! build mappings "$TESTS/cli/mappings.c" ||
	! "$TMP/vmas" 2>&1 | grep -q usage; then
	skip "live processes" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi

mkfifo "$TMP/stdin"
"$TMP/threads" 5 <"$TMP/stdin" >"$TMP/threads.out" &
threads=$!
started="$started $threads"
exec 8>"$TMP/stdin"
until_true grep -q ready "$TMP/threads.out"
# Five stacks, once all of them sleep.  Where guard pages are no mappings (glibc
# 2.42 on Linux 6.13), neighbours are one mapping.
stacks() {
	"$mpmap" -T -g kind -o kind,count,rss $threads | awk -F '\t' '
		$1 == "thread-stack" && $2 >= 1 && $2 <= 5 &&
		$3 >= 5 * 65536 { found = 1 } END { exit !found }'
}
if [ -r /proc/$threads/syscall ] && cat /proc/$threads/syscall \
	>"$TMP/syscall" 2>&1; then
	ok "the stacks of threads are told" until_true stacks
	# Each mapping of a stack has pages that were used.
	run "$mpmap" -T -q -o kind,rss $threads
	is "the stacks of threads: each" \
		"$(grep -c '^thread-stack	0$' "$out")" 0
else
	skip "the stacks of threads" "the kernel does not tell stack pointers"
fi
exec 8>&-

# The first thread has ended, another one has the memory.
if build headless "$TESTS/leaks/first_thread_gone.c"; then
	"$TMP/headless" 60000 &
	headless=$!
	started="$started $headless"
	headless_gone() {
		grep -q '^State:	Z' "/proc/$headless/status"
	}
	ok "the first thread ends" until_true headless_gone
	for view in '' -x -X -T '-g kind' '--touched 0.01'; do
		# shellcheck disable=SC2086 # words
		run "$mpmap" $view $headless
		exits "the first thread has ended: '$view'" 0
		ok "the first thread has ended: '$view': mappings" \
			test "$(wc -l <"$out")" -gt 5
		complains "the first thread has ended: '$view': nothing" \
			</dev/null
	done
	run "$mpmap" -C headless -T -g path -o count -n 1
	ok "the first thread has ended: by name" test "$(wc -l <"$out")" -eq 2
else
	skip "the first thread has ended" "it does not compile"
fi

# A memfd and a file that two processes have.
mkfifo "$TMP/one" "$TMP/two"
for side in one two; do
	"$TMP/mappings" "$TMP/file" <"$TMP/$side" >"$TMP/$side.out" &
	started="$started $!"
	eval "$side=$!"
done
exec 6>"$TMP/one" 7>"$TMP/two"
until_true grep -q ready "$TMP/one.out"
until_true grep -q ready "$TMP/two.out"
# shellcheck disable=SC2154 # set by eval
run "$mpmap" -T -g name -o name,count,processes,rss "$one" "$two"
exits "-g name: two processes" 0
ok "-g name: a memfd of both" awk -F '\t' '$1 == "memfd:a name" &&
	$2 == 2 && $3 == 2 { found = 1 } END { exit !found }' "$out"
ok "-g name: a file of both, mapped twice by each" awk -F '\t' '
	$1 == "file" && $2 == 4 && $3 == 2 { found = 1 }
	END { exit !found }' "$out"
# The sums of a pass are those of the rows.  Only rows that are the same before
# and after it count: the processes hold still, the kernel may take their pages.
rows() {
	run "$mpmap" -T -q -o path,rss "$one" "$two"
	awk -F '\t' '{ sum[$1] += $2 }
		END { for (p in sum) print p "\t" sum[p] }' "$out" |
		LC_ALL=C sort >"$1"
}
sums() {
	rows "$TMP/rows"
	run "$mpmap" -T -q -g path -o path,rss "$one" "$two"
	LC_ALL=C sort "$out" >"$TMP/sums"
	rows "$TMP/again"
	cmp "$TMP/rows" "$TMP/again"
}
until_true sums
same "-g path: the sums of the rows" "$TMP/rows" "$TMP/sums"
exec 6>&- 7>&-

# The memory of a process that never looks at it again is cold.
# By a name of its own: another run of this test has such a process, too.
named=vmas.$$
cp "$TMP/vmas" "$TMP/$named"
"$TMP/$named" 2000 touch >"$TMP/vmas.out" &
cold=$!
started="$started $cold"
until_true test -s "$TMP/vmas.out"
run "$mpmap" --touched 0.2 -T -q -g kind -o kind,rss,touched,cold $cold
if grep -q 'clear_refs: Permission denied' "$err" ||
	grep -q '^anon	[0-9]*	-	-$' "$out"; then
	skip "--touched" "the kernel does not tell what is used"
else
	exits "--touched" 0
	ok "--touched: what is not used is cold" awk -F '\t' '
		$1 == "anon" && $2 >= 2000 * 4096 && $4 >= $2 * .95 &&
		$2 == $3 + $4 { found = 1 } END { exit !found }' "$out"
	sh -c 'while :; do :; done' &
	busy=$!
	started="$started $busy"
	# A busy machine may not run it for so long.
	uses_memory() {
		run "$mpmap" --touched 0.2 -T -t -q -g kind -o kind,touched \
			"$busy"
		awk -F '\t' '$1 == "total" && $2 > 0 { found = 1 }
			END { exit !found }' "$out"
	}
	ok "--touched: what is used is not" until_true uses_memory
fi
run "$mpmap" --touched 0.01 99999999
exits "--touched: no such process" 42
complains "--touched: no such process: said" <<'END'
mpmap: /proc/99999999/clear_refs: No such process
END

# --- the cgroup of this test ---------------------------------------------------------

own=$(sed -n 's/^0::\(.*\)/\1/p; s/^[0-9]*:memory:\(.*\)/\1/p' /proc/self/cgroup |
	head -n 1)
run "$mpmap" --cgroup "$own" -C "$named" -T -q -o pid -n 1
if [ -n "$own" ] && [ "$status" -eq 0 ]; then
	is "--cgroup: a process of it" "$(cat "$out")" "$cold"
	run "$mpmap" --cgroup "${own%/}/nosuch" -T -g path
	exits "--cgroup: none is called so" 1
else
	skip "--cgroup" "no memory cgroup, or one that others are in too"
fi

# --- not root --------------------------------------------------------------------------

if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 true 2>/dev/null; then
	chmod 755 "$TMP"
	cp "$mpmap" "$TMP/mpmap"
	nobody() {
		run setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$TMP/mpmap" "$@"
	}
	nobody -a -T -g path
	exits "-a: processes of others" 1
	ok "-a: processes of others: counted once" grep -q \
		'^mpmap: smaps of [0-9]* processes: Permission denied (only root may)$' \
		"$err"
	is "-a: processes of others: no more is said" "$(wc -l <"$err")" 1
	ok "-a: processes of others: TSV tells" awk -F '\t' '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$(at["unread"]) < 2 { bad = 1 } END { exit bad || NR < 2 }' "$out"
	nobody -x $cold
	ok "another's process: who may" grep -q \
		'smaps: Permission denied (only root may)$' "$err"
	run "$mpmap" -a -T -g path
	ok "root is not told to be root" sh -c '! grep "only root may" "$1"' \
		sh "$err"
else
	skip "processes of others" "needs root and setpriv"
fi

# --- hostile ---------------------------------------------------------------------------

# Processes that come and go while all are read.
(while :; do "$TMP/vmas" 2>/dev/null; done) 2>/dev/null &
churn=$!
started="$started $churn"
good=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
	"$mpmap" -a -T -g name -j 2 >"$out" 2>"$err"
	grep -v 'Permission denied' "$err" >"$TMP/other"
	[ -s "$out" ] && [ ! -s "$TMP/other" ] && good=$((good + 1))
done
is "-a: processes that end are no failure" $good 10

done_testing
