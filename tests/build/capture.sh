#!/bin/sh
# capture.sh: what tests/capture records, and what it keeps to itself.
# slow: it records this machine
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"

run sh "$TESTS/capture" "$TMP/live"
exits "this machine" 0
is "the whole of MemTotal" \
	"$("$BIN/mfree" --root "$TMP/live" -T | awk 'NR == 2 { print $2 }')" \
	"$(awk '/^MemTotal:/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)"
ok "the auxiliary vector has its NULs" test "$(od -An -v -tx1 \
	"$TMP/live/proc/self/auxv" | wc -w)" -ge 32

run sh "$TESTS/capture" "$TMP/live"
exits "a folder that is not empty" 1
run sh "$TESTS/capture"
exits "no folder" 2

# A container sees one of the host's cgroups, mounted as if it were the root,
# and swap on a device with somebody's name.
root=$(root_of container) || exit 1
memory=$root/sys/fs/cgroup/memory
mkdir -p "$root/proc/self" "$memory/inner"
cp "$FIXTURES/linux-5.15/proc/meminfo" "$root/proc"
echo 4096000 >"$memory/memory.limit_in_bytes"
echo 1024000 >"$memory/memory.usage_in_bytes"
echo 2048000 >"$memory/inner/memory.limit_in_bytes"
echo 512000 >"$memory/inner/memory.usage_in_bytes"
cat >"$root/proc/self/mountinfo" <<'END'
30 20 0:28 / / rw - ext4 /dev/joe rw
31 30 0:29 /docker/joe /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
32 30 0:29 /docker/joe /srv/joe/memory rw - cgroup cgroup rw,memory
END
echo 4:memory:/docker/joe/inner >"$root/proc/self/cgroup"
printf 'Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n%s\t%s\n' \
	'/dev/mapper/joe\040swap                  ' \
	'partition	102400	2048	-2' >"$root/proc/swaps"

run sh "$TESTS/capture" -r "$root" "$TMP/contained"
exits "a container" 0
ok "its names are nowhere" sh -c '! grep -r joe "$1"' sh "$TMP/contained"
run cat "$TMP/contained/proc/swaps"
prints "areas of swap are numbered" <<'END'
Filename				Type		Size	Used	Priority
/swap1                  	partition	102400	2048	-2
END
run cat "$TMP/contained/proc/self/cgroup"
prints "a cgroup is told from what is mounted" <<'END'
4:memory:/c1
END
run "$BIN/mfree" --root "$TMP/contained" -T --cgroup
is "the cgroup's limit" "$(cell cgroup total)" 2048000

# A path that would be cut at the wrong slash.
mkdir "$TMP/a secret"
cp "$(command -v sleep)" "$TMP/a secret/ hidden"
"$TMP/a secret/ hidden" 9999 &
pid=$!
started=$pid
has_executed() {
	readlink "/proc/$pid/exe" | grep -q hidden
}
until_true has_executed
ln -s "/proc/$pid" "$root/proc/$pid"
run sh "$TESTS/capture" -p -r "$root" "$TMP/process"
exits "a process" 0
kill "$pid"
gone "$pid"
run "$BIN/mtop-once" --root "$TMP/process" -T -o pid,comm,cmdline
prints "by another name" <<END
pid	comm	cmdline
$pid	p$pid	p$pid
END
run "$BIN/mpmap" --root "$TMP/process" "$pid"
exits "its mappings" 0
ok "its file's path is not told" sh -c '! grep -rE "secret|hidden" "$1"' sh \
	"$TMP/process"

done_testing
