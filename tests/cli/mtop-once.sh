#!/bin/sh
# mtop-once.sh: mtop-once, end to end.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mtop=$BIN/mtop-once
root=$FIXTURES/processes
chmod 711 "$TMP"

# --- a recorded capture: the same every time ---------------------------------

run "$mtop" --root "$root"
exits "default" 0
prints "default: largest first, as top prints it" <<'END'
    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
   1001 alice     rt -20 1024.0g   5.0g   1.0g S 7333.3 31.3     18,20 tmux: server
    812 www-data  20   0   80000  20000  16000 S  10.0   0.1   0:50.00 nginx
    813 www-data  20   0   80000  20000  16000 S   0.0   0.1   0:00.00 nginx
      1 root      20   0  168000  12000   8000 S   0.5   0.1   0:05.00 systemd
    900 alice     25   5    4000   1200    800 R 100.0   0.0   0:10.00 a) R 1\n\x1b[1m\xff\\
4194000 4242      20   0    2000    400    400 S     -   0.0   0:00.01 late
   1000 alice     20   0       0      0      0 Z   0.0   0.0   0:00.00 defunct
END

tab=$(printf '\t')
run "$mtop" -T --root "$root"
exits "TSV" 0
tr '|' "$tab" <<'END' >"$TMP/tsv"
pid|ppid|uid|user|pri|nice|virt|rss|shr|state|cpu_pct|mem_pct|cputime|start|comm
1001|1|1000|alice|-100|-20|1099511627776|5368709120|1073741824|S|7333.33|31.25|66000.000|10000|tmux: server
812|1|33|www-data|20|0|81920000|20480000|16384000|S|10.00|0.12|50.000|50000|nginx
813|1|33|www-data|20|0|81920000|20480000|16384000|S|0.00|0.12|0.000|50000|nginx
1|0|0|root|20|0|172032000|12288000|8192000|S|0.50|0.07|5.000|5|systemd
900|1001|1000|alice|25|5|4096000|1228800|819200|R|100.00|0.01|10.000|99000|a) R 1\n\x1b[1m\xff\\
4194000|1|4242|4242|20|0|2048000|409600|409600|S|-|0.00|0.010|100100|late
1000|1001|1000|alice|20|0|0|0|0|Z|0.00|0.00|0.000|90000|defunct
END
same "TSV" "$TMP/tsv" "$out"

for jobs in 1 2 3 16; do
	run "$mtop" -T -j "$jobs" --root "$root"
	same "-j $jobs" "$TMP/tsv" "$out"
done

run "$mtop" --root "$root" -T --no-header \
	-o time,host,pid,start,user,comm,rss,anon,shmem,swap -n 2
exits "a sample" 0
tr '|' "$tab" <<'END' >"$TMP/sample"
1700001000.000|recorded|1001|10000|alice|tmux: server|5368709120|4294967296|0|1073741824
1700001000.000|recorded|812|50000|www-data|nginx|20480000|4096000|204800|0
END
same "a sample for mleakwatch: the capture's own time and host" \
	"$TMP/sample" "$out"

run "$mtop" --root "$root" -P
exits "-P: some without a rollup" 1
complains "-P: how many" <<'END'
mtop-once: smaps_rollup of 2 processes: No such file or directory
END
prints "-P: adds three columns" <<'END'
    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+    PSS    USS  PSWAP COMMAND
   1001 alice     rt -20 1024.0g   5.0g   1.0g S 7333.3 31.3     18,20   4.3g   4.3g   1.0g tmux: server
    812 www-data  20   0   80000  20000  16000 S  10.0   0.1   0:50.00   8000   4000      0 nginx
    813 www-data  20   0   80000  20000  16000 S   0.0   0.1   0:00.00   8000   4000      0 nginx
      1 root      20   0  168000  12000   8000 S   0.5   0.1   0:05.00   9000   5000    128 systemd
    900 alice     25   5    4000   1200    800 R 100.0   0.0   0:10.00      -      -      - a) R 1\n\x1b[1m\xff\\
4194000 4242      20   0    2000    400    400 S     -   0.0   0:00.01      -      -      - late
   1000 alice     20   0       0      0      0 Z   0.0   0.0   0:00.00      -      -      - defunct
END

run "$mtop" --root "$root" -g user -P -t -p 1,812,813,1001
exits "-g user" 0
prints "-g user: sums, those that count twice marked, and a total" <<'END'
USER      COUNT   VIRT*   RES*   SHR*  %CPU %MEM*     TIME+    PSS    USS  PSWAP
alice         1 1024.0g   5.0g   1.0g 7333.3 31.3     18,20   4.3g   4.3g   1.0g
www-data      2  160000  40000  32000  10.0   0.2   0:50.00  16000   8000      0
root          1  168000  12000   8000   0.5   0.1   0:05.00   9000   5000    128
total         4 1024.3g   5.0g   1.0g 7343.8 31.6     18,20   4.3g   4.3g   1.0g
END

# A sum of which a part could not be read is marked and sorts by what is known;
# a zombie has nothing to know, and of 4242 all is missing.
export LC_ALL=C
run "$mtop" --root "$root" -g user -P -t -s pss -o user,count,pss,missing
prints "sums that are known in part" <<'END'
USER      COUNT    PSS MISSING
alice         3 >4500000     1
www-data      2  16000       0
root          1   9000       0
4242          1      -       1
total         7 >4525000     2
END
run "$mtop" --root "$root" -T -g user -P -n 1
tr '|' "$tab" <<'END' >"$TMP/partly"
user|count|virt|rss|shr|cpu_pct|mem_pct|cputime|pss|uss|swap_pss|missing
alice|3|1099515723776|5369937920|1074561024|7433.33|31.26|66010.000|4608000000|4602167296|1073741824|1
END
same "TSV counts the processes that are missing in a sum" "$TMP/partly" "$out"
LC_ALL=C.UTF-8 "$mtop" --root "$root" -P -u alice -g user -h \
	-o user,pss >"$out" 2>"$err"
prints "the mark in UTF-8" <<'END'
USER        PSS
alice    ≥4.3Gi
END
unset LC_ALL
run "$mtop" --root "$root" -T --no-header -o pid,pss,missing -s pss
is "processes without a PSS come last, the largest rss first" \
	"$(cut -f 1 "$out" | paste -sd ' ' -)" "1001 1 812 813 900 4194000 1000"
is "missing is of the process itself" "$(cut -f 3 "$out" |
	paste -sd ' ' -)" "0 0 0 0 1 1 0"
