#!/bin/sh
# mfree.sh: mfree, end to end.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
mfree=$BIN/mfree

# --- the layout of its ancestors --------------------------------------------

run "$mfree" -m --classic --root "$FIXTURES/article"
exits "classic" 0
prints "classic: the article's figures" <<'END'
             total       used       free     shared    buffers     cached
Mem:          1002        769        232          0         62        421
-/+ buffers/cache:        286        715
Swap:         1153          0       1153
END

run "$mfree" --classic -T --root "$FIXTURES/article"
is "classic TSV: used without cache" \
	"$(cell '-/+ buffers/cache' used)" $(((1026448 - 238300 - 63600 - 431200) * 1024))

# Checked against procps 4.0.2 on the same meminfo (below, as root).
run "$mfree" --root "$FIXTURES/linux-5.15"
exits "default" 0
prints "default" <<'END'
               total        used        free      shared  buff/cache   available
Mem:        65837380    27633268     4102236     1308012    36820968    38204112
Swap:        8388604     1184244     7204360
END

run "$mfree" -hwtlv --root "$FIXTURES/linux-5.15"
prints "all rows, human" <<'END'
               total        used        free      shared     buffers       cache   available
Mem:            62Gi        26Gi       3.9Gi       1.2Gi       1.1Gi        33Gi        36Gi
Low:            62Gi        58Gi       3.9Gi
High:             0B          0B          0B
Swap:          8.0Gi       1.1Gi       6.9Gi
Total:          70Gi        27Gi        10Gi
Comm:           37Gi        42Gi        -4Gi
END

# procps 4.0.4 prints the same bytes (checked by hand: 4.0.2 has no -L).
run "$mfree" -L --root "$FIXTURES/linux-5.15"
printf 'SwapUse     1184244 CachUse    36820968  MemUse    27633268 MemFree     4102236 \n' |
	prints "one line"

# --- against procps on the same meminfo, bind-mounted over its own -----------

under() {
	# shellcheck disable=SC2086 # options are words
	unshare -m sh -c 'mount --bind "$1" /proc/meminfo && shift && "$@"' \
		sh "$FIXTURES/$1/proc/meminfo" "$2" $3
}

differential() {
	for fixture in linux-4.14 linux-5.15 linux-6.18 petabytes lxc; do
		for options in '' -b -k -m -g --tebi --pebi --kilo --mega \
			--giga --tera --peta -h '-h --si' --si '-b --si' \
			'-m --si -t' '-w -t -l' '-h -w -l -t' '-g -l'; do
			compare "$fixture" "$options"
		done
	done
	# LXCFS says nothing of the commit limit: free prints 0, mfree -.
	for fixture in linux-4.14 linux-5.15 linux-6.18 petabytes; do
		for options in -v '-h -v' '-m --si -v' '-v -t -l -w'; do
			compare "$fixture" "$options"
		done
	done
}

compare() {
	under "$1" free "$2" >"$TMP/free" 2>&1
	under "$1" "$mfree" "$2" >"$TMP/mfree" 2>&1
	same "as free $2 on $1" "$TMP/free" "$TMP/mfree"
}

# Busybox has another free.
if ! free --version 2>/dev/null | grep -q procps; then
	skip "differential test against free" "procps is not installed"
elif ! unshare -m true 2>/dev/null; then
	skip "differential test against free" "no right to unshare -m"
else
	differential
fi

# --- old kernels, odd texts ---------------------------------------------------

# 2.6.18 has neither MemAvailable nor what is needed to estimate it: used is
# then what is neither free nor cache.
run "$mfree" --root "$FIXTURES/linux-2.6.18"
prints "2.6.18" <<'END'
               total        used        free      shared  buff/cache   available
Mem:         4046008     1080620      215424           -     2749964           -
Swap:        2031608       19164     2012444
END

# Estimated: see tests/unit/available.c for the sums.
run "$mfree" --root "$FIXTURES/linux-3.10"
prints "3.10" <<'END'
               total        used        free      shared  buff/cache   available
