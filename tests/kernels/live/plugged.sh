# plugged.sh: memory that was plugged in, and what describes its pages: either
# other memory, or itself.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

ok "there is more memory than at boot" \
	test "$(key /proc/meminfo MemTotal)" -gt 1258291
told=$(($(key /proc/vmstat nr_memmap_pages) * $(getconf PAGESIZE)))
is "a GiB has a 64th of it" "$told" "$(mib 16)"
itself=$(cat /sys/module/memory_hotplug/parameters/memmap_on_memory)
[ "$itself" = N ] || told=-
run "$BIN/mfree" -T --where
exits "--where" 0
is "memmap" "$(of memmap size)" "$told"
done_testing
