#!/bin/sh
# mfree.sh: mfree against the floor of its libc and linking, and against free.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

floor="bench/floor /proc/meminfo"
ratio 'mfree / free (dynamic)' 0.5 1000 "$BIN/mfree" free
ratio 'mfree / floor (dynamic)' 1.15 1000 "$BIN/mfree" "$BUILD/$floor"
# --where reads more files: its floor reads them all.
files='/proc/meminfo /proc/zoneinfo /proc/vmstat /sys/block'
for file in /sys/block/zram*/mm_stat; do
	[ ! -r "$file" ] || files="$files $file"
done
ratio 'mfree --where / floor of its files (dynamic)' 1.15 1000 \
	"$BIN/mfree --where" "$BUILD/bench/floor $files"
if [ -x "$BUILD/musl/bin/mfree" ]; then
	ratio 'mfree (static, musl) / free' 0.2 1000 "$BUILD/musl/bin/mfree" free
	ratio 'mfree / floor (static, musl)' 1.15 1000 "$BUILD/musl/bin/mfree" \
		"$BUILD/musl/$floor"
else
	echo 'static mfree: skipped, no musl-gcc'
fi
