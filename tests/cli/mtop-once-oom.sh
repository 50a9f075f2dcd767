#!/bin/sh
# mtop-once-oom.sh: mtop-once --oom, the table that the OOM killer logged.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mtop=$BIN/mtop-once
logs=$FIXTURES/oom
tab=$(printf '\t')
LC_ALL=C
export LC_ALL

# Nobody's users, and pids as wide as anywhere.
root=$(root_of root) || exit 1
mkdir -p "$root/etc" "$root/proc"
echo 'app:x:1001::/:/bin/sh' >"$root/etc/passwd"

run "$mtop" --root "$root" --oom "$logs/linux-6.18.txt"
exits "--oom: 6.18" 0
prints "--oom: 6.18, the victim marked" <<'END'
    PID USER        VIRT    RES   ANON   FILE  SHMEM   SWAP  %MEM OOMADJ KILLED COMMAND
  26785 0          75004  71532  64952   6580      0      0     -      0      1 python3
  26784 0           2920   1640      0   1640      0      0     -      0      0 sleep
  26781 0           2592   1432      0   1432      0      0     -      0      0 sh
END
run "$mtop" --root "$root" --oom "$logs/linux-3.10.txt"
prints "--oom: 3.10, with columns of its own" <<'END'
    PID USER        VIRT    RES   ANON   FILE  SHMEM   SWAP  %MEM OOMADJ KILLED COMMAND
   2101 app      4840136   3.4g      -      -      -   1.1g  83.9      0      1 node
    480 0          39080   2880      -      -      -    160   0.1      0      0 systemd-journal
    502 0          46440    440      -      -      -    920   0.0  -1000      0 systemd-udevd
   2102 0          52004      0      -      -      -      -   0.0      0      0 crond
END
run "$mtop" --root "$root" -T --oom "$logs/linux-6.18.txt" -n 1
tr '|' "$tab" <<'END' >"$TMP/tsv"
time|pid|uid|user|virt|rss|shr|anon|file|shmem|swap|mem_pct|oom_adj|killed|comm
-|26785|0|0|76804096|73248768|6737920|66510848|6737920|0|0|-|0|1|python3
END
same "--oom -T" "$TMP/tsv" "$out"

# Every kernel's table: how many rows, and the pids that were killed.
while read -r name rows killed; do
	run "$mtop" --root "$root" -T --no-header --oom "$logs/$name" \
		-o pid,killed
	is "--oom $name: rows" "$(wc -l <"$out")" "$rows"
	is "--oom $name: killed" "$(awk '$2 == 1 { print $1 }' "$out" |
		sort -n | paste -sd , -)" "$killed"
done <<'END'
linux-2.6.18.txt 1 4711
linux-2.6.32.txt 4 2101
rhel6-2.6.32.txt 3 28656
linux-2.6.36.txt 3 311
linux-3.2.txt 3 1047
linux-3.10.txt 4 2101
linux-4.4.txt 2 12906
linux-4.14-ppc64le.txt 2 1200
linux-4.19.txt 3 40211
linux-5.4.txt 3 9050,9051
linux-5.15.txt 3 1822
linux-6.1.txt 4 3311
linux-6.8.txt 1 483880
linux-6.18.txt 3 26785
kmsg-6.18.txt 3 26785
END
is "--oom: the pages of the machine that wrote it" "$("$mtop" --root "$root" \
	-T --no-header --oom "$logs/linux-4.14-ppc64le.txt" -o rss -n 1)" \
	3735552000
is "--oom -g" "$("$mtop" --root "$root" -T --no-header \
	--oom "$logs/linux-5.15.txt" -g comm -o comm,count,rss,killed)" \
	"postgres${tab}3${tab}5120229376${tab}1"
is "--oom -s, -C" "$("$mtop" --root "$root" -T --no-header \
	--oom "$logs/linux-6.1.txt" -C cc1plus -s +rss -o pid |
	paste -sd ' ' -)" "3312 3313 3311"
is "--oom -u" "$("$mtop" --root "$root" -T --no-header \
	--oom "$logs/linux-5.4.txt" -u app -o pid | paste -sd ' ' -)" \
	"9051 9050"
