# lib.sh: ratios of two commands, taken in one run.  Sourced; sh alone.
#
# BIN is the folder of the commands, BUILD that of what is built.
# SPDX-License-Identifier: MIT

set -eu
: "${BIN:?the folder of the commands}" "${BUILD:?the build folder}"
# ratio NAME BAR RUNS COMMAND COMMAND: both in turn, RUNS times.
ratio() {
	report "$1" "$2" "$("$BUILD/bench/duel" "$3" "$4" "$5")"
}

# report NAME BAR VALUE
report() {
	awk -v name="$1" -v bar="$2" -v value="$3" 'BEGIN {
		printf "%-52s %8.3f  bar %6.2f  %s\n", name, value, bar,
			value <= bar ? "reached" : "MISSED" }'
}
