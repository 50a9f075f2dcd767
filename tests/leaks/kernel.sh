#!/bin/sh
# kernel.sh [SECONDS [SPEED]]: ten leaks of the kernel, all at once, each of
# about SPEED MiB a minute, and what mleakwatch --system says of them.
#
# By hand, as root, half an hour at one MiB a minute, or some minutes at more.
# BIN is the folder of the commands, and LEAKS of what tests/leaks is built to.
# RECORD keeps the samples.  All memory is given back.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
: "${LEAKS:?the folder of the leaks}"
seconds=${1:-1800} speed=${2:-1} place=$TMP
record=${RECORD:-$(mktemp)}
group=''
# Limits that a leak would meet.
keys=/proc/sys/kernel/keys/root_maxbytes
watches=/proc/sys/fs/inotify/max_user_watches
keys_were=$(cat $keys) watches_were=$(cat $watches)
# shellcheck disable=SC2317 # called by the trap
undo() {
	end_started
	wait
	for each in tmpfs deleted files; do
		umount "$place/$each"
	done
	echo "$keys_were" >$keys
	echo "$watches_were" >$watches
	[ -z "$group" ] || rmdir "$group"
	[ -n "${RECORD-}" ] || rm -f "$record"
	finish
}
trap 'undo' EXIT

for each in tmpfs deleted files; do
	mkdir "$place/$each"
	mount -t tmpfs leaks "$place/$each"
done
for each in /sys/fs/cgroup/memory /sys/fs/cgroup; do
	[ -n "$group" ] || ! mkdir "$each/leaks.$$" 2>/dev/null ||
		group=$each/leaks.$$
done
echo +memory >"$group/cgroup.subtree_control" 2>/dev/null
echo 1000000000 >$keys
echo 10000000 >$watches
count=$(awk -v n="$seconds" -v speed="$speed" 'BEGIN {
	print int((n + 60) * 100 * speed) + 100 }')
(cd "$place/files" && seq "$count" | xargs touch)

# leak KIND RATE [FOLDER]: RATE units a second are about a MiB a minute.
leak() {
	rate=$(awk -v a="$2" -v b="$speed" 'BEGIN { print a * b }')
	"$LEAKS/kernel" "$1" "$rate" "$((seconds + 60))" "${3:-.}" &
	started="$started $!"
}
seq "$count" | sed "s|^|$place/files/|" >"$place/list"
leak messages 17
leak pipes 3.2
leak inotify 100 "$place/list"
leak namespaces 0.07
leak cgroups 0.5 "$group"
leak tmpfs 4.3 "$place/tmpfs"
leak deleted 4.3 "$place/deleted"
leak sockets 7.5
leak epoll 88
leak keys 13.5
interval=$(awk -v n="$seconds" 'BEGIN { print n / 150 }')
"$BIN/mleakwatch" --system -T -d "$seconds" -i "$interval" \
	--record "$record" -o key,verdict,growth,rate >"$place/out"

# same_cache ROW: other names of that cache: the kernel puts caches of one size
# together, and /proc/slabinfo has the name of the first.
same_cache() {
	cache=$(readlink "/sys/kernel/slab/${1#slab/}") || return
	for other in /sys/kernel/slab/*; do
		[ "$(readlink "$other")" != "$cache" ] ||
			printf '|slab/%s' "${other##*/}"
	done
}

# The rows that name a leak, of the kinds that kernels have had.
named=0
while read -r kind rows; do
	for each in $(echo "$rows" | tr '|' ' '); do
		rows="$rows$(same_cache "$each")"
	done
	found=$(awk -F '\t' -v rows="^(${rows})\$" '
		$2 == "leak" && $1 ~ rows { print $1; exit }' "$place/out" |
		sed "s|$place/||")
	echo "$kind: ${found:-not named}"
	[ -z "$found" ] || named=$((named + 1))
done <<END
messages slab/msg_msg-1k|slab/kmalloc(-cg)?-1k
pipes unaccounted|slab/kmalloc(-cg)?-1k|slab/filp
inotify slab/inotify_inode_mark|slab/fsnotify_mark_connector
namespaces slab/net_namespace
cgroups slab/mem_cgroup|slab/mem_cgroup_per_node|percpu
tmpfs tmpfs:$place/tmpfs
deleted tmpfs:$place/deleted
sockets slab/UNIX|slab/UNIX-STREAM
epoll slab/eventpoll_epi|slab/eventpoll_pwq
keys slab/key_jar
END
sed "s|$place/||" "$place/out" | grep leak | grep -v no-leak
echo "$named of 10 named, of $(wc -l <"$place/out") series"
[ "$named" -eq 10 ]
