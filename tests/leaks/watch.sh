#!/bin/sh
# watch.sh [SECONDS]: mleakwatch on each program, and what is known of it.
#
# By hand, on a machine that does nothing else: what some seconds of life show
# depends on it.  BIN is the folder of the commands, BUILD that of what is
# built.  Undecided is not wrong, a leak that is none is, and no-leak of one.
# SPDX-License-Identifier: MIT
set -u
: "${BIN:?the folder of the commands}" "${BUILD:?the build folder}"
here=$(dirname "$0")
turns=$((${1:-20} * 100))
right=0 wrong=0 undecided=0

# watch KNOWN COMMAND...
watch() {
	known=$1
	shift
	said=$("$BIN/mleakwatch" -T --no-header -i 0.05 \
		-o verdict,class,where -- "$@" "$turns" 2>/dev/null |
		sort | head -n 1)
	case $known,$said in
	*,undecided*) undecided=$((undecided + 1)) answer=undecided ;;
	leak,leak* | none,no-leak*) right=$((right + 1)) answer=right ;;
	*) wrong=$((wrong + 1)) answer=WRONG ;;
	esac
	[ $# -eq 1 ] || shift $(($# - 2))
	printf '%-9s %-4s %s: %s\n' "$answer" "$known" \
		"$(basename "$1")" "$said"
}

for name in recurring sporadic implicit; do
	watch leak "$BUILD/leaks/$name"
done
for name in none sawtooth warm queue load spikes startup fragments; do
	watch none "$BUILD/leaks/$name"
done
for kind in leak none; do
	command -v python3 >/dev/null && watch $kind python3 "$here/leak.py" $kind
	command -v node >/dev/null && watch $kind node "$here/leak.js" $kind
	command -v java >/dev/null &&
		watch $kind java -Xmx512m "$here/Leak.java" $kind
done
printf '%d right, %d undecided, %d wrong\n' $right $undecided $wrong
[ $wrong -eq 0 ]
