# swap.sh: swap on zram, what holds it, and who has been swapped out.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

if [ ! -e /sys/block/zram0 ]; then
	skip "swap" "no zram module"
	done_testing
	exit
fi
mib 128 >/sys/block/zram0/disksize
# Not the busybox of old: it makes no swap on what is no plain file.
mkswap /dev/zram0 >/dev/null && swapon /dev/zram0
run "$BIN/mfree" -T
near "total" "$(of swap total)" "$(mib 128)" 65536
is "nothing is used" "$(of swap used)" 0
top=/sys/fs/cgroup
mount -t cgroup2 cgroup2 "$top" 2>/dev/null
echo +memory >"$top/cgroup.subtree_control"
mkdir -p "$top/swapped"
mib 24 >"$top/swapped/memory.high"
hold anon 48 "$top/swapped"
swapped_now() {
	awk '/VmSwap/ { print $2 * 1024 }' "/proc/$holder/status"
}
# The kernel may not be done with it yet.
stays_swapped() {
	swapped=$(swapped_now)
	sleep 1
	[ "$swapped" -gt 10000000 ] && [ "$(swapped_now)" = "$swapped" ]
}
becomes "part of it is swapped out" stays_swapped
swapped=$(swapped_now)
run "$BIN/mtop-once" -T -p "$holder" -o swap
near "mtop-once: swap of the process" "$(sed -n 2p "$out")" "$swapped" \
	"$(mib 4)"
run "$BIN/mpmap" -T -g kind "$holder"
near "mpmap: swap of its mappings" "$(awk -F '\t' 'NR == 1 {
	for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ sum += $(at["swap"]) } END { printf "%d\n", sum }' "$out")" \
	"$swapped" "$(mib 4)"
run "$BIN/mfree" -T
near "mfree: swap used" "$(of swap used)" \
	$(($(key /proc/meminfo SwapTotal) * 1024 - \
	$(key /proc/meminfo SwapFree) * 1024)) "$(mib 2)"
run "$BIN/mfree" -T --where
near "the partition with zram sums to MemTotal" "$(awk -F '\t' 'NR > 1 {
	sum += $2 } END { printf "%.0f\n", sum }' "$out")" \
	$(($(key /proc/meminfo MemTotal) * 1024)) 0
let_go "$holder"
swapoff /dev/zram0
done_testing
