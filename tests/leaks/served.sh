#!/bin/sh
# served.sh [SECONDS [INTERVAL]]: eight servers whose load shifts, judged by
# work and by time: samples up to a verdict that stays, and bytes a request.
#
# By hand.  BIN is the folder of the commands, and LEAKS of what tests/leaks is
# built to.  A request loses 208 bytes.
# SPDX-License-Identifier: MIT
set -u
: "${BIN:?the folder of the commands}" "${LEAKS:?the folder of the leaks}"
seconds=${1:-120} interval=${2:-0.1}
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM

for load in 0 1 2 3 4 5 6 7; do
	"$LEAKS/served" $((seconds * 100)) $load &
	"$BIN/mleakwatch" -q -i "$interval" -d "$seconds" --work reads \
		--record "$place/$load" $! >/dev/null 2>&1 &
done
wait

# verdict LOAD SAMPLES OPTION...: "leak 207.9" of its first samples.
verdict() {
	file=$place/$1 count=$2
	shift 2
	head -n $((count + 1)) "$file" |
		"$BIN/mleakwatch" -T --no-header -o verdict,work_rate "$@" \
			-f - 2>/dev/null
}
# first LOAD OPTION...: the samples from which on it is a leak.
first() {
	of=$1 since=-
	shift
	for count in 24 28 32 40 48 56 64 80 96 112 128 160 192 224 256 320 \
		384 448 512 640 768 896 1024 1280 1536 1792 2048 2560 3000; do
		[ "$count" -lt "$(wc -l <"$place/$of")" ] || break
		case $(verdict "$of" $count "$@") in
		leak*) [ "$since" != - ] || since=$count ;;
		*) since=- ;;
		esac
	done
	echo "$since"
}
printf 'load\tby_work\tby_time\tbytes_then\tbytes_last\n'
for load in 0 1 2 3 4 5 6 7; do
	work=$(first $load --work reads)
	bytes=$(verdict $load "${work#-}" --work reads | cut -f 2)
	printf '%s\t%s\t%s\t%s\t%s\n' "$load" "$work" "$(first $load)" \
		"$bytes" "$(verdict $load 1000000 --work reads | cut -f 2)"
done