run "$mtop" --root "$root" -g user -P -p 1,1000,1001 -o user,count,pss,uss
prints "a zombie takes nothing from a sum" <<'END'
USER      COUNT    PSS    USS
alice         2 4500000 4494304
root          1   9000   5000
END
run "$mtop" --root "$root" -t -n 1 -p 812,813 \
	-o pid,virt,rss,shr,mem_pct,swap,anon,file,shmem,huge,pss,locked
prints "-t alone: sums that count twice are marked too" <<'END'
    PID   VIRT*   RES*   SHR* %MEM*  SWAP*  ANON*  FILE* SHMEM*  HUGE*    PSS LOCKED
    812   80000  20000  16000   0.1      0   4000  15800    200   2048   8000     64
      -  160000  40000  32000   0.2      0   8000  31600    400   2048  16000     64
END

run "$mtop" --root "$root" -T -g unit
exits "-g unit" 0
tr '|' "$tab" <<'END' >"$TMP/unit"
unit|count|virt|rss|shr|cpu_pct|mem_pct|cputime|missing
user@1000.service|1|1099511627776|5368709120|1073741824|7333.33|31.25|66000.000|0
nginx.service|2|163840000|40960000|32768000|10.00|0.24|50.000|0
init.scope|1|172032000|12288000|8192000|0.50|0.07|5.000|0
session-2.scope|2|4096000|1228800|819200|100.00|0.01|10.000|0
-|1|2048000|409600|409600|-|0.00|0.010|1
END
same "-g unit: systemd's units" "$TMP/unit" "$out"

# A row is as long as what is shown of it: what else is known by the way must
# not end in the next one.
everybody=root,www-data,alice,4242
"$mtop" --root "$root" -T -U $everybody -o pid,rss -s +pid >"$TMP/rows"
"$mtop" --help | awk 'on { print $1 } /^Columns/ { on = 1 }' >"$TMP/columns"
ok "columns" grep -qx exe "$TMP/columns"
while read -r column; do
	for users in "-u $everybody" "-U $everybody"; do
		# shellcheck disable=SC2086 # words
		"$mtop" --root "$root" -T $users -o "pid,rss,$column" -s +pid 2>"$err" |
			cut -f 1,2 >"$TMP/with"
		same "$users: rows with $column" "$TMP/rows" "$TMP/with"
	done
done <"$TMP/columns"
many=$(root_of many) || exit 1
cp -R "$root/proc/." "$many/proc"
seq 10000 10800 | sed "s|.*|$many/proc/&|" | xargs -n 100 mkdir
for directory in "$many"/proc/10[0-9][0-9][0-9]; do
	ln "$root"/proc/813/stat* "$directory" 2>/dev/null ||
		cp "$root"/proc/813/stat* "$directory"
done
run "$mtop" --root "$many" -T --no-header -U 33 -o uid,rss,virt
is "rows of more than one chunk" "$(sort "$out" | uniq -c | tr -s ' \t' ' ')" \
	" 803 33 20480000 81920000"

# pids OPTION...: the pids of the capture, in the order printed.
pids() {
	"$mtop" -T --no-header --root "$root" -o pid "$@" 2>"$err" |
		paste -sd ' ' -
}
is "-u by name" "$(pids -u www-data)" "812 813"
is "-u by number, and a name that looks like one" "$(pids -u 33,1001)" \
	"812 813"
