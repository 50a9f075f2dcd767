# cgroup1.sh: memory cgroups of version 1, pure and beside an empty version 2.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

top=/sys/fs/cgroup
mount -t tmpfs cgroup "$top"
mkdir -p "$top/memory" "$top/unified"
mount -t cgroup2 cgroup2 "$top/unified"
if ! mount -t cgroup -o memory memory "$top/memory" 2>/dev/null; then
	skip "cgroup v1" "this kernel has no memory controller of version 1"
	done_testing
	exit
fi
mfree=$BIN/mfree
# Before 5.11 a limit holds for those below only where this was set first.
mkdir "$top/memory/parent"
echo 1 >"$top/memory/parent/memory.use_hierarchy" 2>/dev/null
leaf=$top/memory/parent/leaf
mkdir "$leaf"
mib 100 >"$leaf/memory.limit_in_bytes"
hold anon 40 "$leaf"

run "$mfree" -T --cgroup=/parent/leaf
exits "a leaf" 0
is "its limit" "$(of cgroup total)" "$(mib 100)"
usage=$(cat "$leaf/memory.usage_in_bytes")
near "available" "$(of cgroup available)" $(($(mib 100) - usage))
mib 80 >"$top/memory/parent/memory.limit_in_bytes"
run "$mfree" -T --cgroup=/parent/leaf
is "the parent's limit is tighter" "$(of cgroup total)" "$(mib 80)"
run "$BIN/mtop-once" -T --cgroup /parent/leaf -o pid,cgroup
is "who is in it" "$(sed -n 2p "$out")" "$holder	/parent/leaf"
run "$mfree" --pressure --cgroup=/parent/leaf
exits "no pressure in version 1" 1
ok "it says why" grep -qi 'v1\|version 1' "$err"
run "$BIN/mdropcache" --cgroup /parent/leaf 4M
ok "reclaim by version 1 ends" test "$status" -le 1
let_go "$holder"

sh -c 'echo $$ >"$1/cgroup.procs"; exec hold anon 120' sh "$leaf" \
	>/dev/null 2>&1
is "killed for want of memory" "$?" 137
done_testing
