#!/bin/sh
# mtop-once-groups.sh: mtop-once -g tree, container, pod, and --only.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mtop=$BIN/mtop-once
root=$FIXTURES/processes
tab=$(printf '\t')
LC_ALL=C
export LC_ALL

# --- trees -------------------------------------------------------------------

run "$mtop" --root "$root" -g tree
exits "-g tree" 0
prints "-g tree: the oldest ancestors below 1" <<'END'
   TREE  COUNT   VIRT*   RES*   SHR*  %CPU %MEM*     TIME+ USER     COMMAND
   1001      3 1024.0g   5.0g   1.0g 7433.3 31.3     18,20 alice    tmux: server
    812      1   80000  20000  16000  10.0   0.1   0:50.00 www-data nginx
    813      1   80000  20000  16000   0.0   0.1   0:00.00 www-data nginx
      1      1  168000  12000   8000   0.5   0.1   0:05.00 root     systemd
4194000      1    2000    400    400     -   0.0   0:00.01 4242     late
END

# trees OPTION...: tree and count of each row.
trees() {
	"$mtop" --root "$root" -T --no-header -g tree -o tree,count \
		-s +tree "$@" 2>"$err" | tr "$tab\n" '= '
}
is "-g tree -p: with all that it started" "$(trees -p 1001)" "1001=3 "
is "-g tree -p: of a leaf" "$(trees -p 900)" "900=1 "
is "-g tree -C: whoever started it" "$(trees -C 'a)*')" "900=1 "
is "-g tree -u: the oldest of the user's" "$(trees -u alice)" "1001=3 "
is "-g tree --cgroup" "$(trees --cgroup /system.slice)" "812=1 813=1 "
is "-g tree: one selected below another" "$(trees -p 900,1001)" "1001=3 "
is "-g tree -C nosuch" "$(trees -C nosuch)" ""
run "$mtop" --root "$root" -g tree -p 4194001
exits "-g tree: no such process" 1
complains "-g tree: no such process" <<'END'
mtop-once: 4194001: no such process
END
run "$mtop" --root "$root" -g tree -t -T
is "-g tree -t: the total is that of all processes" \
	"$(tail -n 1 "$out" | cut -f 2,4)" "7${tab}5423595520"
is "a process tells its tree" "$("$mtop" --root "$root" -T --no-header \
	-o tree -p 900 | cut -f 1)" 900

# Processes that start each other, here.
sh -c 'sh -c "sleep 9999 & echo \$!; wait" & wait' >"$TMP/leaf" &
top=$!
until_true test -s "$TMP/leaf"
leaf=$(cat "$TMP/leaf")
started="$started $leaf"
is "-g tree: live" "$("$mtop" -T --no-header -g tree -o tree,count -p $top)" \
	"$top${tab}3"
kill "$leaf" 2>/dev/null
wait "$top" 2>/dev/null

# --- containers and pods ---------------------------------------------------------

pods=$(root_of pods) || exit 1
cp -R "$root/." "$pods"
a=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
b=fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
uid=94eb36cd-29e1-478b-b365-4cb5dfc7d6fb
slice=/kubepods.slice/kubepods-burstable.slice
slice=$slice/kubepods-burstable-pod94eb36cd_29e1_478b_b365_4cb5dfc7d6fb.slice
echo "0::$slice/cri-containerd-$a.scope" >"$pods/proc/812/cgroup"
echo "0::$slice/cri-containerd-$a.scope" >"$pods/proc/813/cgroup"
echo "0::/system.slice/docker-$b.scope" >"$pods/proc/900/cgroup"
run "$mtop" --root "$pods" -g container
exits "-g container" 0
prints "-g container: ids as docker ps has them" <<'END'
CONTAINER     COUNT   VIRT*   RES*   SHR*  %CPU %MEM*     TIME+ POD
-                 4 1024.2g   5.0g   1.0g >7333.8 31.3    18,20 -
0123456789ab      2  160000  40000  32000  10.0   0.2   0:50.00 94eb36cd-29e1-478b-b365-4cb5dfc7d6fb
fedcba987654      1    4000   1200    800 100.0   0.0   0:10.00 -
END
mkdir -p "$pods/var/log/pods/shop_web-7d4_$uid" \
	"$pods/var/log/pods/_" "$pods/var/log/pods/none"
