# heap.sh: lost blocks are found, or it is said why heaps are not read here.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

hold lost 4
# An emulated machine whose host is busy copies slowly.
run "$BIN/mleakwatch" --scan --max-stop 60000 -T "$holder"
if [ "$(uname -m)" = x86_64 ]; then
	exits "lost blocks" 1
	# The last address may still be in a register or on the stack.
	near "lost blocks: their bytes" "$(awk -F '\t' 'NR == 1 {
		for (i = 1; i <= NF; i++) at[$i] = i; next }
		$(at["reach"]) == "lost" { sum += $(at["bytes"]) }
		END { printf "%d\n", sum }' "$out")" "$(mib 4)" 65536
else
	exits "no heap of this machine is read" 3
	ok "no heap of this machine is read: it is said" \
		grep -q 'on x86-64 only, by a program of 64 bits$' "$err"
fi
ok "the process goes on" kill -0 "$holder"
becomes "the process goes on: it sleeps again, and is not stopped" \
	grep -q '^State:	S' "/proc/$holder/status"
let_go "$holder"
done_testing