is "--oom --only" "$("$mtop" --root "$root" -T --no-header \
	--oom "$logs/linux-5.4.txt" --only 'killed=0' -o pid)" 9001
is "--oom -: stdin" "$("$mtop" --root "$root" -T --no-header --oom - -o pid \
	-n 1 <"$logs/linux-3.2.txt")" 1046
is "--oom: names are made safe" "$("$mtop" --root "$root" --no-header \
	--oom "$logs/linux-2.6.36.txt" -o comm -s +pid | tail -n 1)" \
	"[ 1] 0 1 2 3 4 "

# Two kills in a log, and lines that are torn.
run "$mtop" --root "$root" --oom "$logs/torn.txt" -o pid,rss,comm
exits "--oom: two kills" 0
complains "--oom: two kills" <<END
mtop-once: $logs/torn.txt: 2 kills; this is the last (--kill 1 is the first)
END
prints "--oom: without a table, the line of the kill" <<'END'
    PID    RES COMMAND
     77   4136 bash
END
run "$mtop" --root "$root" --oom "$logs/torn.txt" --kill 1 -o pid,killed,comm
exits "--oom --kill: torn lines" 1
complains "--oom --kill: torn lines" <<END
mtop-once: $logs/torn.txt: 2 lines of the table are cut off, and left out
END
prints "--oom --kill: torn lines" <<'END'
    PID KILLED COMMAND
    210      0 systemd-udevd
   3313      1 cc1plus
END
run "$mtop" --root "$root" --oom "$logs/torn.txt" --kill 3
exits "--oom --kill 3" 1
complains "--oom --kill 3" <<END
mtop-once: $logs/torn.txt: has no kill 3: --kill takes 1 to 2
END
: >"$TMP/empty"
run "$mtop" --root "$root" --oom "$TMP/empty"
exits "--oom: no kill" 1
complains "--oom: no kill" <<END
mtop-once: $TMP/empty: tells of no kill by the OOM killer
END
silent "--oom: no kill"
run "$mtop" --root "$root" --oom "$TMP/nowhere"
exits "--oom: no such file" 1
for wrong in '--kill 1' '--oom a b' '--oom --cgroup /x' '--oom --kill 0'; do
	# shellcheck disable=SC2086 # words
	run "$mtop" --root "$root" $wrong
	exits "usage: $wrong" 2
done

# The same in every way that logs are handed on.
"$mtop" --root "$root" -T --oom "$logs/linux-6.18.txt" >"$TMP/expected"
text=$TMP/text
sed 's/^\[[^]]*\] //' "$logs/linux-6.18.txt" >"$text"
while IFS= read -r prefix; do
	sed "s/^/$prefix/" "$text" >"$TMP/log"
	"$mtop" --root "$root" -T --oom "$TMP/log" >"$out"
	same "--oom: lines that begin with '$prefix'" "$TMP/expected" "$out"
done <<'END'
[  724.489320] 
[Thu Nov 26 18:16:07 2026] 
<6>[  724.489320] 
[  724.489320][ T26785] 
kern  :info  : [  724.489320] 
Nov 26 18:16:07 host kernel: 
Nov 26 18:16:07 host kernel: [  724.489320] 
2026-11-26T18:16:07.489320+00:00 host kernel: [  724.489320] 
6,1201,724489320,-;
END
sed 's/$/\r/' "$text" >"$TMP/log"
"$mtop" --root "$root" -T --oom "$TMP/log" >"$out"
same "--oom: lines that end in CR" "$TMP/expected" "$out"

# Here: what the kernel says, if anybody may know.
run "$mtop" --oom -n 1
case $status in
0) ok "--oom: /dev/kmsg" test "$(wc -l <"$out")" -eq 2 ;;
*)
	exits "--oom: /dev/kmsg" 1
	ok "--oom: /dev/kmsg: why not" grep -q -e 'tells of no kill' \
		-e 'only root may' -e 'No such' -e 'are cut off' "$err"
	;;
esac

done_testing
