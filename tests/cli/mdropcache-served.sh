#!/bin/sh
# mdropcache-served.sh: files on a file system whose server stops to answer,
# which other commands meet as well.
# slow: it mounts, which only root may.
#
# The kernel waits for that answer in a way that nothing ends, SIGKILL neither.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mkdir "$TMP/own" "$TMP/root" "$TMP/root/proc" "$TMP/root/proc/sys" \
	"$TMP/root/proc/sys/vm"
cp /proc/meminfo "$TMP/root/proc"
: >"$TMP/root/proc/sys/vm/drop_caches"
echo bytes >"$TMP/own/file"
if ! serves_make; then
	skip "all" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi
if ! serve "$TMP/own/file" served; then
	skip "all" "$(head -n 1 "$TMP/server")"
	done_testing
	exit
fi

# within COMMAND...: where the file system is seen.  A command that hangs is
# left behind when its time is up.
within() {
	run timeout -s KILL 100 nsenter --mount --target "$server" "$@"
}

mdropcache() {
	within "$BIN/mdropcache" --sync-timeout 1 "$@"
}

row_of() {
	awk -F '\t' -v path="$1" '$NF == path { n++ } END { print n + 0 }' \
		"$out"
}

within "$BIN/mdropcache" -l -T "$TMP/mounted/served"
exits "it answers" 0
is "it answers: the row" "$(row_of "$TMP/mounted/served")" 1

: >"$TMP/silent"
mdropcache -f -T "$TMP/mounted/served" "$TMP/own/file"
exits "-f: not for ever" 1
complains "-f: says which" <<END
mdropcache: $TMP/mounted/served: no answer from its file system in 1 s
END
is "-f: the other file" "$(row_of "$TMP/own/file")" 1
printf '%s\0' "$TMP/mounted/served" "$TMP/own/file" >"$TMP/names"
within sh -c '"$1" --sync-timeout 1 -l0T <"$2"' - "$BIN/mdropcache" \
	"$TMP/names"
exits "-0: not for ever" 1
is "-0: the other file" "$(row_of "$TMP/own/file")" 1
mdropcache -l -r -T "$TMP"
exits "-r: not for ever" 1
complains "-r: says where it ended" <<END
mdropcache: $TMP/mounted: no answer from its file system in 1 s
mdropcache: $TMP: not looked at to its end (-x leaves other file systems out)
END
mdropcache -l -r -x -T "$TMP"
exits "-x: nobody is asked" 0
is "-x: the other file" "$(row_of "$TMP/own/file")" 1
within "$BIN/mdropcache" --sync-timeout 20 --root "$TMP/root" 1
exits "a level: not for ever" 1
complains "a level: a mount that does not answer" <<END
mdropcache: $TMP/mounted: does not answer: not asked whether a write failed
END
is "a level: is dropped" "$(cat "$TMP/root/proc/sys/vm/drop_caches")" 1

within "$BIN/mfree" --where=file_cache -r "$TMP"
ok "mfree --where=file_cache: nobody is asked" test "$status" -ne 137

# A user may mount above his own /run/user/UID, which is a tmpfs.
kill -9 "$server"
wait "$server" 2>/dev/null
rm "$TMP/silent"
# shellcheck disable=SC2016 # the inner shell's
unshare -m sh -c 'mount -t tmpfs tmpfs "$1" && exec "$2" "$1" "$3" served \
	"$4"' - "$TMP/mounted" "$TMP/serves" "$TMP/own/file" "$TMP/silent" \
	>"$TMP/server" 2>&1 &
server=$!
started="$started $server"
until_true grep -q . "$TMP/server"
: >"$TMP/silent"
within "$BIN/mleakwatch" -T -i 0.01 -d 0.02 --system
ok "mleakwatch --system: nobody is asked" test "$status" -ne 137
ok "mleakwatch --system: what is hidden is no tmpfs" \
	sh -c '! grep -q "tmpfs:$1" "$2"' - "$TMP/mounted" "$out"
done_testing
