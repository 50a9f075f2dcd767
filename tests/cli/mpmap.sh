#!/bin/sh
# mpmap.sh: mpmap, end to end.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mpmap=$BIN/mpmap
pid='' many=''
# Only what this test has started; each by its number.
stop() {
	for number in $pid $many; do
		kill -9 "$number" 2>/dev/null
	done
	rm -rf "$TMP"
}
trap stop EXIT

# --- a recorded root ---------------------------------------------------------

root="--root $FIXTURES/mappings"

# shellcheck disable=SC2086 # two words
recorded() {
	run "$mpmap" $root "$@"
}

recorded 42
exits "default" 0
prints "default: pmap's layout; names are safe" <<'END'
42:   tool --flag \x1bx
0000000000400000      8K r-x-- tool
0000000001000000   2048K rw---   [ anon ]
00007f0000000000   2048K rw-s- pool
00007f0000300000     64K rw---   [ anon ]
00007f0000310000     64K rw-s-   [ anon ]
00007f0000400000      4K rw-s- a b\\012\x1b]0;x\x07\\n\xffé (deleted)
00007f0000500000      4K rw-s- anon_inode:[perf_event]
00007ffe00000000    132K rw---   [ stack ]
 total             4372K
END

recorded -k -q 42
prints "-k: the kernel's names" <<'END'
42:   tool --flag \x1bx
0000000000400000      8K r-x-- tool
0000000001000000   2048K rw--- [heap]
00007f0000000000   2048K rw-s- pool
00007f0000300000     64K rw--- [anon:glibc: malloc arena]
00007f0000310000     64K rw-s- [anon_shmem:my/ring]
00007f0000400000      4K rw-s- a b\\012\x1b]0;x\x07\\n\xffé (deleted)
00007f0000500000      4K rw-s- anon_inode:[perf_event]
00007ffe00000000    132K rw--- [stack]
END

recorded -d 42
is "-d: the sums" "$(tail -n 1 "$out")" \
	"mapped: 4372K    writeable/private: 2244K    shared: 2120K"

recorded -x -A 7f0000300000,7f000031ffff 42
prints "-x -A: the totals are of the range" <<'END'
42:   tool --flag \x1bx
Address           Kbytes     RSS   Dirty Mode  Mapping
00007f0000300000      64      16       - rw---   [ anon ]
00007f0000310000      64       4       4 rw-s-   [ anon ]
---------------- ------- ------- ------- 
total kB             128      20      >4
END

recorded -X -A 1000000,7f0000000000 42
prints "-X: what smaps has, known or not" <<'END'
42:   tool --flag \x1bx
     Address Perm   Offset Device  Inode Size Rss Pss Referenced Anonymous Swap SwapPss Locked Shiny_New THPeligible Shared_Hugetlb Private_Hugetlb Mapping
    01000000 rw-p 00000000  00:00      0 2048 100 100        100       100   40      40      0         0           1              -               - [heap]
7f0000000000 rw-s 00000000  00:0f     99 2048   0   0          0         0    0       0      0         0           0              0            2048 pool
                                         ==== === === ========== ========= ==== ======= ====== ========= =========== ============== =============== 
                                         4096 100 100        100       100   40      40      0         0           1              0            2048 KB 
END

recorded -h -A 1000000,7f0000300000 42
prints "-h: sizes with their units" <<'END'
42:   tool --flag \x1bx
0000000001000000   2.0Mi rw---   [ anon ]
00007f0000000000   2.0Mi rw-s- pool
00007f0000300000    64Ki rw---   [ anon ]
 total            4.1Mi
END
recorded -h -x -q -A 1000000 42
is "-h -x" "$(sed -n 2p "$out")" \
	"0000000001000000   2.0Mi   100Ki   100Ki rw---   [ anon ]"
recorded -h -X -A 1000000 42
is "-h -X: the totals" "$(tail -n 1 "$out" | tr -s ' ')" \
	" 2.0Mi 100Ki 100Ki 100Ki 100Ki 40Ki 40Ki 0B 0B 1 0B 0B "

recorded -o start,kind -q 42
prints "kinds" <<'END'
0000000000400000 file
0000000001000000 heap
00007f0000000000 file
00007f0000300000 glibc: malloc arena
00007f0000310000 my/ring
00007f0000400000 file
00007f0000500000 file
00007ffe00000000 stack
END

