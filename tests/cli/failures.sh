#!/bin/sh
# failures.sh: every command in every mode, where memory, the stack, the disk
# or a standard descriptor is missing.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
cc=${CC:-cc}
PATH=$BIN:$PATH

# A mode is a line: words of the shell, which see $FIXTURES and $TMP.  Each
# prints something, and the same each time: of files no figure that the kernel
# changes when it writes them to disk, or takes their pages.
cat >"$TMP/modes" <<'END'
mfree --root "$FIXTURES/linux-5.15"
mfree --root "$FIXTURES/linux-5.15" -w -t -l -v -h
mfree --root "$FIXTURES/linux-5.15" --where -T
mfree --root "$FIXTURES/linux-5.15" --meminfo
mfree --root "$FIXTURES/linux-6.18" --pressure
mfree --root "$FIXTURES/numa" --numa
mfree --root "$FIXTURES/cgroup-v2" --cgroup
mfree --root "$FIXTURES/cgroup-v2" --where=cgroups
mfree --root "$FIXTURES/linux-5.15" -L
mpmap --root "$FIXTURES/mappings" 42
mpmap --root "$FIXTURES/mappings" -x 42
mpmap --root "$FIXTURES/mappings" -XX 42
mpmap --root "$FIXTURES/mappings" -T 42 43
mpmap --root "$FIXTURES/mappings" -g path -t 42
mpmap --root "$FIXTURES/mappings" -g kind -n 2 -s -rss 42
mpmap --root "$FIXTURES/mappings" -a -g name -t -j 2
mpmap --root "$FIXTURES/mappings" -C tool -T -s rss -n 2
mpmap --root "$FIXTURES/mappings" --diff "$TMP/before" 42
mtop-once --root "$FIXTURES/processes" -w
mtop-once --root "$FIXTURES/processes" -P -c -T
mtop-once --root "$FIXTURES/processes" -g user -P -t
mtop-once --root "$FIXTURES/processes" -g unit -u root,www-data -C 'n*'
mtop-once --root "$FIXTURES/processes" -p 1,812 -o pid,exe,cgroup,wchan,tty
mtop-once --root "$FIXTURES/processes" --cgroup /system.slice -s user
mtop-once --root "$FIXTURES/processes" -g tree -P -C 'tmux*'
mtop-once --root "$FIXTURES/processes" -g container -T
mtop-once --root "$FIXTURES/processes" --diff "$TMP/processes" -g user
mtop-once --root "$FIXTURES/processes" --oom "$FIXTURES/oom/linux-5.4.txt"
mdropcache --root "$FIXTURES/linux-5.15"
mdropcache -l -o size,path "$TMP/file" "$TMP/before"
mdropcache -l -r -o size,path "$TMP/tree"
mdropcache -f -n -T -o size,path "$TMP/file"
mdropcache --root "$TMP/copy" -n 3
mfree --oom "$FIXTURES/oom/linux-5.4.txt"
mleakwatch -f "$TMP/samples"
mleakwatch -f "$TMP/samples" --against "$TMP/samples"
mleakwatch -f "$TMP/samples" --by comm --value rss
mleakwatch -f "$TMP/samples" --work cpu
mleakwatch -T -f "$TMP/samples" "$TMP/samples"
mleakwatch --help
END
for command in $COMMANDS; do
	ok "$command has a mode" grep -q "^$command " "$TMP/modes"
done
mkdir -p "$TMP/tree/a/b" "$TMP/copy/proc/sys/vm"
echo text | tee "$TMP/file" "$TMP/tree/one" >"$TMP/tree/a/b/two"
cp "$FIXTURES/linux-5.15/proc/meminfo" "$TMP/copy/proc"
echo 0 >"$TMP/copy/proc/sys/vm/drop_caches"
mpmap --root "$FIXTURES/mappings" -T 43 2>/dev/null |
	sed 's/43/42/' >"$TMP/before"
head -n 200 "$FIXTURES/traces/c_steady.tsv" >"$TMP/samples"
mtop-once --root "$FIXTURES/processes" -T | sed '3d' >"$TMP/processes"

# mode FILE COMMAND...: the mode's output in FILE and FILE.err, its status.
mode() {
	file=$1
	shift
	status=0
	"$@" >"$file" 2>"$file.err" </dev/null || status=$?
}

# --- no memory ----------------------------------------------------------------

# The sanitizers have an allocator of their own.
sanitized=$(nm "$BIN/mfree" 2>/dev/null | grep -c __asan_init)
if [ "$sanitized" -ne 0 ] || ldd "$BIN/mfree" 2>&1 | grep -q 'not a dynamic'; then
	skip "no memory" "the allocator cannot be replaced"
elif ! $cc -shared -fPIC -o "$TMP/nomalloc.so" "$TESTS/cli/nomalloc.c" \
	2>"$TMP/cc"; then
	skip "no memory" "no library can be made: $(head -n 1 "$TMP/cc")"