Mem:        16268120     5882220     1202204      304120     9996748    10385900
Swap:        8388604      286480     8102124
END

run "$mfree" -T --root "$FIXTURES/reordered"
exits "unknown keys, any order" 0
is "unknown keys, any order" "$(cell mem available)" $((2400000 * 1024))

for view in --classic --where -T -L; do
	run "$mfree" $view --root "$FIXTURES/empty"
	exits "empty $view" 1
	silent "empty $view"
	complains "empty $view" <<END
mfree: $FIXTURES/empty/proc/meminfo: not in the format that the kernel documents
END
done

# A number that cannot be true takes away itself alone, and is said once.
wrong='a number that cannot be true, taken as unknown'
for case in truncated:MemAvailable absurd:MemFree; do
	key=${case#*:} case=${case%:*}
	for view in --classic --where -T -L --meminfo; do
		run "$mfree" $view --root "$FIXTURES/$case"
		exits "$case $view" 1
		complains "$case $view" <<END
mfree: $FIXTURES/$case/proc/meminfo: $wrong: $key
END
	done
done
run "$mfree" -T -o kind,total,free,used --root "$FIXTURES/absurd"
is "absurd: the total stands" "$(cell mem total)" 67417477120
is "absurd: free is not known" "$(cell mem free)" -

run "$mfree" --root "$TMP"
exits "no meminfo" 1
complains "no meminfo" <<END
mfree: $TMP/proc/meminfo: No such file or directory
END

run "$mfree" --meminfo -T --root "$FIXTURES/absurd"
exits "damaged line" 1
printf 'key\tvalue\tunit\nMemTotal\t67417477120\tbytes\nMemFree\t-\tbytes\n' |
	prints "damaged line"

# A line that cannot be read does not hide those behind it.
root=$(root_of damaged) || exit 1
printf 'MemTotal: 9 kB\nBad: x\n\nMemFree: 5 kB\n' >"$root/proc/meminfo"
run "$mfree" --meminfo -T --no-header --root "$root"
exits "lines behind a damaged one" 1
printf 'MemTotal\t9216\tbytes\nBad\t-\tcount\nMemFree\t5120\tbytes\n' |
	prints "lines behind a damaged one"
is "damage is said once" "$(wc -l <"$err")" 1

# A number that cannot be true takes away what is computed from it, no more.
wrong_key() {
	root=$(root_of "wrong-$1") || exit 1
	sed "s/^$1: .*/$1: 18446744073709551488 kB/" \
		"$FIXTURES/linux-6.18/proc/meminfo" >"$root/proc/meminfo"
	run "$mfree" -T --root "$root"
	exits "wrong $1" 1
	complains "wrong $1" <<END
mfree: $root/proc/meminfo: a number that cannot be true, taken as unknown: $1
END
}
mem() {
	cut -f 2-8 "$out" | sed -n 2p
}
run "$mfree" -T --root "$FIXTURES/linux-6.18"
right=$(mem)
# blank NUMBER...: the right row, with a - in those fields.
blank() {
	for field in "$@"; do
		echo "$field"
	done | awk -v row="$right" 'BEGIN { n = split(row, v, "\t") }
		{ v[$1] = "-" }
		END { for (i = 1; i <= n; i++)
			printf "%s%s", v[i], i < n ? "\t" : "\n" }'
}
wrong_key MemFree
is "wrong MemFree" "$(mem)" "$(blank 3)"
wrong_key MemAvailable
is "wrong MemAvailable" "$(mem)" "$(blank 2 7)"
wrong_key SReclaimable
is "wrong SReclaimable" "$(mem)" "$(blank 6)"
wrong_key Committed_AS
is "wrong Committed_AS" "$(mem)" "$right"
wrong_key SwapFree
is "wrong SwapFree" "$(mem) $(cell swap free) $(cell swap used)" "$right - -"
for key in MemFree AnonPages Shmem; do
	[ "$key" = MemFree ] || wrong_key "$key"
	run "$mfree" --where -T --root "$TMP/wrong-$key"
	is "wrong $key: no sum" "$(cell unaccounted size)" -
done
run "$mfree" --where -T --root "$TMP/wrong-SwapFree"
ok "wrong SwapFree: a sum" test "$(cell unaccounted size)" != -

# A FIFO is no capture, and nobody waits for it.
root=$(root_of fifo) || exit 1
mkfifo "$root/proc/meminfo"
run timeout 300 "$mfree" --root "$root"
exits "a FIFO" 1

root=$(root_of meminfo) || exit 1
printf 'MemTotal: 8 kB\nHugePages_Total: 3\nQ\033[1m: 5\n' >"$root/proc/meminfo"
run "$mfree" --meminfo --root "$root"
prints "units" <<'END'
key                                 value unit
MemTotal                             8192 bytes
HugePages_Total                         3 pages
Q\x1b[1m                                5 count
END

# --- where all the memory is --------------------------------------------------

page=$(getconf PAGESIZE)

for case in linux-2.6.18 linux-2.6.32 linux-3.10 linux-4.14 linux-5.15 \
	linux-6.18 zfs \
	numa petabytes article; do
	run "$mfree" --where -T --root "$FIXTURES/$case"
	total=$("$mfree" --meminfo -T --root "$FIXTURES/$case" |
		awk '$1 == "MemTotal" { print $2 }')
	is "parts of $case add up" "$(awk -F '\t' 'NR > 1 && $2 != "-" {
		sum += $2 } END { printf "%.0f\n", sum }' "$out")" "$total"
done

run "$mfree" --where -m -t --root "$FIXTURES/linux-5.15"
prints "where: rows of nothing are left out" <<'END'
where                     size   %mem about
free                      4006   6.23 not in use
file_cache               30961  48.16 cached files: mfree --where=file_cache
shmem                     1277   1.99 tmpfs, shared: mfree --where=shmem
anon                     19637  30.54 processes: mtop-once -P
swap_cache                  96   0.15 also on swap: swapon
buffers                   1176   1.83 cached metadata of file systems
slab_reclaimable          2543   3.96 kernel caches: mfree --where=slab
slab_unreclaimable        1171   1.82 kernel objects: mfree --where=slab
kernel_stack                37   0.06 threads: mtop-once -s threads
page_tables                199   0.31 address spaces: mtop-once -s virt
percpu                      31   0.05 kernel counters, grow with cgroups
vmalloc                    161   0.25 modules, drivers: /proc/vmallocinfo
hugepages_free            1280   1.99 reserved: mfree --where=hugepages
hugepages_used             768   1.19 hugetlb: mfree --where=hugepages
unaccounted                946   1.47 drivers, network: man mfree
total                    64294 100.00 all rows
END
run "$mfree" --where -T --root "$FIXTURES/linux-5.15"
is "where: TSV has every row" "$(cell bounce size) $(cell arc size)" "0 -"
is "where: TSV has its columns" "$(head -n 1 "$out")" \
	"$(printf 'kind\tsize\tmem_pct')"

# LXCFS replaces some keys of meminfo by a container's and leaves the others.
run "$mfree" --where -m --root "$FIXTURES/lxcfs-host-keys"
exits "where: parts of another machine" 1
complains "where: parts of another machine" <<'END'
mfree: kernel_reclaimable, kernel_stack, page_tables, percpu, vmalloc, hugepages_free, hugepages_used: contradict MemTotal, and are left out (figures of the host in a container?)
END
prints "where: parts of another machine" <<'END'
where                     size   %mem about
free                      2832  69.14 not in use
file_cache                 781  19.07 cached files: mfree --where=file_cache
shmem                       48   1.19 tmpfs, shared: mfree --where=shmem
anon                       351   8.58 processes: mtop-once -P
slab_reclaimable            39   0.95 kernel caches: mfree --where=slab
slab_unreclaimable          19   0.48 kernel objects: mfree --where=slab
unaccounted                 23   0.58 drivers, network: man mfree
END
# They would fit, but /proc/zoneinfo tells of the larger machine.
root=$(root_of two-machines) || exit 1
sed -e 's/^KReclaimable:.*/KReclaimable: 40000 kB/' -e '/^HugePages/d' \
	-e 's/^Hugetlb:.*/Hugetlb: 0 kB/' -e 's/^Percpu:.*/Percpu: 9 kB/' \
	-e 's/^\(PageTables\|VmallocUsed\|KernelStack\):.*/\1: 9 kB/' \
	"$FIXTURES/lxcfs-host-keys/proc/meminfo" >"$root/proc/meminfo"
run "$mfree" --where -T --root "$root"
exits "where: small parts" 0
printf 'Node 0, zone   Normal\n        managed  9000000\n' \
	>"$root/proc/zoneinfo"
run "$mfree" --where -T --root "$root"
exits "where: small parts of another machine" 1
is "where: small parts of another machine" "$(cell percpu size)" -

# Hugetlb has the sizes that meminfo does not name.
run "$mfree" --where -m -T --root "$FIXTURES/two-hugepage-sizes"
exits "where: huge pages without /sys" 0
is "where: huge pages without /sys" "$(($(cell hugepages_free size) + \
	$(cell hugepages_used size)))" 4294967296

# GTT of two cards; connectors and drivers that do not tell are passed over.
root=$(root_of gpu) || exit 1
cp "$FIXTURES/linux-5.15/proc/meminfo" "$root/proc"
for card in card0 card1 card2 card0-HDMI-A-1; do
	mkdir -p "$root/sys/class/drm/$card/device"
done
echo 1048576 >"$root/sys/class/drm/card0/device/mem_info_gtt_used"
echo 4096 >"$root/sys/class/drm/card1/device/mem_info_gtt_used"
echo 5 >"$root/sys/class/drm/card0-HDMI-A-1/device/mem_info_gtt_used"
run "$mfree" --where -T --root "$root"
is "where: GTT" "$(cell gpu size)" 1052672

# Page tables of the IOMMU are a part of SecPageTables.
root=$(root_of iommu) || exit 1
sed '/^PageTables/a SecPageTables: 9000 kB' \
	"$FIXTURES/linux-5.15/proc/meminfo" >"$root/proc/meminfo"
tables=$(awk '$1 == "PageTables:" { print $2 }' "$root/proc/meminfo")
echo "nr_iommu_pages 64" >"$root/proc/vmstat"
run "$mfree" --where -T --root "$root"
is "where: IOMMU" "$(cell iommu size)" $((64 * page))
is "where: IOMMU is no page table" "$(cell page_tables size)" \
	$(((tables + 9000) * 1024 - $(cell iommu size)))

# Memory that was plugged in has its descriptors in the memory of before.
root=$(root_of memmap) || exit 1
cp "$FIXTURES/linux-6.18/proc/meminfo" "$root/proc"
run "$mfree" --where -T --root "$root"
rest=$(cell unaccounted size)
is "where: no descriptors are told" "$(cell memmap size)" -
echo "nr_memmap_pages 16" >"$root/proc/vmstat"
run "$mfree" --where -T --root "$root"
is "where: descriptors of memory that was added" \
	"$(cell memmap size) $(cell unaccounted size)" \
	"$((16 * page)) $((rest - 16 * page))"
echo "nr_memmap_pages 99999999999999999" >"$root/proc/vmstat"
run "$mfree" --where -T --root "$root"
is "where: descriptors of no such machine" "$status $(cell memmap size)" "0 -"

run "$mfree" --where -T --root "$FIXTURES/zfs"
is "ARC in whole KiB, without what is in slab" "$(cell arc size)" \
	$(((8204112897 - 1048576 - 1024) / 1024 * 1024))

run "$mfree" --where -T --root "$FIXTURES/linux-6.18"
is "free pages on the CPUs' lists" "$(cell free_percpu size)" \
	"$(awk '$1 == "count:" { n += $2 } END { print n * 4096 }' \
		"$FIXTURES/linux-6.18/proc/zoneinfo")"

# Half a size of huge pages is no "none".
root=$(root_of halves) || exit 1
cp "$FIXTURES/linux-5.15/proc/meminfo" "$root/proc"
mkdir -p "$root/sys/kernel/mm/hugepages/hugepages-2048kB"
run "$mfree" --where -T --root "$root"
exits "empty size of huge pages" 1
is "empty size of huge pages: meminfo's" "$(cell hugepages_free size)" \
	$((128 * 2097152))

# --- when the OOM killer came ---------------------------------------------------

run "$mfree" --oom -T "$FIXTURES/oom/linux-6.1.txt"
exits "oom" 0
is "oom: free" "$(cell free size)" $((12301 * 4096))
is "oom: the total is RAM less reserved" "$(cell total size)" \
	$(((524158 - 20110) * 4096))
is "oom: anonymous memory without shmem" "$(cell anon size)" \
	$(((301 + 480122 - 310) * 4096))
is "oom: parts are the total" "$(awk -F '\t' '
	$1 == "total" { total = $2; exit }
	NR > 1 && $2 != "-" { sum += $2 }
	END { print sum - total }' "$out")" 0
is "oom: the process" "$(cell killed pid) $(cell killed comm) $(\
	cell killed size)" "3311 cc1plus $(((720400 + 40) * 1024))"
run "$mfree" --oom -T "$FIXTURES/oom/linux-4.14-ppc64le.txt"
is "oom: pages of another machine" "$(cell free size)" $((1022 * 65536))
run "$mfree" --oom -T "$FIXTURES/oom/linux-5.4.txt"
exits "oom: of a cgroup, the last of three" 0
complains "oom: of a cgroup, the last of three" <<END
mfree: $FIXTURES/oom/linux-5.4.txt: 3 kills; this is the last (--kill 1 is the first)
END
is "oom: limit of the cgroup" "$(cell cgroup_limit size)" 268435456
is "oom: figures that the log does not have" "$(cell free size)" -
run "$mfree" --oom --kill 2 -T "$FIXTURES/oom/linux-5.4.txt"
exits "oom: the second kill" 0
is "oom: the second kill" "$(cell killed pid)" 9050
run "$mfree" --oom --kill 4 "$FIXTURES/oom/linux-5.4.txt"
exits "oom: no fourth kill" 1
silent "oom: no fourth kill"
run sh -c '"$1" --oom -T - <"$2"' - "$mfree" "$FIXTURES/oom/torn.txt"
ok "oom: from standard input, torn lines" test "$status" -le 1
run "$mfree" --oom "$FIXTURES/article/proc/meminfo"
exits "oom: no log" 1
silent "oom: no log"
complains "oom: no log" <<END
mfree: $FIXTURES/article/proc/meminfo: tells of no kill by the OOM killer
END
run "$mfree" --oom "$TMP/none"
exits "oom: no file" 1
for words in '--oom a b' '--kill 1' '--oom --kill 0' '--oom --where' \
	'--oom --numa'; do
	# shellcheck disable=SC2086 # words
	run "$mfree" $words
	exits "usage: $words" 2
done

# --- parts of the machine -----------------------------------------------------

run "$mfree" -T --cgroup --root "$FIXTURES/cgroup-v2"
is "cgroup: limit" "$(cell cgroup total)" 536870912
is "cgroup: used" "$(cell cgroup used)" $((268435456 - 83886080 - 52428800 - 3145728))
is "cgroup: the parent has less left" "$(cell cgroup available)" 22020096

run "$mfree" -T --cgroup=/system.slice --root "$FIXTURES/cgroup-v2"
is "named cgroup" "$(cell cgroup total)" 1073741824

run "$mfree" -T --cgroup=/docker/0123abcd --root "$FIXTURES/cgroup-v1-container"
is "named as in /proc/PID/cgroup, below its mount" "$(cell cgroup total)" 536870912

# The mounts are there and the cgroup is not: no figures of the machine.
root=$(root_of without-sys) || exit 1
cp -r "$FIXTURES/cgroup-v2/proc" "$root"
run "$mfree" -T --cgroup --root "$root"
exits "cgroup without its directory" 1
is "cgroup without its directory" "$(cell cgroup total)" ""

# The nearest mount above the cgroup, not the first; of equal ones the last.
root=$(root_of mounts) || exit 1
cp -r "$FIXTURES/cgroup-v2/." "$root"
{
	echo '9 1 0:9 /system.slice/other /mnt/x rw - cgroup2 cgroup2 rw'
	cat "$FIXTURES/cgroup-v2/proc/self/mountinfo"
} >"$root/proc/self/mountinfo"
mkdir -p "$root/mnt/x"
echo 4096 >"$root/mnt/x/memory.max"
run "$mfree" -T --cgroup --root "$root"
is "the nearest mount" "$(cell cgroup total)" 536870912

# A host's root seen from elsewhere: its mounts carry our path to it.
root=$(root_of host) || exit 1
cp -r "$FIXTURES/cgroup-v2/." "$root"
sed "s| /sys/fs/cgroup | $root/sys/fs/cgroup |" \
	"$FIXTURES/cgroup-v2/proc/self/mountinfo" >"$root/proc/self/mountinfo"
run "$mfree" -T --cgroup --root "$root"
is "mounts inside the root" "$(cell cgroup total)" 536870912

# v1 without use_hierarchy: the parent's limit is not the child's.
root=$(root_of flat) || exit 1
cp -r "$FIXTURES/cgroup-hybrid/." "$root"
echo 0 >"$root/sys/fs/cgroup/v1 memory/batch jobs/memory.use_hierarchy"
run "$mfree" -T --cgroup --root "$root"
is "a parent that does not count its children" "$(cell cgroup free)" \
	$((209715200 - 100000000))

root=$(root_of absurd-stat) || exit 1
cp -r "$FIXTURES/cgroup-namespace/." "$root"
echo 'file 9223372036854775807' >"$root/sys/fs/cgroup/memory.stat"
run "$mfree" -T --cgroup --root "$root"
exits "absurd memory.stat" 1
is "absurd memory.stat" "$(cell cgroup total)" ""

run "$mfree" -T --cgroup=/none --root "$FIXTURES/cgroup-v2"
exits "no such cgroup" 1
is "no such cgroup: the rest is shown" "$(cell mem total)" 67417477120
complains "no such cgroup" <<'END'
mfree: /none: no such memory cgroup (mfree --where=cgroups lists them)
END

run "$mfree" -T --cgroup --root "$FIXTURES/cgroup-v1-container"
is "v1: limit out of sight" "$(cell cgroup total)" 536870912

run "$mfree" --cgroup --pressure --root "$FIXTURES/cgroup-v2"
prints "pressure of a cgroup" <<'END'
stall    avg10   avg60  avg300          stalled
some      1.25    0.50    0.10       123.456789
full      0.75    0.25    0.05        98.765432
END

root=$(root_of no-psi) || exit 1
cp -r "$FIXTURES/cgroup-v2/." "$root"
find "$root" -name memory.pressure -exec rm {} +
run "$mfree" --cgroup=/system.slice --pressure --root "$root"
exits "a cgroup without pressure" 1
complains "a cgroup without pressure" <<END
mfree: $root/sys/fs/cgroup/system.slice/memory.pressure: No such file or directory
END

run "$mfree" --cgroup --pressure --root "$FIXTURES/cgroup-v1-container"
exits "pressure of a cgroup of v1" 1
silent "pressure of a cgroup of v1"
complains "pressure of a cgroup of v1" <<'END'
mfree: own cgroup: in cgroup v1, which has no pressure
END
for fixture in cgroup-v1-container cgroup-hybrid cgroup-v2; do
	for view in --pressure --where ''; do
		# shellcheck disable=SC2086 # a word, or none
		run "$mfree" --cgroup=/none $view --root "$FIXTURES/$fixture"
		exits "a typo, $fixture $view" 1
		complains "a typo, $fixture $view" <<'END'
mfree: /none: no such memory cgroup (mfree --where=cgroups lists them)
END
	done
done

run "$mfree" --pressure --root "$FIXTURES/article"
exits "no pressure" 1
silent "no pressure"
complains "no pressure" <<END
mfree: $FIXTURES/article/proc/pressure/memory: No such file or directory
END

run "$mfree" --numa --root "$FIXTURES/numa"
prints "NUMA nodes" <<'END'
               total        used        free      shared  buff/cache   available
Mem:        65837380    17633268    20102236     1308012    30820968    48204112
Node0:      32905216    10487524     4102236      704404    19216660    22417692
Node2:      33012164     6211364    16000000      603608    11604308    26800800
Node10:            0           0           0           0           0           -
Swap:              0           0           0
END

run "$mfree" --numa -T -o kind,numa_hit,other_node --root "$FIXTURES/numa"
printf 'kind\tnuma_hit\tother_node\nmem\t-\t-\nnode0\t237577\t7577\nnode2\t104206\t206\nnode10\t-\t-\nswap\t-\t-\n' |
	prints "numastat"

# --- TSV, columns -------------------------------------------------------------

run "$mfree" -T --root "$FIXTURES/article"
printf 'kind\ttotal\tused\tfree\tshared\tbuffers\tcache\tavailable\nmem\t1051082752\t300388352\t244019200\t-\t65126400\t441548800\t-\nswap\t1209036800\t0\t1209036800\t-\t-\t-\t-\n' |
	prints "TSV"

run "$mfree" -T --no-header -o free --root "$FIXTURES/article"
printf '244019200\n1209036800\n' | prints "one column, no header"

run "$mfree" -m -o total,kind --root "$FIXTURES/article"
printf '      total\n       1002 Mem:\n       1153 Swap:\n' |
	prints "columns in the order asked for"

run "$mfree" -T -o +time --root "$FIXTURES/article"
ok "a column is added" awk -F '\t' 'NR == 1 { exit !(NF == 9 && $9 == "time") }' "$out"

run "$mfree" -s 0.01 -c 3 -T --root "$FIXTURES/article"
exits "repeated" 0
ok "repeated TSV has one header, time first" awk -F '\t' '
	NR == 1 && $1 != "time" { exit 1 }
	NR > 1 && $1 !~ /^[0-9]+\.[0-9][0-9][0-9]$/ { exit 1 }
	END { exit NR != 7 }' "$out"

run "$mfree" -s 0.01 -c 2 -m --root "$FIXTURES/article"
prints "repeated text is divided by a blank line" <<'END'
               total        used        free      shared  buff/cache   available
Mem:            1002         286         232           -         483           -
Swap:           1153           0        1153

               total        used        free      shared  buff/cache   available
Mem:            1002         286         232           -         483           -
Swap:           1153           0        1153
END

# --- the command line ---------------------------------------------------------

for words in --nonsense -Z operand '-s 0' '-s x' '-s -1' '-c 0' \
	'-c 1.5' '--where --meminfo' '--classic --pressure' '-o nonsense' \
	'-L --where' '--where --numa' '--meminfo --cgroup' '-L --cgroup' \
	'--classic --numa' --cgroup= '--root /none --bogus' --wide=3 --root= \
	'-o total,' -s -c; do
	# shellcheck disable=SC2086 # words
	run "$mfree" $words
	exits "usage: $words" 2
	silent "usage: $words"
	is "usage: $words says how" "$(sed '$!d' "$err")" "Try 'mfree --help'"
done

for units in '-k -m:-m' '-m -h:-h' '-h -m:-m' '--tera --si -g:--giga' \
	'-h --si -b:-b'; do
	# shellcheck disable=SC2086 # words
	"$mfree" --root "$FIXTURES/article" ${units#*:} >"$TMP/last"
	# shellcheck disable=SC2086 # words
	run "$mfree" --root "$FIXTURES/article" ${units%:*}
	same "the last unit wins: $units" "$TMP/last" "$out"
done
run "$mfree" -T -o total,total,+free --root "$FIXTURES/article"
exits "an odd list" 2
run "$mfree" -T -o total,total --root "$FIXTURES/article"
is "a column comes once" "$(head -n 1 "$out")" total

run "$mfree" -s 0.01 -c 3 --root "$FIXTURES/empty"
exits "repeated failure" 1
silent "repeated failure"

run "$mfree" --help
exits "help" 0
ok "help lists the columns" grep -q '^  available  *MemAvailable' "$out"
ok "help is quiet on stderr" test ! -s "$err"
run "$mfree" -V
exits "version" 0
ok "version" grep -q '^mfree from memutils [0-9]' "$out"
run "$mfree" --root "$TMP/none"
exits "no root" 1
complains "no root" <<END
mfree: $TMP/none: No such file or directory
END
mkdir "$TMP/bare"
for slashes in '' / //; do
	run "$mfree" --root "$TMP/bare$slashes"
	exits "root$slashes" 1
	complains "root$slashes" <<END
mfree: $TMP/bare/proc/meminfo: No such file or directory
END
done
run "$mfree" -s ''
exits "an empty argument" 2
is "an empty argument is named" "$(head -n 1 "$err")" \
	"mfree: '': not a time, as 0.5 or 10m"

# free takes a sign, and abbreviations that are unique with free.
run "$mfree" --root "$FIXTURES/linux-5.15" -c +1
exits "-c +1" 0
for pair in --w=-w --wi=--wide --li=-L --lin=-L --by=-b --com=-v --cou=-c \
	--hu=-h --lo=-l --to=-t --se=-s --v=-V; do
	case $pair in
	--cou* | --se*) argument=1 ;;
	*) argument= ;;
	esac
	# shellcheck disable=SC2086 # a word, or none
	"$mfree" --root "$FIXTURES/linux-5.15" ${pair#*=} $argument -c 1 \
		>"$TMP/whole"
	# shellcheck disable=SC2086 # a word, or none
	run "$mfree" --root "$FIXTURES/linux-5.15" ${pair%%=*} $argument -c 1
	exits "${pair%%=*}" 0
	same "${pair%%=*} is ${pair#*=}" "$TMP/whole" "$out"
done

# --- output that does not arrive ------------------------------------------------

for words in '' -T --where --help -V -L '-s 0.01'; do
	status=0
	# shellcheck disable=SC2086 # words
	"$mfree" $words >/dev/full 2>"$err" || status=$?
	exits "full disk: $words" 1
	complains "full disk: $words" <<'END'
mfree: standard output: No space left on device
END
done

status=0
"$mfree" >&- 2>"$err" || status=$?
exits "closed output" 1

# The reader leaves at once; a command that SIGPIPE ends says nothing.
{ "$mfree" -s 0.01 -T 2>"$err"; echo $? >"$TMP/status"; } | head -n 1 >/dev/null
status=$(cat "$TMP/status")
case $status in
0 | 13 | 141) pass ;;
*) fail "SIGPIPE: exit $status" ;;
esac
ok "SIGPIPE is quiet" test ! -s "$err"

# SIGTERM: a shell starts its background jobs with SIGINT ignored.
printed() {
	[ -s "$out" ] || [ -s "$err" ]
}
interrupt() {
	: >"$out"
	: >"$err"
	"$mfree" -s 0.05 -T --root "$FIXTURES/$1" >"$out" 2>"$err" &
	pid=$!
	# Until it has printed, and so catches signals.
	until_true printed
	kill -s "$2" "$pid"
	status=0
	wait "$pid" || status=$?
}
interrupt article TERM
exits "ended while repeating" 0
# Signals that nohup ignores stay ignored: it goes on, and KILL ends it.
: >"$out"
(
	trap '' HUP INT TERM
	exec "$mfree" -s 0.05 -T --root "$FIXTURES/article"
) >"$out" 2>"$err" &
pid=$!
started="$started $pid"
until_true test -s "$out"
kill -s TERM "$pid"
kill -s INT "$pid"
kill -s HUP "$pid"
lines=$(wc -l <"$out")
ok "ignored signals: it goes on" until_true lines "$out" $((lines + 5))
ok "ignored signals stay ignored" kill -s KILL "$pid"
wait "$pid" 2>/dev/null
gone "$pid"
interrupt empty TERM
exits "ended while repeating, after an error" 1

done_testing