recorded -T -o kind,size,rss,huge,uss,swap -A 7f0000000000 42
prints "TSV is bytes; hugetlb is told by its flag" <<'END'
kind	size	rss	huge	uss	swap
hugetlb	2097152	0	2097152	2097152	0
END

recorded -T -A 7f0000400000 42
tail -n 1 "$out" >"$TMP/row"
cat >"$TMP/expected" <<'END'
42	00007f0000400000	00007f0000401000	4096	rw-s	0000000000000000	fe:0a	7	file	4096	4096	-	-	0	-	4096	0	-	-	-	-	rd wr sh	/tmp/a b\\012\x1b]0;x\x07\\n\xffé (deleted)	1234	-	-
END
same "TSV: absent is -, names are safe" "$TMP/expected" "$TMP/row"

recorded -g kind -n 2 -t 42
prints "-g: sums, the largest first" <<'END'
kind                    size      rss      pss     swap   count
heap                    2048      100      100       40       1
glibc: malloc arena       64       16       16        0       1
total                   4372      144      139       40       8
END

recorded -T -g perms -s count -o perms,count,size 42
prints "-g perms -s" <<'END'
perms	count	size
rw-s	4	2170880
rw-p	3	2297856
r-xp	1	8192
END

recorded -x 43
exits "no smaps" 1
complains "no smaps: said" <<END
mpmap: $FIXTURES/mappings/proc/43/smaps: No such file or directory
END
ok "no smaps: what maps says is there" grep -q \
	'^0000000001000000    2048       -       - rw---   \[ anon \]$' "$out"
recorded -T -o path,size,kind 43
exits "columns of maps need no smaps" 0
recorded -T --no-header -g perms -s -size -o perms,size 42
cp "$out" "$TMP/downwards"
recorded -T --no-header -g perms -s size -o perms,size 42
same "-s -KEY is -s KEY" "$TMP/downwards" "$out"
sort -k 2,2n "$out" >"$TMP/upwards"
recorded -T --no-header -g perms -s +size -o perms,size 42
same "-s +KEY is the other way round" "$TMP/upwards" "$out"
recorded -g path -s size -o path,size 43
exits "so do groups by them" 0

recorded 44
exits "a kernel thread" 0
prints "a kernel thread: an empty table" <<'END'
44:   [kworker/0:1]
 total                0K
END
complains "a kernel thread: said" <<END
mpmap: $FIXTURES/mappings/proc/44/maps: a kernel thread, which has no mappings
END
recorded -T -o pid 45
prints "a zombie: an empty table" <<'END'
pid
END
ok "a zombie: said" grep -q zombie "$err"
recorded -x 47
exits "one that is ending" 1
silent "one that is ending: no header"
complains "one that is ending: said" <<END
mpmap: $FIXTURES/mappings/proc/47/smaps: ended, or executed another program, while it was read
END
recorded -q -o pid 48
exits "the first thread has ended, no other is there" 1
silent "the first thread has ended, no other is there"
complains "the first thread has ended: said" <<END
mpmap: $FIXTURES/mappings/proc/48/maps: its first thread has ended, and the files of the others cannot be read
END
recorded 46
exits "no such process: as pmap" 42
silent "no such process: no header"
ok "no such process: said" grep -q '/proc/46/maps: No such process' "$err"
recorded -q 46 /proc/44 nonsense 44
exits "a bad operand warns, the rest goes on" 43
is "operands: as many as named" "$(grep -c kworker "$out")" 2
recorded -q -A 0X400000 /proc/42/
exits "/proc/PID/, as shells complete it" 0
is "0X" "$(sed -n 2p "$out")" "0000000000400000      8K r-x-- tool"
for bad in /proc/ /proc// /proc/42/maps /proc/42// /proc/420000000000000000; do
	recorded "$bad"
	complains "no process: $bad" <<END
mpmap: $bad: not a pid
END
done

for columns in kind,path path,perms; do
	recorded -T -t -o "size,rss,$columns" -A 7f0000300000,7f000031ffff 42
	is "-t with $columns: named" \
		"$(tail -n 1 "$out" | cut -f 1,2,3 | tr '\t' ' ')" \
		"131072 20480 total"
	recorded -T -t -o "size,rss,$columns" -A 1,2 42
	is "-t with $columns: nothing is 0" \
		"$(tail -n 1 "$out" | cut -f 1,2,3 | tr '\t' ' ')" \
		"0 0 total"
