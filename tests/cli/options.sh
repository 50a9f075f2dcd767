#!/bin/sh
# options.sh: the command line, which is the same for every command.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
PATH=$BIN:$PATH

for command in $COMMANDS; do
	for wrong in --nonsense --tsv=1 -Z --columns; do
		run "$command" "$wrong"
		exits "$command $wrong" 2
		silent "$command $wrong: stdout"
		is "$command $wrong: lines" "$(wc -l <"$err")" 2
		is "$command $wrong: what to type" "$(sed '$!d' "$err")" \
			"Try '$command --help'"
	done
	run "$command" --human --tsb
	is "$command: a slip" "$(head -n 1 "$err")" \
		"$command: unknown option '--tsb'; did you mean --tsv?"
	run "$command" --help
	is "$command --help: lines of more than 80 columns" \
		"$(awk 'length($0) > 80' "$out")" ""
	run "$command" --no-heade --hel
	exits "$command: abbreviations" 0
done

# said WORDS: the first line of what a wrong command line is told.
said() {
	# shellcheck disable=SC2086 # words
	run $1
	exits "$1" 2
	head -n 1 "$err"
}
while IFS='|' read -r words message; do
	is "$words" "$(said "$words")" "$message"
done <<'END'
mtop-once -Z|mtop-once: -Z: unknown option
mtop-once --tsv=1|mtop-once: --tsv=1: takes no argument
mtop-once --nonsense|mtop-once: unknown option '--nonsense'
mtop-once -tZ --tsv|mtop-once: -Z: unknown option
mtop-once --tsv -Zt|mtop-once: -Z: unknown option
mtop-once --sort|mtop-once: --sort: needs an argument: --sort KEYS
mtop-once -rs|mtop-once: -s: needs an argument: -s KEYS
mtop-once --roo|mtop-once: --roo: needs an argument: --roo DIR
mfree -s|mfree: -s: needs an argument: -s N
mfree --cgroup docker|mfree: docker: unexpected argument (did you mean --cgroup=PATH?)
mfree --where shmem|mfree: shmem: unexpected argument (did you mean --where=ROW?)
mtop-once server|mtop-once: server: takes no operands (by pid: -p PIDS, by name: -C NAMES)
mtop-once -o pid rss|mtop-once: rss: takes no operands (columns with commas: -o pid,rss)
mfree --where=anon|mfree: anon: cannot be opened (processes: mtop-once -P): file_cache, shmem, slab, hugepages or cgroups can
mtop-once -p server|mtop-once: server: not a pid (by name: -C NAMES)
mpmap --diff 1|mpmap: which process? (mpmap --diff FILE PID)
mtop-once -s rsss|mtop-once: unknown column 'rsss'; did you mean rss? (mtop-once --help lists them)
mtop-once -o zzzzz|mtop-once: unknown column 'zzzzz' (mtop-once --help lists them)
mfree --me=3|mfree: --me=3: takes no argument
mfree 5|mfree: 5: unexpected argument (again every 5 s: -s 5; one process: mpmap PID)
mfree --shmem|mfree: --shmem: unknown option; its files: --where=shmem
mfree -p 1|mfree: -p: unknown option; of processes: mtop-once -p PIDS
mfree --kill x --oom|mfree: x: not a positive whole number
mleakwatch -p 1|mleakwatch: -p: unknown option; pids stand alone: mleakwatch PID
mleakwatch --pid=1|mleakwatch: --pid=1: unknown option; pids stand alone: mleakwatch PID
mleakwatch -s 1 1|mleakwatch: -s: unknown option; seconds between samples: -i SECONDS
mleakwatch -i x 1|mleakwatch: x: not a time, as 0.5 or 10m
mleakwatch --seasonal x 1|mleakwatch: x: not a time, as 0.5 or 10m
mleakwatch --max-memory x 1|mleakwatch: x: not a size, as 10M
mleakwatch --min-growth 0 1|mleakwatch: 0: not a size, as 10M
mleakwatch --scan|mleakwatch: --scan: needs pids (--scan PID), or something to watch
mleakwatch --scan nosuch|mleakwatch: nosuch: not a pid (by name: pidof(1) tells it)
mleakwatch --against old.tsv|mleakwatch: --against: needs the newer samples as well: -f FILE
mtop-once --tree|mtop-once: --tree: unknown option; sums of process trees: -g tree
mtop-once -e|mtop-once: -e: unknown option; without a selection, all processes are listed
mtop-once --only rss=>5|mtop-once: rss=>5: no such sign: < <= = != >= or >
mpmap -A foo 1|mpmap: foo: not a range of hexadecimal addresses, as 7f00,7fff
mdropcache --sync-timeout x 3|mdropcache: x: not a time, as 0.5 or 10m
mfree --p|mfree: ambiguous option '--p': --pebi, --peta, --pressure
END

# An abbreviation that free(1) or pmap(1) takes means the option with a letter.
root=$FIXTURES/linux-5.15
mfree --root "$root" -w >"$TMP/expected"
for words in --w --wi --wide; do
	run mfree --root "$root" "$words"
	same "mfree $words" "$TMP/expected" "$out"
done
mpmap --root "$FIXTURES/mappings" -d 42 >"$TMP/expected"
run mpmap --root "$FIXTURES/mappings" --d 42
same "mpmap --d" "$TMP/expected" "$out"

# Columns and keys have several names, in any case.
root=$FIXTURES/processes
mtop-once --root "$root" -T -o virt,rss,mem_pct,cmdline,state -s rss \
	>"$TMP/expected"
for names in VIRT,RES,%MEM,args,S:RES vsz,rsz,pmem,cmd,stat:-rss \
	VSZ,RSS,%mem,ARGS,State:Rss; do
	run mtop-once --root "$root" -T -o "${names%:*}" -s "${names#*:}"
	same "columns $names" "$TMP/expected" "$out"
done

# -o prints plain numbers in KiB, -h sizes in the unit that fits.
plain() {
	awk 'NR > 1 && /[0-9][kmgtpKMGTPi]/ { bad = 1 } END { exit bad }' "$out"
}
for words in "mtop-once --root $FIXTURES/processes -o virt,rss,pss" \
	"mfree --root $FIXTURES/petabytes -o total,used" \
	"mpmap --root $FIXTURES/mappings -o size,rss 42" \
	"mleakwatch -f $FIXTURES/traces/c_steady.tsv -o anon_first,anon_last"; do
	# shellcheck disable=SC2086 # words
	run $words
	ok "plain: $words" plain
	# shellcheck disable=SC2086 # words
	run $words -h
	ok "-h: $words" grep -q '[0-9][KMGTP]i' "$out"
done

done_testing
