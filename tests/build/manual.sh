#!/bin/sh
# manual.sh: the pages say what the commands do.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$BIN:$PATH

# Folds blanks and newlines.
fold() {
	tr -s ' \t\n' ' ' | sed 's/^ //; s/ $//'
}

# The SYNOPSIS as text, without the marks for bold and underlined.
synopsis() {
	mandoc -T ascii "$1" | sed 's/.\x08//g' |
		awk '/^[A-Z]/ { on = ($1 == "SYNOPSIS") ; next } on' | fold
}

# EXAMPLES are the lines ".Dl $ command".
examples() {
	awk '/^\.Sh / { on = ($2 == "EXAMPLES") } on && /^\.Dl \$ /' "$1" |
		sed 's/^\.Dl \$ //; s/\\(dq/"/g; s/\\e/\\/g; s/\\-/-/g; s/\\&//g'
}

# A command of the source without a page would be known to no other test.
for folder in "$top"/cmd/*; do
	command=$(basename "$folder" .c)
	[ "$command" = common ] && continue
	is "$command has a page" \
		"$(find "$top/man" -name "$command.[18]" | wc -l)" 1
	ok "$command has a test" [ -f "$top/tests/cli/$command.sh" ]
	for text in man/memutils.7 README.md; do
		ok "$text has $command" grep -qw -e "$command" "$top/$text"
	done
done

if ! command -v mandoc >/dev/null; then
	skip "the pages" "mandoc is not installed"
	done_testing
	exit
fi

cd "$TMP" || exit 1
for page in "$top"/man/*.[18]; do
	name=$(basename "$page")
	name=${name%.*}
	run "$name" --help
	is "$name: usage is the synopsis" \
		"$(sed 's/^usage: //; /^$/q' "$out" | fold)" "$(synopsis "$page")"
	grep -o -e '^  -., --[a-z-]*' -e '^      --[a-z-]*' -e '^  -. ' "$out" |
		tr -d ' ' | tr ',' '\n' | sed 's/^-*//' >"$TMP/options"
	while read -r option; do
		ok "$name: the page has $option" grep -qE \
			"^\.It .*(Fl| ,) -?$option( |\$)" "$page"
	done <"$TMP/options"
	awk '/^Columns/ { on = 1; next } on && /^  / { print $1 }' "$out" |
		sort -u >"$TMP/columns"
	while read -r column; do
		ok "$name: the page has column $column" \
			grep -qw -e "$column" "$page"
	done <"$TMP/columns"
done

# The page has every row of --where, as TSV has them.
mfree --where -T 2>/dev/null | sed '1d' | cut -f 1 >"$TMP/rows"
while read -r row; do
	ok "mfree: the page has row $row of --where" \
		grep -qE "^\.It (.* , )?$row( ,|\$)" "$top/man/mfree.1"
done <"$TMP/rows"

# mleakwatch answers with its status; of the others an example must succeed.
for page in "$top"/man/*.[1-8]; do
	examples "$page" >"$TMP/examples"
	mandoc -T ascii -O width=500 "$page" | sed 's/.\x08//g' >"$TMP/shown"
	while IFS= read -r line; do
		# A word that is one delimiter loses its blank, but for \&.
		ok "$(basename "$page") shows: $line" \
			grep -qF -e "\$ $line" "$TMP/shown"
		case $line in
		*--cgroup*)
			if ! mfree --cgroup >/dev/null 2>&1; then
				skip "$line" "no memory cgroup is mounted"
				continue
			fi
			;;
		esac
		# Not everybody may read what the administrator may.
		ok "$(basename "$page"): $line" timeout 600 sh -c "
			$line
			status=\$?
			[ \$status -eq 0 ] ||
				{ [ \$status -eq 1 ] && [ $(id -u) -ne 0 ]; }"
	done <"$TMP/examples"
done

done_testing