done
recorded -g kind -t -q -A 1,2 42
prints "-g -t: nothing is 0" <<'END'
total           0        0        0        0       0
END
recorded -t -q -o size,kind 45
prints "-t of a zombie" <<'END'
       0 total
END

mkdir -p "$TMP/bad/proc/1"
printf '1000-2000 rw-p 0 00:00 0\n1000-rw' >"$TMP/bad/proc/1/maps"
run "$mpmap" --root "$TMP/bad" 1
exits "a cut capture" 1
ok "a cut capture: no total" test "$(grep -c total "$out")" -eq 0

for wrong in '' '-d -x 1' '-X -T 1' '-A xyz 1' '-A 1,2,3 1' '-A -1 1' \
	'-g size 1' '-t 1' '-o nothing 1' '-x -s rss 1' '-d -n 1 1' \
	'-s nothing 1' '-g path -n 0 1' '-a 1' '-a --diff f' '-j 0 -a' \
	'--touched 0 1' '--touched x 1' '--touched 1 --diff f 1'; do
	# shellcheck disable=SC2086 # words
	run "$mpmap" $wrong
	exits "usage: '$wrong'" 2
	silent "usage: '$wrong'"
done
run "$mpmap" ''
exits "an empty operand" 1
complains "an empty operand" <<'END'
mpmap: '': not a pid
END
status=0
# shellcheck disable=SC2086 # two words
"$mpmap" $root 42 >/dev/full 2>"$err" || status=$?
exits "/dev/full" 1
ok "/dev/full: said" grep -q 'No space left' "$err"
status=0
# shellcheck disable=SC2086 # two words
"$mpmap" $root 42 >&- 2>"$err" || status=$?
exits "closed stdout" 1

# --- differences ---------------------------------------------------------------

header='pid	start	end	perms	kind	path	rss	pss	swap	pid_start'
{
	printf '%s\n' "$header"
	printf '%s\n' '7	1000	2000	r-xp	file	/bin/a	4096	4096	0	50'
	printf '%s\n' '7	2000	4000	rw-p	heap	[heap]	4096	4096	0	50'
	printf '%s\n' '7	8000	9000	rw-p	anon	-	4096	4096	0	50'
	printf '%s\n' '7	9000	a000	rw-p	anon	-	4096	4096	4096	50'
	printf '%s\n' '7	b000	c000	rw-p	anon	-	0	0	0	50'
	printf '%s\n' '7	f000	10000	rw-p	stack	[stack]	4096	4096	0	50'
} >"$TMP/a"
{
	printf '%s\n' "$header"
	printf '%s\n' '7	1000	2000	r-xp	file	/bin/a	4096	2048	0	50'
	printf '%s\n' '7	2000	6000	rw-p	heap	[heap]	12288	12288	0	50'
	printf '%s\n' '7	7000	a000	rw-p	anon	-	12288	12288	0	50'
	printf '%s\n' '7	d000	10000	rw-p	stack	[stack]	4096	4096	0	50'
	printf '%s\n' '7	20000	21000	r--p	file	/x\ty	4096	4096	0	50'
} >"$TMP/b"
run "$mpmap" --diff "$TMP/a" -T -t "$TMP/b"
exits "--diff of two files" 0
prints "--diff: new, gone, grown, shrunk, merged" <<'END'
pid	change	size_change	rss_change	pss_change	swap_change	start	end	perms	kind	path	pid_start
7	grown	8192	8192	8192	0	0000000000002000	0000000000006000	rw-p	heap	[heap]	50
7	grown	4096	4096	4096	-4096	0000000000007000	000000000000a000	rw-p	anon	-	50
7	gone	-4096	0	0	0	000000000000b000	000000000000c000	rw-p	anon	-	50
7	grown	8192	0	0	0	000000000000d000	0000000000010000	rw-p	stack	[stack]	50
7	new	4096	4096	4096	0	0000000000020000	0000000000021000	r--p	file	/x\ty	50
7	grown	20480	16384	14336	-4096	-	-	-	total	-	50
END
run "$mpmap" --diff "$TMP/b" -q "$TMP/b"
exits "--diff: nothing changed" 0
silent "--diff: nothing changed"
lines=$(wc -l <"$TMP/a")
{
	cat "$TMP/a"
	tail -n 1 "$TMP/a" | head -c 20
} >"$TMP/cut"
run "$mpmap" --diff "$TMP/cut" "$TMP/b"
exits "--diff: a snapshot that was cut off" 1
ok "--diff: the line that was" grep -q "/cut: line $((lines + 1)): " "$err"

