#!/bin/sh
# mdropcache.sh: -f against vmtouch -e, -l against vmtouch and fincore.
#
# BIN is the folder of the commands, BUILD that of the build: the files must
# be on a disk.  Each ratio is that of medians of RUNS runs (12), which take
# turns.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
export LC_ALL=C
files=10000
runs=${RUNS:-12}
for peer in vmtouch fincore perl; do
	if ! command -v $peer >/dev/null; then
		echo "skipped: mdropcache: no $peer"
		exit 0
	fi
done
dir=$(mktemp -d "$BUILD/bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$dir/files"

perl -e '$bytes = "x" x 65536;
	for (1 .. $ARGV[1]) {
		open F, ">", "$ARGV[0]/$_" or die $!;
		print F $bytes;
		close F or die $!;
	}' "$dir/files" $files
sync -f "$dir/files"

# time_of NAME COMMAND...: a line "NAME NANOSECONDS".
time_of() {
	name=$1
	shift
	begin=$(date +%s%N)
	"$@" >/dev/null
	end=$(date +%s%N)
	echo "$name $((end - begin))" >>"$dir/times"
}

warm() {
	cat "$dir"/files/* >/dev/null
}

look() {
	case $1 in
	list) time_of list "$BIN/mdropcache" -l -r "$dir/files" ;;
	vmtouch) time_of vmtouch vmtouch "$dir/files" ;;
	fincore) time_of fincore fincore "$dir"/files/* ;;
	esac
}

drop() {
	warm
	case $1 in
	drop) time_of drop "$BIN/mdropcache" -f -r "$dir/files" ;;
	evict) time_of evict vmtouch -e "$dir/files" ;;
	esac
}

# The first one finds the processor's caches the coldest: they take turns.
round() {
	case $(($1 % 3)) in
	0) order="list vmtouch fincore" ;;
	1) order="vmtouch fincore list" ;;
	2) order="fincore list vmtouch" ;;
	esac
	warm
	for who in $order; do
		look "$who"
	done
	if [ $(($1 % 2)) -eq 0 ]; then
		drop drop
		drop evict
	else
		drop evict
		drop drop
	fi
}

median() {
	awk -v name="$1" '$1 == name { print $2 }' "$dir/times" | sort -n |
		awk '{ v[NR] = $1 }
		END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# figure NAME BAR OURS PEER
figure() {
	report "$1" "$2" "$(awk -v ours="$(median "$3")" \
		-v peer="$(median "$4")" 'BEGIN { print ours / peer }')"
}

round 0
: >"$dir/times"
i=0
while [ $i -lt "$runs" ]; do
	round $i
	i=$((i + 1))
done
figure "mdropcache -f / vmtouch -e, 10,000 files" 1.0 drop evict
figure "mdropcache -l / vmtouch, 10,000 files" 0.5 list vmtouch
figure "mdropcache -l / fincore, 10,000 files" 0.5 list fincore
