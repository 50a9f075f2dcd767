#!/bin/sh
# mpmap-gaps.sh: a line that is missing from smaps never makes a figure 0.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mpmap=$BIN/mpmap
whole=$FIXTURES/mappings
root=$(root_of gaps) || exit 1
cp -r "$whole/proc/42" "$root/proc/42"

# zeros ROOT FILE: each cell that is 0, by view, row and column.
zeros() {
	{
		echo rows
		"$mpmap" --root "$1" -T -t -o start,rss,pss,uss,shared_clean,`
			`shared_dirty,private_clean,private_dirty,swap,`
			`swap_pss,locked,anon,huge,touched,cold 42
		echo sums
		"$mpmap" --root "$1" -T -t -g perms 42 | cut -f 2-
		echo pmap
		"$mpmap" --root "$1" -x 42 | tr -s ' ' '\t' | cut -f 1-4
	} 2>"$TMP/said" | awk -F '\t' '
		NF == 1 { view = $1; titles = 1; next }
		titles { for (i = 1; i <= NF; i++) title[i] = $i; titles = 0 }
		{ for (i = 2; i <= NF; i++)
			if ($i == "0") print view, $1, title[i], i }' |
		sort >"$2"
}

zeros "$whole" "$TMP/whole"
ok "the whole file has some" test "$(wc -l <"$TMP/whole")" -gt 50
smaps=$whole/proc/42/smaps
count=$(wc -l <"$smaps")
number=0 made=0
while [ $number -lt "$count" ]; do
	number=$((number + 1))
	sed "${number}d" "$smaps" >"$root/proc/42/smaps"
	zeros "$root" "$TMP/gap"
	comm -13 "$TMP/whole" "$TMP/gap" >"$TMP/more"
	if [ -s "$TMP/more" ]; then
		made=$((made + 1))
		sed -n "${number}p" "$smaps"
		sed 's/^/    /' "$TMP/more"
	fi
done
is "lines whose absence makes a 0" $made 0
done_testing
