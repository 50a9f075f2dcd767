# watch.sh: a leak is watched, found, and told when it is killed.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# An emulated machine whose host is busy grows in fits and starts: then it takes
# longer to tell, and the verdict says so.
hold leak 512
for seconds in 20 60 180; do
	run "$BIN/mleakwatch" -T -d "$seconds" -i 0.2 "$holder"
	[ "$status" -eq 3 ] || break
done
exits "a leak" 1
is "a leak: the verdict" "$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++)
	at[$i] = i; next } { print $(at["verdict"]) }' "$out")" leak
[ "$status" -eq 1 ] || cat "$out"
let_go "$holder"
done_testing
