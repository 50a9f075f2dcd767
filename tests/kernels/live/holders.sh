# holders.sh: memory that no process has, made in each way that there is.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

total=$(($(key /proc/meminfo MemTotal) * 1024))

# partition: the rows of --where are MemTotal, and little has no name.
partition() {
	run "$BIN/mfree" -T --where
	exits "$1: --where" 0
	is "$1: the rows are MemTotal" "$(awk -F '\t' 'NR > 1 { sum += $2 }
		END { printf "%.0f\n", sum }' "$out")" "$total"
	if awk -v lost="$(of unaccounted size)" -v total="$total" \
		'BEGIN { exit !(lost <= total / 200 && lost >= -total / 200) }'
	then
		pass
	else
		fail "$1: unaccounted is $(of unaccounted size) of $total"
	fi
}

partition idle
before=$(of shmem size)
held=''
for kind in memfd deleted posix sysv; do
	hold "$kind" 10
	held="$held $holder"
done
dd if=/dev/zero of=/tmp/plain bs=1M count=10 2>/dev/null
partition "with holders of shared memory"
near "shmem: all five" $(($(of shmem size) - before)) "$(mib 50)"
run "$BIN/mfree" -T --where=shmem -o kind,size,name
exits "--where=shmem" 0
for each in held-memfd held-deleted held-posix 0x00004d55 /tmp; do
	size=$(awk -F '\t' -v name="$each" 'index($3, name) && !done {
		print $2; done = 1 }' "$out")
	near "$each has 10 MiB" "${size:--}" "$(mib 10)" 4194304
done
for each in $held; do
	let_go "$each"
done
ipcrm -M 0x4d55 2>/dev/null || ipcrm shm 0 2>/dev/null
rm -f /tmp/plain /dev/shm/held-posix

# There may be some of other sizes since boot.
set_aside=$(($(key /proc/meminfo Hugetlb) * 1024))
size=$(key /proc/meminfo Hugepagesize)
pages=$((65536 / size))
[ "$pages" -gt 0 ] || pages=1
if [ -e /proc/sys/vm/nr_hugepages ] &&
	echo "$pages" >/proc/sys/vm/nr_hugepages &&
	[ "$(cat /proc/sys/vm/nr_hugepages)" -eq "$pages" ]; then
	partition "with huge pages"
	is "hugepages" "$(awk -F '\t' '/^hugepages/ { sum += $2 }
		END { printf "%.0f\n", sum }' "$out")" \
		$((set_aside + pages * size * 1024))
	hold hugetlb $((pages * size / 1024))
	run "$BIN/mtop-once" -T -p "$holder" -o hugetlb
	is "mtop-once: in huge pages" "$(sed -n 2p "$out")" \
		$((pages * size * 1024))
	let_go "$holder"
	echo 0 >/proc/sys/vm/nr_hugepages
else
	skip "huge pages" "none can be had"
fi

# KSM has merged pages; zswap and huge pages of others hold some.
if [ -e /sys/kernel/mm/ksm/run ]; then
	echo 1 >/sys/kernel/mm/ksm/run
	partition "with KSM"
	echo 0 >/sys/kernel/mm/ksm/run
fi
if [ -e /sys/kernel/mm/transparent_hugepage/enabled ]; then
	echo always >/sys/kernel/mm/transparent_hugepage/enabled
	hold anon 64
	partition "with transparent huge pages"
	run "$BIN/mtop-once" -T -p "$holder" -o anon
	near "anon in huge pages" "$(sed -n 2p "$out")" "$(mib 64)"
	let_go "$holder"
fi
done_testing