is "-U takes any of the four" "$(pids -U root)" "813 1"
is "-u twice: both" "$(pids -u www-data -u root)" "812 813 1"
is "-U twice: both" "$(pids -U 33 -U 4242)" "812 813 4194000"
is "-p" "$(pids -p 900,1,77)" "1 900"
is "-p twice: both" "$(pids -p 900 -p 1)" "1 900"
is "-C twice: both" "$(pids -C nginx -C late)" "812 813 4194000"
is "-p shows a kernel thread" "$(pids -p 2)" "2"
is "-C" "$(pids -C nginx,late)" "812 813 4194000"
is "-C takes whole names" "$(pids -C ngin)" ""
is "-u and -C: both" "$(pids -u alice -C defunct)" "1000"
is "--cgroup" "$(pids --cgroup /system.slice)" "812 813"
is "--cgroup: the whole subtree" "$(pids --cgroup /user.slice/)" \
	"1001 900 1000"
is "--cgroup: none" "$(pids --cgroup /nothing)" ""
is "--cgroup: all" "$(pids --cgroup /)" "1001 812 813 1 900 4194000 1000"
is "--cgroup: slashes" "$(pids --cgroup user.slice//user-1000.slice/)" \
	"1001 900 1000"
is "-k" "$(pids -k -s +pid)" "1 2 812 813 900 1000 1001 4194000"
is "-s +KEY: upwards" "$(pids -s +rss)" "1000 4194000 900 1 812 813 1001"
is "-s -KEY" "$(pids -s -virt)" "1001 1 812 813 900 4194000 1000"
is "--sort +KEY,-KEY" "$(pids --sort +user,-pid)" \
	"4194000 1001 1000 900 1 813 812"
is "-r: ties stay by pid" "$(pids -r -n 6)" "1000 4194000 900 1 812 813"
is "-n" "$(pids -n 2)" "1001 812"
is "16 keys: ties still by pid" "$(pids -s user,host,time,nice,pri,virt,rss,` \
	`shr,uid,mem_pct,threads,count,tty,comm,ppid,state -C nginx)" \
	"812 813"
is "a key is one once" "$(pids -s -pid,rss,pid -C nginx)" "813 812"
for list in pid,user pid,pss pid,user,pss pid,uid,cmdline; do
	run "$mtop" --root "$root" -T --no-header -s +pid -o "$list"
	is "-o $list: no kernel thread" "$(cut -f 1 "$out" |
		paste -sd ' ' -)" "1 812 813 900 1000 1001 4194000"
done
is "absent values come last" "$(pids -s cpu_pct | sed 's/.* //')" 4194000

run "$mtop" --root "$root" -u nobody-here
exits "an unknown user" 1
complains "an unknown user" <<'END'
mtop-once: nobody-here: no such user
END
is "an unknown user: a header alone" "$(wc -l <"$out")" 1
is "an unknown user among others" "$(pids -u nobody-here,root)" "1"
run "$mtop" --root "$root" -p 4194001,900
exits "a pid that is not there" 1
complains "a pid that is not there" <<'END'
mtop-once: 4194001: no such process
END
is "a pid that is not there: the others are" "$(pids -p 4194001,900)" 900
run "$mtop" --root "$root" -p 900 -C nginx
exits "a pid that is left out is there" 0
run "$mtop" --root "$root" -C 'nosuch,nginx,no*such'
exits "a name that nobody has" 1
complains "a name that nobody has" <<'END'
mtop-once: nosuch: no process is called so
mtop-once: no*such: no process is called so
END
is "a name that nobody has: the others are there" "$(pids -C nosuch,late)" \
	4194000
is "-C takes wildcards" "$(pids -C 'ngi*,l?te')" "812 813 4194000"
is "-C takes whole names before wildcards" "$(pids -C 'tmux: server')" 1001
is "-p takes blanks" "$(pids -p '900 1')" "1 900"
is "-p takes commas and blanks" "$(pids -p '900, 1')" "1 900"
run "$mtop" --root "$root" -g usr
exits "an unknown key of groups" 2
is "an unknown key of groups: those there are" "$(head -n 1 "$err")" \
	"mtop-once: usr: cannot group by it: user, comm, exe, cgroup, unit, container, pod, tree or ppid"

run "$mtop" --root "$root" -T -p 900,1000,2,1 -s +pid -o pid,cmdline,tty
tr '|' "$tab" <<'END' >"$TMP/cmdline"
pid|cmdline|tty
1|/sbin/init splash|-
2|-|-
900|/tmp/evil dir/a --x=\n\t\x1b]0;\xe2\x80\xae -\xff|pts/1
1000|-|-
END
same "cmdline" "$TMP/cmdline" "$out"
run "$mtop" --root "$root" -c --no-header -k -p 2,1001
prints "-c: a name in brackets where there is no command line" <<'END'
   1001 alice     rt -20 1024.0g   5.0g   1.0g S 7333.3 31.3     18,20 tmux new -s w
      2 root      20   0       0      0      0 S   0.0   0.0   0:00.02 [kthreadd]