else
	while read -r line; do
		eval "set -- $line"
		mode "$TMP/whole" "$@"
		whole=$status
		at=0 bad=''
		while :; do
			at=$((at + 1))
			rm -f "$TMP/mark"
			mode "$TMP/part" env LD_PRELOAD="$TMP/nomalloc.so" \
				NOMALLOC_AT=$at NOMALLOC_MARK="$TMP/mark" "$@"
			[ -e "$TMP/mark" ] || break
			# Another way to the same end, or an error that is said.
			if [ "$status" -eq "$whole" ] &&
			    cmp -s "$TMP/whole" "$TMP/part"; then
				continue
			fi
			if [ "$status" -eq 0 ] || [ "$status" -gt 3 ] ||
			    [ ! -s "$TMP/part.err" ]; then
				bad="$bad $at:$status"
			fi
		done
		is "no memory: $line" "$bad" ''
	done <"$TMP/modes"
fi

# --- a small stack ---------------------------------------------------------------

while read -r line; do
	eval "set -- $line"
	mode "$TMP/whole" "$@"
	whole=$status
	[ "$sanitized" -eq 0 ] || break
	mode "$TMP/small" sh -c 'ulimit -s 64; exec "$@"' sh "$@"
	is "ulimit -s 64: $line: exit" "$status" "$whole"
	same "ulimit -s 64: $line" "$TMP/whole" "$TMP/small"
done <"$TMP/modes"

# --- input without an end ---------------------------------------------------------

# Words of the error, a bar, the command.
endless() {
	eval "set -- ${1#*|}"
	status=0
	timeout 600 "$@" >"$TMP/endless" 2>"$TMP/endless.err" </dev/zero ||
		status=$?
	ok "without an end: $*: exit $status" test "$status" -gt 0 -a \
		"$status" -le 2
	ok "without an end: $*: is said" grep -qF "$words" "$TMP/endless.err"
}
while read -r line; do
	words=$(printf '%s\n' "${line%%|*}" | sed "s|\$TMP|$TMP|")
	endless "$line"
done <<'END'
zero: no newline in 64 MiB|mfree --oom /dev/zero
zero: no newline in 64 MiB|mtop-once --oom /dev/zero
zero:1: a line of more than 16 MiB|mtop-once --diff /dev/zero
zero: line 1: a line of more than 16 MiB|mpmap --root "$FIXTURES/mappings" --diff /dev/zero 42
zero: no newline in 32 MiB|mleakwatch -f /dev/zero
zero: no newline in 32 MiB|mleakwatch --against /dev/zero -f "$TMP/samples"
standard input: no newline in 32 MiB|mleakwatch -f -
zero: not a regular file|mleakwatch --state /dev/zero 1
zero: not a regular file|mleakwatch --record /dev/zero 1
standard input: nothing but empty names|mdropcache -l -0
standard input: no NUL in 16 MiB|sh -c 'yes | mdropcache -l -0'
$TMP: Is a directory (name a file|mtop-once --diff "$TMP"
$TMP: Is a directory|mpmap --root "$FIXTURES/mappings" --diff "$TMP" 42
$TMP: Is a directory|mtop-once --oom "$TMP"
$TMP: Is a directory|mfree --oom "$TMP"
$TMP: Is a directory|mleakwatch -f "$TMP"
END
ok 'a folder is no log without kills' \
	sh -c "! mfree --oom '$TMP' 2>&1 | grep 'tells of no kill'"

# --- output that does not arrive --------------------------------------------------

lost() {
	sed 's/:.*standard output: /: /' "$TMP/lost" | grep -q "^[a-z-]*: $1"
}
while read -r line; do
	eval "set -- $line"
	status=0
	"$@" >/dev/full 2>"$TMP/lost" </dev/null || status=$?
	ok "full disk: $line: exit $status" test "$status" -gt 0 -a \
		"$status" -le 2
	ok "full disk: $line: is said" lost 'No space left on device'
	status=0
	"$@" >&- 2>"$TMP/lost" </dev/null || status=$?
	ok "no stdout: $line: exit $status" test "$status" -gt 0 -a \
		"$status" -le 2
	ok "no stdout: $line: is said" lost 'Bad file descriptor'
	mode "$TMP/whole" "$@"
	whole=$status
	"$@" >"$TMP/quiet" 2>&- <&- || status=$?
	status=0
	"$@" >"$TMP/quiet" 2>&- <&- || status=$?
	is "no stdin, no stderr: $line: exit" "$status" "$whole"
	same "no stdin, no stderr: $line" "$TMP/whole" "$TMP/quiet"
done <"$TMP/modes"

# No file takes the place of a closed descriptor: neither text nor error is in
# a file that is written.
cp "$TMP/samples" "$TMP/state.before"
for closed in '>&-' '2>&-' '<&-' '<&- >&- 2>&-'; do
	rm -f "$TMP/state" "$TMP/record"
	eval 'mleakwatch --state "$TMP/state" $$ >/dev/null 2>&1'" $closed"
	eval 'mleakwatch -d 0.1 -i 0.05 --record "$TMP/record" $$' \
		'>/dev/null 2>&1' "$closed"
	for file in state record; do
		is "$closed: lines of the $file" \
			"$(awk -F '\t' 'NR == 1 { n = NF }
			NF != n || NF < 5 { print }' "$TMP/$file")" ''
	done
	cp "$FIXTURES/linux-5.15/proc/meminfo" "$TMP/copy/proc"
	eval 'mdropcache --no-sync --root "$TMP/copy" 3 >/dev/null 2>&1' "$closed"
	ok "$closed: drop_caches has a level alone" \
		grep -qx '[0-7]' "$TMP/copy/proc/sys/vm/drop_caches"
done

done_testing
