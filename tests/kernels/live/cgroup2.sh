# cgroup2.sh: memory cgroups of version 2, as a running kernel has them.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

top=/sys/fs/cgroup
mount -t cgroup2 cgroup2 "$top" 2>/dev/null
echo +memory >"$top/cgroup.subtree_control" 2>/dev/null
if ! grep -q memory "$top/cgroup.subtree_control"; then
	skip "cgroup v2" "its memory controller is not there"
	done_testing
	exit
fi
mfree=$BIN/mfree
tab=$(printf '\t')

# A parent with the tighter limit, a leaf with its own.
mkdir -p "$top/parent"
echo +memory >"$top/parent/cgroup.subtree_control"
mkdir "$top/parent/leaf" "$top/parent/other"
leaf=$top/parent/leaf
mib 160 >"$leaf/memory.max"
hold anon 40 "$leaf"
first=$holder

run "$mfree" -T --cgroup=/parent/leaf
exits "a leaf" 0
is "its own limit" "$(of cgroup total)" "$(mib 160)"
usage=$(cat "$leaf/memory.current")
back=$(($(key "$leaf/memory.stat" file) + \
	$(key "$leaf/memory.stat" slab_reclaimable)))
near "used: usage without what can be reclaimed" "$(of cgroup used)" \
	$((usage - back))
near "available: what the limit leaves" "$(of cgroup available)" \
	$(($(mib 160) - usage + back))

mib 120 >"$top/parent/memory.max"
run "$mfree" -T --cgroup=/parent/leaf
is "the parent's limit is tighter" "$(of cgroup total)" "$(mib 120)"
hold anon 50 "$top/parent/other"
second=$holder
run "$mfree" -T --cgroup=/parent/leaf
parent=$(cat "$top/parent/memory.current")
near "what a sibling uses of the parent's" "$(of cgroup available)" \
	$(($(mib 120) - parent)) "$(mib 3)"
run "$mfree" -T --cgroup=/parent
near "the parent's used" "$(of cgroup used)" "$(mib 92)" "$(mib 6)"

mib 60 >"$leaf/memory.high"
run "$mfree" -T --cgroup=/parent/leaf
near "available stops at memory.high" "$(of cgroup available)" \
	$(($(mib 60) - usage)) "$(mib 3)"
run "$mfree" -T --cgroup="$top/parent/leaf"
exits "by its path in the file system" 0
is "by its path: the same limit" "$(of cgroup total)" "$(mib 120)"
run "$mfree" -T --cgroup=/parent/nobody
exits "no such cgroup" 1

# The processes in it.
run "$BIN/mtop-once" -T --cgroup /parent/leaf -o pid,cgroup
is "mtop-once: who is in the leaf" "$(sed -n 2p "$out" | cut -f 1)" "$first"
is "mtop-once: the column" "$(sed -n 2p "$out" | cut -f 2)" /parent/leaf
run "$BIN/mtop-once" -T --cgroup /parent -g cgroup -o cgroup,rss
is "mtop-once: below the parent" "$(grep -c '^/parent/' "$out")" 2

# tmpfs and files are a cgroup's too.
mkdir -p "$TMP/shm"
mount -t tmpfs tmpfs "$TMP/shm"
sh -c 'echo $$ >"$1/cgroup.procs"; dd if=/dev/zero of="$2" bs=1M count=12' \
	sh "$top/parent/other" "$TMP/shm/file" 2>/dev/null
near "shmem in memory.stat" \
	"$(key "$top/parent/other/memory.stat" shmem)" "$(mib 12)"
run "$mfree" -T --cgroup=/parent/other
near "shared" "$(of cgroup shared)" \
	"$(key "$top/parent/other/memory.stat" shmem)"

# The partition of a cgroup, by its own memory.stat.
run "$mfree" -T --where --cgroup=/parent/other
exits "--where of a cgroup" 0
current=$(cat "$top/parent/other/memory.current")
near "its rows are its usage" "$(awk -F '\t' 'NR > 1 { sum += $2 }
	END { printf "%.0f\n", sum }' "$out")" "$current"
near "its anon" "$(of anon size)" \
	"$(key "$top/parent/other/memory.stat" anon)"
near "its shmem" "$(of shmem size)" \
	"$(key "$top/parent/other/memory.stat" shmem)"
run "$mfree" -T --where=cgroups -o cgroup,usage,max,high
exits "--where=cgroups" 0
near "a leaf among them: usage" \
	"$(awk -F '\t' '$1 == "/parent/leaf" { print $2 }' "$out")" \
	"$(cat "$leaf/memory.current")"