cat "$TMP/b" "$TMP/a" >"$TMP/ba"
run "$mpmap" --diff "$TMP/ba" -q "$TMP/a"
silent "--diff: the last reading in a file counts"
run "$mpmap" --diff "$TMP/a" -g kind -s size -T -o kind,change,size_change \
	"$TMP/b"
prints "--diff -g" <<'END'
kind	change	size_change
heap	grown	8192
stack	grown	8192
file	grown	4096
anon	grown	0
END
sed 's/	50$/	51/' "$TMP/b" >"$TMP/c"
run "$mpmap" --diff "$TMP/a" -T "$TMP/c"
exits "--diff: the pid was used again" 1
ok "--diff: the pid was used again: said" grep -q 'an earlier process' "$err"
is "--diff: and shown" "$(wc -l <"$out")" 6
sed 's/^7	/8	/' "$TMP/b" >"$TMP/d"
run "$mpmap" --diff "$TMP/a" "$TMP/d"
exits "--diff: of another process" 0
complains "--diff: of another process: said" <<END
mpmap: $TMP/a: of process 7, not of 8
END
cat "$TMP/a" "$TMP/d" >"$TMP/ad"
run "$mpmap" --diff "$TMP/ad" "$TMP/d"
exits "--diff: the right one of several" 0
run "$mpmap" --diff "$TMP/ad" "$TMP/ad"
exits "--diff: each of several" 0
is "--diff: each of several: one header" "$(wc -l <"$out")" 1
sed 's/^7	/9	/' "$TMP/b" >"$TMP/e"
run "$mpmap" --diff "$TMP/ad" "$TMP/e"
exits "--diff: none of several" 1
complains "--diff: none of several: said" <<END
mpmap: $TMP/ad: nothing of process 9
END
cut -f 2- "$TMP/a" >"$TMP/nobody"
for pair in "$TMP/a $TMP/nobody" "$TMP/nobody $TMP/a"; do
	# shellcheck disable=SC2086 # two words
	run "$mpmap" -q --diff $pair
	exits "--diff: a snapshot that does not say whose it is" 0
	silent "--diff: a snapshot that does not say whose it is"
	complains "--diff: a snapshot that does not say whose it is" </dev/null
done
head -n 1 "$TMP/a" >"$TMP/none"
run "$mpmap" --diff "$TMP/a" "$TMP/none"
exits "--diff: no mappings" 1
silent "--diff: no mappings"
complains "--diff: no mappings: said" <<END
mpmap: $TMP/none: no mappings
END
run "$mpmap" --diff "$TMP/a" -q -A 1fff,7fff -o change,start "$TMP/b"
prints "--diff -A: both sides" <<'END'
grown  0000000000002000
grown  0000000000007000
END
run "$mpmap" --diff "$TMP/b" -q -A 2fff,47ff -o change,start -T -t "$TMP/a"
prints "--diff -A: what has left" <<'END'
shrunk	0000000000002000
shrunk	-
END
run "$mpmap" --diff "$TMP/a" -q -A 2fff,47ff -g kind -T -o kind,size_change \
	"$TMP/b"
prints "--diff -A -g: both sides" <<'END'
heap	8192
END
run "$mpmap" --diff "$TMP/a" -q -A b000 -o change,start "$TMP/b"
prints "--diff -A: nothing is left there" <<'END'
gone   000000000000b000
END
run "$mpmap" --diff "$TMP/a" -q -t -o change,size_change,path "$TMP/b"
is "--diff -t: named" "$(tail -n 1 "$out")" "grown        20 total"
run "$mpmap" --diff "$TMP/a" -q -T -o change,size_change --root \
	"$FIXTURES/mappings" 45
exits "--diff: a zombie" 0
is "--diff: a zombie: all is gone" "$(sort "$out" | uniq -c |
	awk '{ print $1, $2, $3 }' | tr '\n' ' ')" "5 gone -4096 1 gone -8192 "
