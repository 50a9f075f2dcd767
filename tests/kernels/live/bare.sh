# bare.sh: a kernel without pressure, memory cgroups, /sys, or others' files.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

run "$BIN/mfree" -T
exits "mfree" 0
is "mfree: total" "$(of mem total)" \
	$(($(key /proc/meminfo MemTotal) * 1024))
run "$BIN/mfree" --pressure
exits "no pressure" 1
ok "no pressure: it says so" grep -q pressure "$err"
mount -t cgroup2 cgroup2 /sys/fs/cgroup 2>/dev/null
run "$BIN/mfree" -T --cgroup
exits "a cgroup without its memory controller" 0
is "its usage is not known" "$(of cgroup used)" -
umount /sys/fs/cgroup 2>/dev/null
umount /sys
run "$BIN/mfree" -T --where
exits "no /sys: --where" 0
run "$BIN/mfree" --numa
exits "no /sys: no nodes" 1
run "$BIN/mtop-once" -T
exits "no /sys: mtop-once" 0
run "$BIN/mpmap" $$
exits "no /sys: mpmap" 0
run "$BIN/mdropcache" -T 3
exits "no /sys: mdropcache" 0
mount -t sysfs sysfs /sys

# proc's options belong to a mount of it in a pid namespace: not to the first.
cat >"$TMP/inside" <<'END'
mount -t proc -o "$1" proc /mnt/proc || exit 77
"$2" --root /mnt -T -o pid,uid
status=$?
umount /mnt/proc
exit "$status"
END
mkdir -p /mnt/proc
for option in hidepid=2 subset=pid; do
	if ! unshare -pfm true 2>/dev/null; then
		skip "$option" "no unshare"
		continue
	fi
	run unshare -pfm sh "$TMP/inside" "$option" "$BIN/mtop-once"
	if [ "$status" -eq 77 ]; then
		skip "$option" "this kernel does not know it"
		continue
	fi
	ok "$option: rows" test "$(wc -l <"$out")" -gt 1
	ok "$option: an error is one that is named" sh -c \
		'[ "$1" -eq 0 ] || { [ "$1" -eq 1 ] && [ -s "$2" ]; }' sh \
		"$status" "$err"
done
done_testing
