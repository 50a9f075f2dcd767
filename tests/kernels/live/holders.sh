# holders.sh: memory that no process has, made in each way that there is.
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
for each in $held; do
	let_go "$each"
done
ipcrm -M 0x4d55 2>/dev/null || ipcrm shm 0 2>/dev/null
rm -f /tmp/plain /dev/shm/held-posix

size=$(key /proc/meminfo Hugepagesize)
pages=$((65536 / size))
[ "$pages" -gt 0 ] || pages=1
if [ -e /proc/sys/vm/nr_hugepages ] &&
	echo "$pages" >/proc/sys/vm/nr_hugepages &&
	[ "$(cat /proc/sys/vm/nr_hugepages)" -eq "$pages" ]; then
	partition "with huge pages"
	is "hugepages" "$(awk -F '\t' '/^hugepages/ { sum += $2 }
		END { print sum }' "$out")" $((pages * size * 1024))
	hold hugetlb $((pages * size / 1024))
	run "$BIN/mtop-once" -T -p "$holder" -o hugetlb
	is "mtop-once: in huge pages" "$(sed -n 2p "$out")" \
		$((pages * size * 1024))
	let_go "$holder"
	echo 0 >/proc/sys/vm/nr_hugepages
else
	skip "huge pages" "none can be had"
fi
done_testing