is "a leaf among them: the tighter limit" \
	"$(awk -F '\t' '$1 == "/parent/leaf" { print $3 }' "$out")" \
	"$(mib 120)"
is "a leaf among them: high" \
	"$(awk -F '\t' '$1 == "/parent/leaf" { print $4 }' "$out")" "$(mib 60)"

# Pressure and events.
run "$mfree" -T --pressure --cgroup=/parent/leaf
if [ -e "$leaf/memory.pressure" ]; then
	exits "pressure of a cgroup" 0
	is "some and full" "$(sed 1d "$out" | wc -l | tr -d ' ')" 2
else
	exits "no pressure on this kernel" 1
fi

# Reclaim: files go, and are seen to go.
umount "$TMP/shm"
if [ -e "$leaf/memory.reclaim" ]; then
	echo max >"$leaf/memory.high"
	# Without a disk, swap is the only thing that can be reclaimed.
	dd if=/dev/zero of=/tmp/swap bs=1M count=0 2>/dev/null
	run "$BIN/mdropcache" -T --cgroup /parent/leaf 4M
	ok "reclaim: the status is 0 or 1" test "$status" -le 1
	is "reclaim: a row for the cgroup" "$(cut -f 1 "$out" | \
		grep -c usage)" 1
else
	run "$BIN/mdropcache" --cgroup /parent/leaf 4M
	exits "no memory.reclaim before 5.19" 1
	ok "it says so" grep -q 'memory.reclaim' "$err"
fi

# A kill raises oom_kill.
let_go "$second"
mib 30 >"$top/parent/other/memory.max"
echo 0 >"$top/parent/other/memory.swap.max" 2>/dev/null
before=$(key "$top/parent/other/memory.events" oom_kill)
sh -c 'echo $$ >"$1/cgroup.procs"; exec hold anon 64' sh \
	"$top/parent/other" >/dev/null 2>&1
is "killed for want of memory" "$?" 137
ok "oom_kill counts it" test \
	"$(key "$top/parent/other/memory.events" oom_kill)" -gt "$before"
run "$mfree" -T --where=cgroups -o cgroup,oom_kill
is "mfree counts it" "$(awk -F '\t' '$1 == "/parent/other" { print $2 }' \
	"$out")" "$(key "$top/parent/other/memory.events" oom_kill)"
run "$BIN/mtop-once" -T --oom -o pid,comm,rss,killed
exits "the log of the kill" 0
ok "the victim is marked" grep -q "${tab}hold${tab}.*${tab}" "$out"
run "$mfree" --oom
exits "memory at the kill" 0

# A command that is killed in its cgroup while it is watched.  It goes there by
# itself: its watcher, in the same cgroup, was killed after it in 2 of 12 runs
# of 7.2, since the victim's memory had not yet come back.
"$BIN/mleakwatch" -T -i 0.05 -- sh -c 'echo $$ >"$1/cgroup.procs"
	exec hold leak 200' sh "$top/parent/other" >"$out" 2>"$err"
ok "a watched command that is killed: it says by whom" \
	grep -qi 'oom\|out of memory' "$err" "$out"
# Without the log, its signal and the count of its cgroup tell it.
mv /dev/kmsg /dev/kmsg.away
mib 12 >"$top/parent/other/memory.max"
"$BIN/mleakwatch" -T -i 0.05 -o ended -- sh -c 'echo $$ >"$1/cgroup.procs"
	exec hold leak 200' sh "$top/parent/other" >"$out" 2>"$err"
mv /dev/kmsg.away /dev/kmsg
is "a command that is killed, without the log" "$(tail -n 1 "$out")" killed
let_go "$first"

# Limits of swap and protection are the kernel's own figures.
mib 8 >"$leaf/memory.low"
if [ -e "$leaf/memory.swap.max" ]; then
	mib 4 >"$leaf/memory.swap.max"
fi
run "$mfree" -T --cgroup=/parent/leaf
exits "low and swap.max" 0

# A namespace's root is the cgroup it was made in.
if command -v unshare >/dev/null && unshare -C true 2>/dev/null; then
	run sh -c 'echo $$ >"$1/cgroup.procs"; exec unshare -C "$2" -T --cgroup' \
		sh "$leaf" "$mfree"
	exits "in a cgroup namespace" 0
fi
done_testing
