#!/bin/sh
# mpmap.sh: mpmap against reading the same files, pmap and smem.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

dir=$(mktemp -d)
many='' few='' idle=''
stop() {
	for pid in $many $few; do
		kill "$pid"
	done
	exec 9>&-
	# shellcheck disable=SC2086 # none, or one
	[ -z "$idle" ] || wait $idle
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# ready FILE: until the process has printed its pid there.
ready() {
	until [ -s "$1" ]; do sleep 0.1; done
}

"$BUILD/bench/vmas" 64000 touch >"$dir/many" &
many=$!
"$BUILD/bench/vmas" 20 touch >"$dir/few" &
few=$!
ready "$dir/many"
ready "$dir/few"

floor=$BUILD/bench/floor
ratio 'mpmap / floor (maps, 64,000 VMAs)' 1.35 31 \
	"$BIN/mpmap $many" "$floor /proc/$many/maps"
ratio 'mpmap / pmap' 0.3 31 "$BIN/mpmap $many" "pmap $many"
ratio 'mpmap -x / floor (smaps)' 1.15 21 \
	"$BIN/mpmap -x $many" "$floor /proc/$many/smaps"
ratio 'mpmap -x / pmap -x' 0.45 11 "$BIN/mpmap -x $many" "pmap -x $many"
ratio 'mpmap -X / pmap -X' 0.2 11 "$BIN/mpmap -X $many" "pmap -X $many"

# The median: where the loader puts things moves it by some pages.
peak() {
	for _ in 1 2 3 4 5; do
		"$BUILD/bench/peak" "$BIN/mpmap" "$@"
	done | sort -n | sed -n '3p'
}

# grows NAME OPTION...
grows() {
	name=$1
	shift
	report "mpmap $name: KiB more at 64,000 VMAs than at 20" 256 \
		$(($(peak "$@" "$many") - $(peak "$@" "$few")))
}
grows '(default)'
grows -x -x
grows -T -T
grows '-g path' -g path

# All processes: 1,000 small ones and those two.
mkfifo "$dir/stdin"
"$BUILD/bench/idle" 1000 <"$dir/stdin" >"$dir/pids" &
idle=$!
exec 9>"$dir/stdin"
until grep -q ready "$dir/pids"; do sleep 0.1; done
floor=$BUILD/bench/floor_processes
ratio 'mpmap -a -g path -j 1 / floor (smaps of all)' 1.1 21 \
	"$BIN/mpmap -a -g path -j 1" "$floor -e smaps"
ratio 'mpmap -a -g path -j 2 / floor (smaps of all)' 0.65 21 \
	"$BIN/mpmap -a -g path -j 2" "$floor -e smaps"
if command -v smem >/dev/null; then
	ratio 'mpmap -a -g path / smem -m' 0.08 5 \
		"$BIN/mpmap -a -g path" "smem -m"
fi
