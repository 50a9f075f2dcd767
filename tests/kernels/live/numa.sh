# numa.sh: nodes, one of which may have no memory, another no CPU.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

nodes=/sys/devices/system/node
run "$BIN/mfree" -T --numa
exits "--numa" 0
count=0
for node in "$nodes"/node[0-9]*; do
	name=${node##*/}
	count=$((count + 1))
	total=$(awk '$3 == "MemTotal:" { print $4 * 1024 }' "$node/meminfo")
	is "$name: its MemTotal" "$(of "$name" total)" "$total"
done
is "a row for each node" "$(grep -c '^node' "$out")" "$count"
ok "two nodes or more" test "$count" -ge 2
sum=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	/^node/ { sum += $(at["free"]) } END { printf "%d\n", sum }' "$out")
near "free of the nodes is free of the machine" "$sum" "$(of mem free)" \
	"$(mib 4)"
done_testing