is "-g pod: its name where the kubelet has it" "$("$mtop" --root "$pods" -T \
	--no-header -g pod -o pod,count -s count | tr "$tab\n" '= ')" \
	"-=5 shop/web-7d4=2 "
is "container, pod and uid of each process" "$("$mtop" --root "$pods" -T \
	--no-header -p 812 -o container,pod,pod_uid)" \
	"0123456789ab${tab}shop/web-7d4${tab}$uid"

# --- only ----------------------------------------------------------------------

# only TEST OPTION...: the pids left.
only() {
	test=$1
	shift
	"$mtop" --root "$root" -T --no-header -o pid --only "$test" "$@" \
		2>"$err" | paste -sd ' ' -
}
is "--only 'swap>0'" "$(only 'swap>0')" "1001 1"
is "--only: sizes" "$(only 'rss>=20000K')" "1001 812 813"
is "--only: a percentage" "$(only '%cpu>50')" "1001 900"
is "--only: below 0" "$(only 'nice<0')" "1001"
is "--only: what is not known never passes" "$(only 'cpu_pct>=0')" \
	"1001 812 813 1 900 1000"
is "--only -n: of those that are left" "$(only 'rss<1G' -n 1)" 812
is "--only -g: groups" "$("$mtop" --root "$root" -T --no-header -g user \
	-o user --only 'count>1' | paste -sd ' ' -)" "alice www-data"
is "--only -t: the sum of those left" "$("$mtop" --root "$root" -T -t \
	--no-header --only 'rss<1M' -o rss | tail -n 1)" 409600
for wrong in rss 'rss>' 'comm>1' 'nosuch>1' 'rss>x' '>1'; do
	run "$mtop" --root "$root" --only "$wrong"
	exits "usage: --only $wrong" 2
	silent "usage: --only $wrong"
done

# --- new columns --------------------------------------------------------------------

run "$mtop" --root "$root" -T -o pid,peak,footprint,hugetlb,locked -p 812,900
tr '|' "$tab" <<'END' >"$TMP/columns"
pid|peak|footprint|hugetlb|locked
812|20480000|8192000|0|65536
900|1228800|-|0|-
END
same "peak, footprint, hugetlb, locked" "$TMP/columns" "$out"
hugetlb=$(root_of hugetlb) || exit 1
cp -R "$root/proc/." "$hugetlb/proc"
sed -i -e 's/^VmHWM:.*/VmHWM: 30000 kB/' \
	-e 's/^HugetlbPages:.*/HugetlbPages: 4096 kB/' \
	"$hugetlb/proc/812/status"
is "peak and hugetlb from status" "$("$mtop" --root "$hugetlb" -T \
	--no-header -p 812 -o peak,hugetlb | tr "$tab" ' ')" "30720000 4194304"

# Every column is filled for some process: a row of columns.def that names the
# wrong source would print - for all.  Columns of other modes are tested there.
echo do_wait >"$pods/proc/812/wchan"
ln -s /usr/sbin/nginx "$pods/proc/812/exe"
"$mtop" --help | awk 'on { print $1 } /^Columns/ { on = 1 }' |
	grep -vx -e change -e growth -e killed >"$TMP/names"
while read -r column; do
	ok "column $column is filled" sh -c '"$1" --root "$2" -T --no-header \
		-o "$3" 2>/dev/null | grep -qvx -e "-"' sh "$mtop" "$pods" "$column"
done <"$TMP/names"

done_testing