END
run "$mtop" --root "$root" -d 60 -T -p 812 -o pid,cpu_pct --no-header
is "-d: no time passes in a capture" "$(cat "$out")" "812$tab-"
run "$mtop" --root "$root" -T --no-header -p 1001 \
	-o threads,oom_score,oom_adj,majflt,minflt,unit,count,huge,locked
is "the seldom ones" "$(tr "$tab" ' ' <"$out")" \
	"17 900 -17 0 10 user@1000.service 1 4294967296 0"

for wrong in '-o nothing' '-s nothing' '-g pid' '-n 0' '-n x' '-j 0' \
	'-p x' '-p 1,,2' '-b -n 2' '-w x' '-E q' '-p 0' '-d 0' '-d x' --cgroup= operand \
	'--cgroup /sys/fs/cgroup/nowhere' '--cgroup ..' \
	'--cgroup ../user.slice' '--cgroup /user.slice/..'; do
	# shellcheck disable=SC2086 # words
	run "$mtop" --root "$root" $wrong
	exits "usage: $wrong" 2
	silent "usage: $wrong"
done

for empty in "-u:'': no such user" "-p:'': not a pid (by name: -C NAMES)" \
	"-o:unknown column '' (mtop-once --help lists them)" \
	"-s:unknown column '' (mtop-once --help lists them)"; do
	run "$mtop" --root "$root" "${empty%%:*}" ''
	exits "usage: ${empty%%:*} ''" 2
	is "usage: ${empty%%:*} '' is named" "$(head -n 1 "$err")" \
		"mtop-once: ${empty#*:}"
done

# --- odd and broken captures ---------------------------------------------------

odd=$(root_of odd) || exit 1
cp -R "$root/proc/." "$odd/proc"
rm "$odd/proc/812/statm" "$odd/proc/813/stat"
head -c 200000 /dev/zero | tr '\0' x >"$odd/proc/1/cmdline"
run "$mtop" --root "$odd" -T -o pid,user,cmdline,rss -p 1,812,813
exits "a command line of more than 128 KiB is cut" 1
complains "a command line of more than 128 KiB is cut" <<'END'
mtop-once: cmdline of 1 process: too long, cut
END
is "a long command line" "$(awk -F '\t' '$1 == 1 { print length($3) }' \
	"$out")" 131072
run "$mtop" --root "$odd" -T --no-header -o pid,state,rss -s +pid -p 1,812,813
is "-o pid,state,rss: they are left out" "$(cut -f 1 "$out")" 1
printf 'nonsense\n' >"$odd/proc/900/stat"
run "$mtop" --root "$odd" -T
exits "a malformed stat" 1
complains "a malformed stat" <<'END'
mtop-once: 1 process (/proc/900/stat): not in the format that the kernel documents
END
ok "a malformed stat: the others are there" grep -q "^1001$tab" "$out"
rm "$odd/proc/uptime" "$odd/proc/meminfo" "$odd/proc/stat"
run "$mtop" --root "$odd" -T --no-header -p 1 \
	-o time,cpu_pct,mem_pct,rss
exits "no clock and no total" 1
is "no clock and no total: not known" "$(tr "$tab" ' ' <"$out")" \
	"- - - 12288000"
run "$mtop" --root "$TMP/nowhere"
exits "no such root" 1

# Old kernels divide memory in statm alone, and have no rollup.
old=$(root_of old) || exit 1
cp -R "$root/proc/." "$old/proc"
sed -i '/^Rss/d; /^Kthread/d' "$old/proc/1/status"
mv "$old/proc/812/smaps_rollup" "$old/proc/812/smaps"
run "$mtop" --root "$old" -T --no-header -p 1 -o anon,shr,file
is "before 4.5: anon from statm" "$(tr "$tab" ' ' <"$out")" \
	"4096000 8192000 -"
run "$mtop" --root "$old" -T --no-header -p 812 -o pss,uss
is "before 4.14: the sums of smaps" "$(tr "$tab" ' ' <"$out")" \
	"8192000 4096000"

# v1's memory beside v2, systemd's own, two mounts of which one is of a part.
hybrid=$(root_of hybrid) || exit 1
cp -R "$root/." "$hybrid"
{
	echo '1 2 0:3 / /sys/fs/cgroup rw - tmpfs tmpfs rw'
	echo '1 2 0:3 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu'
	echo '1 2 0:4 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory'
	echo '1 2 0:5 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw'
	echo '1 2 0:4 /batch /mnt rw - cgroup cgroup rw,memory'
	echo '1 2 0:4 / /else/memory rw - cgroup cgroup rw,memory'
} >"$hybrid/proc/self/mountinfo"
printf '%s\n' 4:memory:/batch/one 1:name=systemd:/a.slice/one.service 0::/ \
	>"$hybrid/proc/812/cgroup"
printf '%s\n' 4:memory:/batch/x.scope 0::/a.slice/two.service \
	>"$hybrid/proc/813/cgroup"
