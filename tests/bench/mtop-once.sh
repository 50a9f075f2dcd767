#!/bin/sh
# mtop-once.sh: mtop-once against floors and peers, among 5,000 idle processes.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

tmp=$(mktemp -d)
mkfifo "$tmp/stdin" "$tmp/stdout"
"$BUILD/bench/idle" 5000 <"$tmp/stdin" >"$tmp/pids" &
idle=$!
exec 9>"$tmp/stdin"
# The idle ones end with their parent, and that one with its stdin.
trap 'exec 9>&-; wait $idle; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
until grep -qs ready "$tmp/pids"; do
	kill -0 "$idle"
	sleep 0.1
done

mtop=$BIN/mtop-once
floor=$BUILD/bench/floor_processes
runs=${RUNS:-21}

ratio 'mtop-once -j 1 / floor of stat, statm' 1.1 "$runs" \
	"$mtop -j 1" "$floor stat statm"
ratio 'mtop-once / floor of stat, statm' 0.7 "$runs" \
	"$mtop" "$floor stat statm"
ratio 'mtop-once / top -b -n1' 0.25 "$runs" "$mtop" "top -b -n1"
ratio '-T -o pid,rss / floor of statm' 1.1 "$runs" \
	"$mtop -T -o pid,rss" "$floor statm"
ratio '-T -o pid,rss -j 1 / floor of statm' 1.1 "$runs" \
	"$mtop -T -o pid,rss -j 1" "$floor statm"
ratio '-T -o pid,rss / ps -eo pid,rss' 0.4 "$runs" \
	"$mtop -T -o pid,rss" "ps -eo pid,rss"
# The columns of -P alone; then with the others that -P shows, which are in
# two more files.  Each floor reads the same files.
ratio '-T -o pid,pss,uss -s -pss -j 1 / floor of rollup' 1.1 "$runs" \
	"$mtop -T -o pid,pss,uss -s -pss -j 1" "$floor smaps_rollup"
ratio '-T -o pid,pss,uss -s -pss / floor of rollup' 0.65 "$runs" \
	"$mtop -T -o pid,pss,uss -s -pss" "$floor smaps_rollup"
ratio '-P -j 1 / floor of smaps_rollup, stat, statm' 1.1 "$runs" \
	"$mtop -P -j 1" "$floor smaps_rollup stat statm"
ratio '-P / floor of smaps_rollup, stat, statm' 0.65 "$runs" \
	"$mtop -P" "$floor smaps_rollup stat statm"

# It cannot write it all before someone reads: what it holds then is the most.
"$mtop" >"$tmp/stdout" &
writer=$!
exec 8<"$tmp/stdout"
sleep 1
anon=$(awk '$1 == "RssAnon:" { print $2 / 1024 }' "/proc/$writer/status")
cat <&8 >/dev/null
wait "$writer"
report 'memory of its own, MiB' 4 "$anon"

if command -v smem >/dev/null; then
	ratio '-P -g user / smem -u' 0.06 10 "$mtop -P -g user" "smem -u"
else
	echo '-P -g user / smem -u: skipped, no smem'
fi