run "$mpmap" --diff - "$TMP/a"
complains "--diff -: its name" <<'END'
mpmap: standard input: empty
END

# A table that went through Windows is the same.
for side in a b; do
	sed 's/$/\r/' "$TMP/$side" >"$TMP/$side.crlf"
done
run "$mpmap" --diff "$TMP/a" -T "$TMP/b"
cp "$out" "$TMP/lf"
run "$mpmap" --diff "$TMP/a.crlf" -T "$TMP/b.crlf"
exits "--diff: CRLF" 0
same "--diff: CRLF" "$TMP/lf" "$out"

# No large arrays on the stack: 64 KiB of it do.
for view in '' -x -X -T '-g kind' "--diff $TMP/a"; do
	# shellcheck disable=SC2016,SC2086 # the inner shell expands; words
	run sh -c 'ulimit -s 64 && exec "$@"' sh "$mpmap" $view $root 42
	ok "a small stack: '$view'" test "$status" -le 1
done

# A file is the same if it has another name, and not where it is mapped at
# another place.
header='pid	start	end	perms	offset	device	inode	path	rss'
{
	printf '%s\n' "$header"
	printf '%s\n' '7	1000	3000	r--p	1000	fe:00	7	/a	0'
	printf '%s\n' '7	5000	6000	r--p	0	fe:00	8	/b	0'
	printf '%s\n' '7	7000	9000	r--p	0	fe:00	9	/c	0'
	printf '%s\n' '7	a000	b000	r--p	0	00:00	0	[anon:x]	0'
} >"$TMP/f"
{
	printf '%s\n' "$header"
	printf '%s\n' '7	2000	3000	r--p	2000	fe:00	7	/a (deleted)	0'
	printf '%s\n' '7	5000	6000	r--p	1000	fe:00	8	/b	0'
	printf '%s\n' '7	7000	9000	r--p	0	fe:00	9	/d	0'
	printf '%s\n' '7	a000	b000	r--p	5000	00:00	0	[anon:y]	0'
} >"$TMP/g"
run "$mpmap" --diff "$TMP/f" -q -o change,size_change,start,path "$TMP/g"
prints "--diff: what identifies a file" <<'END'
shrunk       -4 0000000000002000 /a (deleted)
gone         -4 0000000000005000 /b
new           4 0000000000005000 /b
gone         -4 000000000000a000 [anon:x]
new           4 000000000000a000 [anon:y]
END

run "$mpmap" --diff "$TMP/ad" 99999999
exits "--diff: no such process" 42
silent "--diff: no such process"
for bad in '' 'pid	size\n1	2\n' '1	2\n' 'start	end\n1000	2000' \
	'start	end\n2000	1000\n' 'start	end\n1000	2000	3\n' \
	'start	end	rss\n1000	2000	5\n' 'start	end\nx	y\n'; do
	# shellcheck disable=SC2059 # it holds the escapes
	printf "$bad" >"$TMP/bad.tsv"
	run "$mpmap" --diff "$TMP/bad.tsv" "$TMP/a"
	exits "--diff: no snapshot: '$bad'" 1
	silent "--diff: no snapshot: '$bad'"
done

# --- a live process ------------------------------------------------------------

# Static, if that is possible: the PSS of a shared C library depends on who
# else maps its pages, and the one who looks does.
${CC:-cc} -D_GNU_SOURCE -static -o "$TMP/mappings" \
	"$TESTS/cli/mappings.c" 2>"$TMP/cc.err" ||
	${CC:-cc} -D_GNU_SOURCE -o "$TMP/mappings" \
		"$TESTS/cli/mappings.c" 2>"$TMP/cc.err"
${CC:-cc} -D_GNU_SOURCE -o "$TMP/vmas" "$TESTS/bench/vmas.c" 2>>"$TMP/cc.err"
if ! [ -x "$TMP/vmas" ] || ! "$TMP/vmas" 2>&1 | grep -q usage; then
	skip "live processes" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi

# said N: until the process has said ready N times, and sleeps again.
said() {
	until_true lines "$TMP/said" "$1"
	until_true grep -q '^State:	S' "/proc/$pid/status"
}

mkfifo "$TMP/go"
"$TMP/mappings" "$TMP/a file" "$TMP/gone" <"$TMP/go" >"$TMP/said" &
pid=$!
exec 3>"$TMP/go"
said 1
rm "$TMP/gone"

