# watch.sh: a leak is watched, found, and told when it is killed.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

hold leak 512
run "$BIN/mleakwatch" -T -d 20 -i 0.2 "$holder"
exits "a leak" 1
is "a leak: the verdict" "$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++)
	at[$i] = i; next } { print $(at["verdict"]) }' "$out")" leak
[ "$status" -eq 1 ] || cat "$out"
let_go "$holder"
done_testing