printf '%s\n' 4:memory:/old.service 0::/ >"$hybrid/proc/1/cgroup"
run "$mtop" --root "$hybrid" -T --no-header -p 1,812,813 -s +pid \
	-o pid,cgroup,unit
is "units: of v2, else of systemd, else of the memory's" \
	"$(tr "$tab\n" '  ' <"$out")" "1 /old.service old.service ` \
		`812 /batch/one one.service 813 /batch/x.scope two.service "
while read -r path expected; do
	is "--cgroup $path" "$("$mtop" --root "$hybrid" -T --no-header \
		-o pid -s +pid -p 812,813 --cgroup "$path" |
		paste -sd ' ' -)" "$expected"
done <<'END'
/sys/fs/cgroup/memory 812 813
/sys/fs/cgroup/memory/batch/one 812
/sys/fs/cgroup/memory/batch/on
/sys/fs/cgroup/unified/a.slice 813
/sys/fs/cgroup/unified/ 812 813
/else/memory/batch 812 813
/mnt 812 813
/mnt/x.scope 813
/batch/one 812
batch/one 812
/a.slice
END
outside=$(root_of outside) || exit 1
cp -R "$root/proc/." "$outside/proc"
echo 0::/../a.slice/one >"$outside/proc/812/cgroup"
is "--cgroup: outside of the namespace" "$("$mtop" --root "$outside" -T \
	--no-header -o pid --cgroup /../a.slice)" 812
run "$mtop" --root "$hybrid" --cgroup /sys/fs/cgroup/cpu/batch
exits "--cgroup: not of memory" 2
complains "--cgroup: not of memory" <<'END'
mtop-once: /sys/fs/cgroup/cpu/batch: in no cgroup hierarchy that counts memory
Try 'mtop-once --help'
END

# A file that is not needed is not missed.
bare=$(root_of bare) || exit 1
cp -R "$root/." "$bare"
rm -r "$bare/proc/meminfo" "$bare/proc/uptime" "$bare/proc/sys" \
	"$bare/etc/passwd"
mkfifo "$bare/etc/passwd"
run timeout 300 "$mtop" --root "$bare" -T --no-header -p 812 -o pid,uid,rss
exits "only what is needed of the system" 0
is "only what is needed of the system" "$(tr "$tab" ' ' <"$out")" \
	"812 33 20480000"
run timeout 300 "$mtop" --root "$bare" -T --no-header -p 812 -o pid,user
exits "users from a FIFO" 1
is "users from a FIFO: numbers" "$(tr "$tab" ' ' <"$out")" "812 33"
complains "users from a FIFO" <<END
mtop-once: $bare/etc/passwd: Invalid argument
END
rm "$bare/etc/passwd"
truncate -s 65M "$bare/etc/passwd"
run timeout 300 "$mtop" --root "$bare" -T --no-header -p 812 -o pid,user
exits "users in too large a file" 1
complains "users in too large a file" <<END
mtop-once: $bare/etc/passwd: File too large
END

# --- output that does not arrive -------------------------------------------------

status=0
"$mtop" >/dev/full 2>"$err" || status=$?
exits "a full disk" 1
status=0
"$mtop" >&- 2>"$err" || status=$?
exits "a closed stdout" 1
ok "a broken pipe is quiet" sh -c '
	(for i in 1 2 3 4 5 6 7 8 9; do "$1" -k; done | head -n 1) 2>&1 \
		>/dev/null | cmp - /dev/null' sh "$mtop"

# --- this machine ------------------------------------------------------------------

run "$mtop"
exits "live" 0
ok "live: finds itself" grep -q mtop-once "$out"
run "$mtop" -T -d 0.1 -o pid,cpu_pct
exits "-d" 0

if grep -q '^kthreadd$' /proc/2/comm 2>/dev/null; then
	run "$mtop" -T --no-header -s +pid -o pid,uid,pss
	is "live: pid,uid,pss: no kernel thread" "$(grep -c "^2$tab" "$out")" 0
else
	skip "live: pid,uid,pss: no kernel thread" "none to be seen"
fi
run timeout 300 "$mtop" -T -d 3000 -o pid,rss
exits "-d: nobody waits for what is not asked for" 0
# 3 and 4 are free, whatever was handed on: /proc itself and its list.
# shellcheck disable=SC2016 # the inner shell's
run sh -c 'exec 3>&- 4>&-; ulimit -n 5; exec "$1"' sh "$mtop"
exits "no descriptor left" 1
# musl has other words.
is "no descriptor left: the reason" "$(sed 's/[0-9][0-9]*/N/
	s/No file descriptors available/Too many open files/' "$err")" \
	"$(basename "$mtop"): N processes: Too many open files"

# The limit is so low that no file can wait to be closed.
# shellcheck disable=SC2016 # the inner shell's
run sh -c 'ulimit -n 24; exec "$1" -j 2 -T -o pid,ppid,rss' sh "$mtop"
exits "few descriptors" 0
is "few descriptors: all the same" "$(wc -c <"$err")" 0

