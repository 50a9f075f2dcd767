#!/bin/sh
# mtop-once-safe.sh: mtop-once beside hostile and half-gone processes, and with
# lines of their files missing.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

mtop=$BIN/mtop-once
root=$FIXTURES/processes
tab=$(printf '\t')

# build NAME SOURCE
build() {
	${CC:-cc} -O1 -D_GNU_SOURCE -pthread -o "$TMP/$1" "$2" 2>"$err"
}

# --- a command line of a gigabyte ----------------------------------------------

mkfifo "$TMP/stdin"
if build long "$TESTS/cli/long_cmdline.c"; then
	"$TMP/long" <"$TMP/stdin" >"$TMP/ready" &
	long=$!
	started="$started $long"
	exec 8>"$TMP/stdin"
	long_said() {
		[ -s "$TMP/ready" ] || ! kill -0 "$long"
	}
	until_true long_said
fi
if [ -s "$TMP/ready" ]; then
	run timeout 300 "$mtop" -T --no-header -o pid,cmdline -p "$long"
	exits "1 GiB of command line: cut" 1
	complains "1 GiB of command line: is said" <<'END'
mtop-once: cmdline of 1 process: too long, cut
END
	is "1 GiB of command line: 128 KiB of it" "$(wc -c <"$out")" \
		"$((${#long} + 1 + 131072 + 1))"
	run timeout 300 "$mtop" -c -p "$long"
	is "-c: 1 GiB of command line" "$(tail -n 1 "$out" |
		tr -cd x | wc -c)" 131072
	run timeout 300 "$mtop" -c -w 60 -p "$long"
	is "-c: a line is cut to its width" "$(tail -n 1 "$out" | wc -c)" 61
	exec 8>&-
	wait "$long"
	gone "$long"
else
	skip "1 GiB of command line" "the kernel does not let a process do it"
fi

# --- a process whose first thread has ended ---------------------------------------

if build headless "$TESTS/leaks/first_thread_gone.c"; then
	"$TMP/headless" 60000 &
	headless=$!
	started="$started $headless"
	until_true grep -q '^State:	Z' "/proc/$headless/status"
	for list in rss virt anon rss,anon,swap pss; do
		run "$mtop" -T --no-header -p "$headless" -o "$list" -k
		exits "the first thread has ended: $list" 0
		ok "the first thread has ended: $list: is known" sh -c '
			awk "\$1 ~ /^[1-9][0-9]*$/ { exit 0 } { exit 1 }" "$1"' \
			sh "$out"
	done
	run "$mtop" -T --no-header -g comm -C headless -o comm,rss
	ok "the first thread has ended: in a sum" grep -q "^headless${tab}[1-9]" \
		"$out"
	kill "$headless"
	wait "$headless" 2>/dev/null
	gone "$headless"
else
	skip "the first thread has ended" "it does not compile"
fi

# --- a line that is missing makes no 0 ------------------------------------------------

# cells OPTION...: each cell of the process that is not 0, by its column.
columns=virt,rss,shr,anon,file,shmem,swap,hugetlb,peak,pss,pss_anon,pss_file
columns=$columns,pss_shmem,uss,swap_pss,footprint,locked,huge,threads,uid,ppid
cells() {
	"$mtop" -T --root "$lacking" -p 812 -o "$1" 2>/dev/null | awk -F '\t' '
	NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
	{ for (i = 1; i <= NF; i++) if ($i == 0 && $i != "-") print name[i] }'
}
lacking=$(root_of lacking) || exit 1
cp -R "$root/." "$lacking"
# Sums of smaps_rollup alone, and what status tells without statm.
for list in "$columns" swap,virt,rss,shr,anon pss,uss,huge; do
	cells "$list" | sort >"$TMP/zeros"
	bad='' count=0
	for file in status smaps_rollup; do
		lines=$(wc -l <"$root/proc/812/$file")
		line=0
		while [ $line -lt "$lines" ]; do
			line=$((line + 1))
			count=$((count + 1))
			sed "${line}d" "$root/proc/812/$file" \
				>"$lacking/proc/812/$file"
			new=$(cells "$list" | sort | comm -13 "$TMP/zeros" - |
				paste -sd , -)
			[ -z "$new" ] || bad="$bad $file:$line:$new"
		done
		cp "$root/proc/812/$file" "$lacking/proc/812/$file"
	done
	is "a line is missing, $list: of $count, those that make a 0" "$bad" ''
done

done_testing
