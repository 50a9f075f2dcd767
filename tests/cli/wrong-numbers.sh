#!/bin/sh
# wrong-numbers.sh: a number that cannot be true takes away itself alone.  The
# roots are of public reports, rebuilt with figures of their own.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mfree=$BIN/mfree
said='a number that cannot be true, taken as unknown'

# kind COLUMN KIND: a cell of the last table.
kind() {
	awk -F '\t' -v name="$1" -v kind="$2" 'NR == 1 {
		for (i = 1; i <= NF; i++) if ($i == name) at = i }
		$1 == kind { print $at; exit }' "$out"
}

# wrong DESCRIPTION ROOT KEY: exit 1, and one notice of the command.
wrong() {
	exits "$1" 1
	is "$1: one notice" "$(wc -l <"$err")" 1
	ok "$1: names the key" grep -q "$2/proc/meminfo: $said: $3\$" "$err"
}

# A container of 10 GiB without swap, SwapFree below zero (LXCFS).
root=$FIXTURES/swapfree-wrapped
for view in -T --where --classic -L --meminfo; do
	run "$mfree" $view --root "$root"
	wrong "SwapFree, mfree $view" "$root" SwapFree
done
run "$mfree" -T --root "$root"
is "SwapFree: memory stands" "$(kind total mem) $(kind free mem)" \
	"10737418240 4410990592"
is "SwapFree: swap is not known" "$(kind total swap) $(kind free swap)" "0 -"
run "$BIN/mdropcache" -T --root "$root"
wrong "SwapFree, mdropcache" "$root" SwapFree
is "SwapFree: mdropcache shows the rest" "$(kind size shmem)" 164954112
cp -r "$FIXTURES/processes" "$TMP/processes"
cp "$root/proc/meminfo" "$TMP/processes/proc/meminfo"
run "$BIN/mtop-once" -T -k -o pid,mem_pct --root "$TMP/processes"
wrong "SwapFree, mtop-once" "$TMP/processes" SwapFree
is "SwapFree: shares of memory" "$(kind mem_pct 1001)" 50.00

# HugePages_Rsvd wrapped, as long as the machine is up.
root=$FIXTURES/hugepages-rsvd-wrapped
run "$mfree" -T --root "$root"
wrong "HugePages_Rsvd, mfree" "$root" HugePages_Rsvd
is "HugePages_Rsvd: nothing is missing" "$(grep -c -e '	-	' -e '	-$' "$out")" 1
run "$mfree" -T --where --root "$root"
wrong "HugePages_Rsvd, mfree --where" "$root" HugePages_Rsvd
is "HugePages_Rsvd: kernel stacks" "$(kind size kernel_stack)" 84738048
run "$mfree" -T --meminfo --root "$root"
is "HugePages_Rsvd: is not known" "$(kind value HugePages_Rsvd)" -
is "HugePages_Rsvd: alone" "$(grep -c '	-	' "$out")" 1

# Balloon is no part of the sum (Linux 6.16): what is left over stays known.
root=$(root_of balloon) || exit 1
cp -r "$FIXTURES/linux-5.15/." "$root"
run "$mfree" -T --where --root "$root"
rest=$(kind size unaccounted)
echo "Balloon:        18446744073709551612 kB" >>"$root/proc/meminfo"
run "$mfree" -T --where --root "$root"
wrong "Balloon, mfree --where" "$root" Balloon
is "Balloon: unaccounted stays" "$(kind size unaccounted)" "$rest"

# A key without a blank before its number (arm64).
run "$mfree" -T --meminfo --root "$FIXTURES/key-without-blank"
exits "a key without a blank" 0
is "a key without a blank" "$(kind value ShadowCallStack)" 10622861312

is "a key without a blank: nothing is said" "$(cat "$err")" ""

# VmRSS of one process wrapped: its row stands, and the others.
root=$TMP/vmrss
cp -r "$FIXTURES/processes" "$root"
sed 's/^VmRSS:.*/VmRSS:	18446744073709551612 kB/' \
	"$FIXTURES/processes/proc/1001/status" >"$root/proc/1001/status"
run "$BIN/mtop-once" -T -k -o pid,swap,peak,rss --root "$root"
exits "VmRSS wrapped" 1
complains "VmRSS wrapped" <<END
mtop-once: VmRSS of 1 process: $said
END
run "$BIN/mtop-once" -T -k -o pid,swap,anon --root "$root"
is "VmRSS wrapped: the rest of the row" "$(kind anon 1001)" 4294967296
done_testing
