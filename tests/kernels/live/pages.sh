# pages.sh: figures of a process by another way: pages counted one by one.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

hold anon 24
rss=$(awk '/^VmRSS/ { print $2 * 1024 }' "/proc/$holder/status")
run "$BIN/mtop-once" -T -p "$holder" -o rss,pss,uss,anon
exits "mtop-once" 0
near "rss is VmRSS" "$(sed -n 2p "$out" | cut -f 1)" "$rss" 65536
near "anon is what was taken" "$(sed -n 2p "$out" | cut -f 4)" "$(mib 24)"
near "uss is what was taken" "$(sed -n 2p "$out" | cut -f 3)" "$(mib 24)"
run "$BIN/mpmap" -T "$holder"
exits "mpmap" 0
near "the mappings are the process" "$(awk -F '\t' 'NR == 1 {
	for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ sum += $(at["rss"]) } END { printf "%d\n", sum }' "$out")" "$rss" \
	262144
let_go "$holder"
run "$BIN/mpmap" $$
exits "mpmap: this shell" 0
run "$BIN/mdropcache" -T
exits "mdropcache: what there is" 0
done_testing