# A program that inherits many descriptors has as few left.
waiting=$(root_of waiting) || exit 1
cp -R "$root/." "$waiting"
pid=2000
while [ "$pid" -lt 2040 ]; do
	cp -R "$root/proc/812" "$waiting/proc/$pid"
	pid=$((pid + 1))
done
"$mtop" --root "$waiting" -T -o pid,ppid,rss >"$TMP/waiting.tsv"
# shellcheck disable=SC2016 # the inner shell's
run sh -c 'exec 3<&0 4<&0 5<&0 6<&0 7<&0 8<&0 9<&0; ulimit -n 27
	exec "$1" -j 1 --root "$2" -T -o pid,ppid,rss' \
	sh "$mtop" "$waiting" </dev/null
exits "few descriptors left" 0
same "few descriptors left: all the same" "$TMP/waiting.tsv" "$out"

# A unit's name holds \x2d; the column shows it as \\x2d.
root=$TMP/escaped
cp -r "$FIXTURES/processes" "$root"
printf '0::/system.slice/dev\\x2dx.scope\n' >"$root/proc/1000/cgroup"
printf '0::/system.slice/dev-x.scope\n' >"$root/proc/1001/cgroup"
run "$mtop" -T --no-header --root "$root" -o cgroup -p 1000
shown=$(cat "$out")
is "a cgroup's name is shown escaped" "$shown" \
	'/system.slice/dev\\x2dx.scope'
for name in "$shown" '/system.slice/dev\x2dx.scope'; do
	run "$mtop" -T --no-header --root "$root" -o pid --cgroup="$name" \
		-p 1000
	is "a cgroup by its name: $name" "$(cat "$out")" 1000
done

# opened: the files of processes that the last strace saw, by number or by
# their directory; of: which processes'.  A C library that asks systemd for users
# looks for their shell, by O_PATH.
opened() {
	sed -n '/O_PATH/d; s|.*, "\([0-9]*/\)\{0,1\}\([a-z_]*\)", .*|\2|p' \
		"$TMP/strace" | grep -v -x -e '' -e proc | sort -u | paste -sd ' ' -
}
of() {
	sed -n 's|.*, "\([0-9]*\)/[a-z_]*", .*|\1|p' "$TMP/strace" |
		grep . | sort -u | paste -sd ' ' -
}
# This shell alone: others may have a first thread that has ended, and are then
# read through another one.
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" -T -o pid,rss -k -p $$ >/dev/null 2>&1
	is "only the files needed: statm" "$(opened)" statm
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" -T -o pid,swap,user,comm,state -k -p $$ >/dev/null 2>&1
	is "only the files needed: status" "$(opened)" status
	is "nothing of the system that is not needed" \
		"$(grep -c -e meminfo -e uptime -e hostname -e passwd \
		"$TMP/strace")" "$(grep -c passwd "$TMP/strace")"
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" -T -o pid,comm -s +pid -p $$ >/dev/null 2>&1
	is "only the files needed: stat" "$(opened)" stat
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" -P -C no-such-name -p $$ >/dev/null 2>&1
	is "-P: no rollup of whom the selection leaves out" "$(opened)" \
		"stat statm"
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" --root "$root" -P -k -p 2,1000 >/dev/null 2>&1
	is "-P: no rollup of who has no memory" "$(opened)" \
		"stat status"
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" --root "$root" -P -k -p 1 >/dev/null 2>&1
	is "-P: the rollup of who has" "$(opened)" \
		"smaps_rollup stat status"
	strace -f -o "$TMP/strace" -e trace=openat,?openat2,open \
		"$mtop" -T -d 0.01 -p $$ -o pid,cpu_pct >/dev/null 2>&1
	is "-d: the first look is at those of -p too" "$(of)" $$
else
	skip "only the files needed" "strace does not run here"
fi

# top's letters, as scripts have them.
"$mtop" --root "$root" >"$TMP/plain"
for letters in '-b -n1' '-b -n 1 -d 3000' '-bn1 -S' '-b -n 1 -1 -i' \
	'-b -n1 -E m' '-b -n 1 -w 512' '-bw512 -n1'; do
	# shellcheck disable=SC2086 # words
	run timeout 300 "$mtop" --root "$root" $letters
	exits "as top: $letters" 0
	same "as top: $letters" "$TMP/plain" "$out"
done
is "-p PID -n 1 -d: at once" "$(timeout 300 "$mtop" -T --no-header -p $$ -n 1 \
	-d 3000 -o pid,cpu_pct | cut -f 1)" $$
for name in vsz=virt res=rss %mem=mem_pct %cpu=cpu_pct args=cmdline \
	cmd=cmdline stat=state pmem=mem_pct mem=mem_pct cpu=cpu_pct RES=rss \
	TIME+=cputime; do
	is "-o ${name%=*}" "$("$mtop" --root "$root" -T -n 1 -p 1 \
		-o "${name%=*}" | head -n 1)" "${name#*=}"
done

