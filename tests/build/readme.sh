#!/bin/sh
# readme.sh: the commands in README run, and print what it shows the head of.
# slow: it watches a program that leaks
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
readme=$TESTS/../README.md
on_disk

is "the first command ends in the demo" \
	"$(sed -n 's/^    //p' "$readme" | sed -n '1s/.*&& //p')" "make demo"
is "the second in the tests" \
	"$(sed -n 's/^    //p' "$readme" | sed -n '2s/.*&& //p')" "make check"
mkdir "$TMP/stub"
printf '#!/bin/sh\necho "$SERVER"\n' >"$TMP/stub/pidof"
# Half a second for half a minute.
printf '#!/bin/sh\nshift 2\nexec "%s/mleakwatch" -d 0.5 "$@"\n' "$BIN" \
	>"$TMP/stub/mleakwatch"
chmod 755 "$TMP/stub"/*
PATH=$TMP/stub:$BIN:$PATH
cd "$DISK" || exit 1
head -c 1000000 /dev/urandom >backup.tar
sync backup.tar
"$BUILD/leaks/recurring" 30000 &
server=$!
started=$server
export SERVER=$server

# Command and first line of output, which is the header, by turns.
awk '/^```/ { block = !block; next }
	block && /^\$ / { if (command != "") print command "\n"
		command = substr($0, 3); next }
	block && command != "" { print command "\n" $0; command = "" }' \
	"$readme" >"$TMP/commands"
until_true runs "$server" recurring
anon() {
	awk '/^RssAnon:/ { print $2 }' "/proc/$server/status"
}
has_grown() {
	[ $(($(anon) - before)) -ge 1024 ]
}
while IFS= read -r command && IFS= read -r header; do
	# The process that the page speaks of is ours.
	command=$(printf '%s\n' "$command" | sed "s/ [0-9]\{4,\}/ $server/")
	# Between two commands it grows by a megabyte.
	before=$(anon)
	until_true has_grown
	run sh -c "$command"
	# Half a second decides nothing.
	[ "${command%% *}" = mleakwatch ] && [ "$status" -ne 2 ] && status=0
	exits "$command" 0
	is "$command: head" "$(head -n 1 "$out" | tr -s ' ')" \
		"$(printf '%s\n' "$header" | tr -s ' ')"
done <"$TMP/commands"
is "commands" "$(($(wc -l <"$TMP/commands") / 2))" \
	"$(grep -c '^\$ ' "$readme")"

done_testing
