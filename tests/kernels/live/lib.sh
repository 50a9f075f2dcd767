# lib.sh: what the tests share that run on a booted kernel, as its only user.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../cli/lib.sh"

mib() {
	echo $(($1 * 1048576))
}

# becomes DESCRIPTION COMMAND...: it comes true, by and by.
becomes() {
	what=$1
	shift
	ok "$what" until_true "$@"
}

# hold KIND MEBIBYTES [CGROUP]: in the background; its number is in $holder.
hold() {
	rm -f "$TMP/held"
	sh -c '[ -z "$3" ] || echo $$ >"$3/cgroup.procs"
		exec hold "$1" "$2"' sh "$1" "$2" "${3-}" >"$TMP/held" 2>&1 &
	holder=$!
	started="$started $holder"
	becomes "$1 is held" grep -q held "$TMP/held"
}

# let_go NUMBER: it has ended.
let_go() {
	kill -9 "$1"
	wait "$1" 2>/dev/null
	gone "$1"
}

# key FILE KEY: its value.
key() {
	awk -v key="$2" '$1 == key || $1 == key ":" { print $2 }' "$1"
}

# of KIND COLUMN: a cell of what the last run printed.
of() {
	cell "$1" "$2"
}

# near DESCRIPTION ACTUAL EXPECTED [SLACK]: they differ by SLACK bytes at most,
# 2 MiB: the kernel's own counters run behind by a batch on each CPU.
near() {
	if awk -v a="$2" -v b="$3" -v slack="${4:-2097152}" 'BEGIN {
		exit !(a ~ /^-?[0-9.]+$/ && a - b <= slack && b - a <= slack) }'
	then
		pass
	else
		fail "$1: '$2', not '$3'"
	fi
}