# Widths: of COLUMNS, which watch(1) sets, or as -w says.
widest() {
	awk '{ if (length > most) most = length } END { print most + 0 }'
}
is "COLUMNS: no row wraps" "$(COLUMNS=60 "$mtop" --root "$root" | widest)" 60
is "COLUMNS: not for TSV" "$(COLUMNS=20 "$mtop" --root "$root" -T | widest)" \
	"$("$mtop" --root "$root" -T | widest)"
is "-w N" "$("$mtop" --root "$root" -w 50 | widest)" 50
is "-w: COLUMNS does not count" "$(COLUMNS=20 "$mtop" --root "$root" -w |
	widest)" "$(widest <"$TMP/plain")"
COLUMNS=80 "$mtop" --root "$root" -P -p 812,1 >"$out" 2>"$err"
prints "-P on 80 columns: still tells who it is" <<'END'
    PID USER        RES S  %CPU  %MEM     TIME+    PSS    USS  PSWAP COMMAND
    812 www-data  20000 S  10.0   0.1   0:50.00   8000   4000      0 nginx
      1 root      12000 S   0.5   0.1   0:05.00   9000   5000    128 systemd
END
mkdir -p "$TMP/small/proc/sys/kernel"
cp -R "$root/proc/812" "$root/proc/uptime" "$root/proc/meminfo" \
	"$TMP/small/proc"
echo 32768 >"$TMP/small/proc/sys/kernel/pid_max"
is "the column of pids is as wide as pid_max" "$("$mtop" --root "$TMP/small" \
	-o pid,ppid --no-header)" "  812     1"

if command -v script >/dev/null; then
	script -qec "stty cols 40; '$mtop' --root '$root' -n 1; \
		'$mtop' --root '$root' -n 1 -w" /dev/null </dev/null |
		tr -d '\r' >"$out"
	is "a terminal: cut to its width, or not with -w" \
		"$(awk '{ printf "%d ", length }' "$out")" "37 40 78 83 "
else
	skip "a terminal's width" "no script(1)"
fi

# Processes that hold still, with nothing shared but among themselves.
hold() {
	: >"$TMP/pids"
	"$TMP/idle" "$@" <"$TMP/stdin" >"$TMP/pids" &
	holder=$!
	exec 9>"$TMP/stdin"
	until_true grep -q ready "$TMP/pids"
	held=$(grep -v ready "$TMP/pids" | paste -sd , -)
}
release() {
	exec 9>&-
	wait "$holder"
}

# ps_rows COLUMNS: of those that are held, divided by single blanks.
ps_rows() {
	ps -o "$1" -p "$held" | awk '{ $1 = $1 } 1'
}
# beside_ps COLUMNS COMMAND: what ps says before and after must be the same: the
# kernel may take a page of those that hold still.
beside_ps() {
	ps_rows "$1" >"$TMP/ps"
	$2 >"$TMP/mine"
	ps_rows "$1" >"$TMP/again"
	cmp "$TMP/ps" "$TMP/again"
}
# as_ps DESCRIPTION COLUMNS COMMAND
as_ps() {
	until_true beside_ps "$2" "$3"
	same "$1" "$TMP/ps" "$TMP/mine"
}
from_stat() {
	"$mtop" -T --no-header -s +pid -o pid,virt,rss,nice,pri,state,comm \
		-p "$held" | awk -F '\t' '{ print $1, $2 / 1024, $3 / 1024, $4,
		39 - $5, $6, $7 }'
}
from_status() {
	"$mtop" -T --no-header -s +pid -o pid,virt,rss,anon,swap -p "$held" |
		awk '{ print $1, $2 / 1024, $3 / 1024 }'
}
from_rollup() {
	"$mtop" -T --no-header -s +pid -o pid,pss,uss -p "$held" |
		awk '{ print $1, $2 / 1024, $3 / 1024 }'
}

mkfifo "$TMP/stdin"
compile="${CC:-cc} -O2 -static -D_GNU_SOURCE"
if $compile -o "$TMP/idle" "$TESTS/bench/idle.c" 2>"$err" &&
	"$TMP/idle" 0 </dev/null >/dev/null 2>&1; then
	hold 5 'odd) (name' 3000
	as_ps "as ps: memory, nice, priority, state, name" \
		pid=,vsz=,rss=,ni=,pri=,s=,comm= from_stat
	as_ps "as ps: memory from status" pid=,vsz=,rss= from_status
	is "a name with brackets" "$("$mtop" -T --no-header -o comm \
		-p "$held" | sort -u)" 'odd) (name'
	if [ "$(id -u)" -eq 0 ]; then
		as_ps "as ps: pss, uss" pid=,pss=,uss= from_rollup
	fi
	release
else
	skip "processes that hold still" "no static libc to build them with"
fi