# The process holds still, its pages do not: the kernel may take them, or look
# which are used.  Only what pmap says before and after counts.
as_pmap() {
	tries=0
	while
		pmap "$@" >"$TMP/pmap" 2>/dev/null
		run "$mpmap" "$@"
		pmap "$@" >"$TMP/again" 2>/dev/null
		tries=$((tries + 1))
		! cmp -s "$TMP/pmap" "$TMP/again" && [ $tries -lt 50 ]
	do
		continue
	done
	same "as pmap: $*" "$TMP/pmap" "$out"
}

if pmap -V 2>&1 | grep -q procps; then
	for view in '' -d -x -X -XX; do
		for more in '' -q -p '-q -p'; do
			# shellcheck disable=SC2086 # words
			as_pmap $view $more $pid
		done
	done
	as_pmap $pid /proc/$pid
	# -x -A of pmap sums what is outside the range too, and -X -A of
	# 4.0.2 knows no range.
	low=$(sed -n '3s/-.*//p' /proc/$pid/maps)
	high=$(sed -n '9s/-.*//p' /proc/$pid/maps)
	for view in '' -d '-x -q'; do
		for range in "$low" "$low,$high" ",$high" "$high,"; do
			# shellcheck disable=SC2086 # words
			as_pmap $view -A "$range" $pid
		done
	done
else
	skip "as pmap" "procps is not installed"
fi

run "$mpmap" -T -o kind,path $pid
for kind in heap stack file shmem memfd shm vdso; do
	is "a kind of each sort: $kind" \
		"$(awk -F '\t' -v k=$kind '$1 == k' "$out" | head -n 1 |
		wc -l)" 1
done

run "$mpmap" -T $pid
cp "$out" "$TMP/before"
run "$mpmap" --diff "$TMP/before" -q -o change,kind $pid
exits "--diff: of a process that holds still" 0
echo >&3
said 2
run "$mpmap" --diff "$TMP/before" -T $pid
ok "--diff: the heap has grown" awk -F '\t' \
	'$2 == "grown" && $10 == "heap" && $3 == 65536 { found = 1 }
	END { exit !found }' "$out"
ok "--diff: a new mapping" awk -F '\t' \
	'$2 == "new" && $7 == "0000000020000000" { found = 1 }
	END { exit !found }' "$out"
run "$mpmap" -T $pid
cp "$out" "$TMP/before"
echo >&3
said 3
run "$mpmap" --diff "$TMP/before" -T $pid
ok "--diff: it is gone" awk -F '\t' \
	'$2 == "gone" && $3 == -65536 { found = 1 } END { exit !found }' "$out"

if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 true 2>/dev/null; then
	chmod 755 "$TMP"
	cp "$mpmap" "$TMP/mpmap"
	for view in '' -x -X -T '-g kind'; do
		# shellcheck disable=SC2086 # words
		run setpriv --reuid=65534 --regid=65534 --clear-groups \
			"$TMP/mpmap" $view $pid
		exits "not ours: '$view'" 1
		silent "not ours: '$view'"
		ok "not ours: '$view': said" \
			grep -q 'maps: Permission denied' "$err"
	done
else
	skip "another user's process" "needs root and setpriv"
fi

"$TMP/vmas" 20000 >"$TMP/many" &
many=$!
until_true test -s "$TMP/many"
is "as many as there are" "$("$mpmap" -q $many | wc -l)" \
	$(($(wc -l </proc/$many/maps) + 1))
# The pipe holds a part of the table: once a byte of it is there, the rest is
# not yet read.  Then the process ends.
mkfifo "$TMP/pipe"
"$mpmap" -x $many >"$TMP/pipe" 2>"$err" &
reader=$!
exec 4<"$TMP/pipe"
dd bs=1 count=1 <&4 >"$TMP/first" 2>"$TMP/dd.err"
kill -9 $many
wait $many 2>"$TMP/wait.err"
cat <&4 >"$out"
exec 4<&-
status=0
wait $reader || status=$?
many=''
exits "a process that ends while it is read" 1
ok "a process that ends: said" grep -q 'smaps: ended, or executed' "$err"
ok "a process that ends: no total" test "$(grep -c total "$out")" -eq 0

done_testing