if [ "$(id -u)" -eq 0 ] && [ -x "$TMP/idle" ]; then
	hold 1 gave-up 0 4242
	is "who has given up root is not root's" "$("$mtop" -T --no-header \
		-o uid,user -p "$held" | tr "$tab" ' ')" "4242 4242"
	is "the same from status" "$("$mtop" -T --no-header -o uid,swap \
		-p "$held" | cut -f 1)" 4242
	release
	cp "$mtop" "$TMP/copy"
	# shellcheck disable=SC2016 # the inner shell's
	if unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc' \
		2>"$err" && command -v setpriv >/dev/null; then
		run unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc &&
			exec setpriv --reuid 4242 --regid 4242 --clear-groups \
			"$1" -T --no-header -o uid,pid -k' sh "$TMP/copy"
		exits "hidepid=2" 0
		# Another run of this test has some of that user, too.
		is "hidepid=2: only one's own" "$(cut -f 1 "$out" | sort -u)" \
			4242
		run setpriv --reuid 4242 --regid 4242 --clear-groups \
			"$TMP/copy" -T --no-header -o pid,pss,exe -s +pid -p 1,$$
		exits "PSS of others without leave" 1
		# The first process may grow meanwhile.
		by_rss() {
			"$TMP/copy" -T --no-header -o pid -p 1,$$ |
				paste -sd ' ' -
		}
		sorted() {
			before=$(by_rss)
			by_pss=$(setpriv --reuid 4242 --regid 4242 \
				--clear-groups "$TMP/copy" -T --no-header \
				-s pss -o pid,pss -p 1,$$ 2>/dev/null |
				cut -f 1 | paste -sd ' ' -)
			[ "$(by_rss)" = "$before" ]
		}
		until_true sorted
		is "PSS of others without leave: the largest rss first" \
			"$by_pss" "$before"
		is "PSS of others without leave: not known" \
			"$(cut -f 2,3 "$out" | sort -u)" "-$tab-"
		complains "PSS of others without leave: of how many" <<'END'
copy: smaps_rollup of 2 processes: Permission denied (only root may)
copy: exe of 2 processes: Permission denied (only root may)
END
	else
		skip "hidepid=2" "may not mount /proc"
	fi
else
	skip "other users' processes" "not root"
fi

# --- churn: 2,000 births and deaths a second ------------------------------------------

# By a name of their own: another run of this test has such processes, too.
born=churn.$$
# Each row whole, each field of its kind; of the processes that are born here,
# none against another.  Others are what they are: a process that takes memory
# back while it is read has more of it than there are mappings.
whole() {
	awk -F '\t' -v born="$born" '
	NR == 1 { ok = NF == 15 && $15 == "comm"; next }
	NF != 15 || seen[$1]++ || $1 !~ /^[1-9][0-9]*$/ || $2 !~ /^[0-9]+$/ ||
	$3 !~ /^[0-9]+$/ || $4 == "" || $5 !~ /^-?[0-9]+$/ ||
	$6 !~ /^-?[0-9]+$/ || $7 !~ /^[0-9]+$/ || $8 !~ /^[0-9]+$/ ||
	$9 !~ /^[0-9]+$/ || $10 !~ /^[A-Za-z]$/ ||
	$13 !~ /^[0-9]+\.[0-9][0-9][0-9]$/ || $14 !~ /^[0-9]+$/ ||
	($15 == born && ($8 > $7 || $9 > $8 || ($10 == "Z" && $8 != 0))) {
		print "bad: " $0; ok = 0
	}
	END { exit !ok }' "$1"
}
# Some processes' smaps may not be read, not even by root, and somebody may have
# a command line of any length.
tolerable() {
	[ "$status" -eq 0 ] || ! grep -v -e ': smaps_rollup of .*: Perm' \
		-e ': exe of .*: Perm' -e ': cmdline of .*: too long' "$err"
}
# A process with memory has a PSS: no row is half of one life and half of the
# next.
paired() {
	awk -F '\t' -v born="$born" '
	NR > 1 && $6 == born && ($3 == 0) != ($4 == "-") {
		print "bad: " $0; bad = 1
	}
	END { exit bad }' "$1"
}
if ${CC:-cc} -O2 -D_GNU_SOURCE -o "$TMP/$born" "$TESTS/bench/churn.c" \
	2>"$err"; then
	"$TMP/$born" "${CHURN_SECONDS:-3}" 2000 >"$TMP/forked" &
	churn=$!
	runs=0 bad=0
	while kill -0 "$churn" 2>/dev/null; do
		run "$mtop" -T
		runs=$((runs + 1))
		if [ "$status" -ne 0 ] || [ -s "$err" ] || ! whole "$out"; then
			bad=$((bad + 1))
			cat "$err"
		fi
		run "$mtop" -T -o pid,rss,anon,pss,cmdline,cgroup,start -k
		tolerable || bad=$((bad + 1))
		for list in pid,pss pid,user,pss pid,state,virt,pss,exe,comm; do
			run "$mtop" -T -s -pss -o "$list"
			tolerable || bad=$((bad + 1))
		done
		paired "$out" || bad=$((bad + 1))
	done
	wait "$churn"
	is "churn: of $runs runs, bad" "$bad" 0
	ok "churn: enough to matter" test "$(cat "$TMP/forked")" -ge 2000
else
	skip "churn" "no compiler"
fi

done_testing
