#!/bin/sh
# heap-roots.sh FOLDER [SUITE...]: the known answers of --scan with other C
# libraries, by hand, as root.
#
# Makes a root of each Debian release in FOLDER/SUITE where it is missing
# (debootstrap), builds tests/leaks/lost.c in the oldest, runs it in each, and
# scans it from outside.  BIN is the folder of mleakwatch.
# SPDX-License-Identifier: MIT
set -eu
folder=${1:?a folder for the roots}
shift
[ $# -gt 0 ] || set -- bullseye bookworm trixie sid
tests=$(cd "$(dirname "$0")" && pwd)
mleakwatch=${BIN:-$tests/../build/bin}/mleakwatch
passed=0 failed=0

for suite; do
	[ -e "$folder/$suite/etc/debian_version" ] ||
		debootstrap --variant=minbase "$suite" "$folder/$suite" \
			http://deb.debian.org/debian >/dev/null
done
if [ ! -x "$folder/$1/usr/bin/gcc" ]; then
	chroot "$folder/$1" apt-get -qq update
	chroot "$folder/$1" apt-get -qq -y --no-install-recommends install \
		gcc libc6-dev >/dev/null
fi
cp "$tests/leaks/lost.c" "$folder/$1/tmp/lost.c"
for kind in '' -static-pie; do
	# shellcheck disable=SC2086 # words
	chroot "$folder/$1" gcc -O0 $kind -pthread -D_GNU_SOURCE \
		-o "/tmp/lost$kind" /tmp/lost.c -ldl
done

said=$(mktemp)
trap 'rm -f "$said"' EXIT

# scanned NAME COMMAND...
scanned() {
	name=$1
	shift
	: >"$said"
	"$@" >"$said" &
	job=$!
	while [ ! -s "$said" ]; do sleep 0.05; done
	read -r pid _ direct _ bytes _ indirect _ more <"$said"
	got=$("$mleakwatch" --scan "$pid" 2>&1 |
		awk '/lost directly/ { printf "%s ", $4 }
		/lost indirectly/ { printf "%s ", $4 } /unreliable|allocator:/')
	got=$got$("$mleakwatch" --scan -T "$pid" 2>&1 | awk -F '\t' 'NR > 1 {
		bytes += $5; more += $6 }
		END { printf "%.0f %.0f", bytes, more }')
	if [ "$got" = "$direct $indirect $bytes $more" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name: $got, not $direct $indirect $bytes $more"
	fi
	kill -9 "$pid" "$job" 2>/dev/null || :
	wait "$job" 2>/dev/null || :
}

for suite; do
	for kind in '' -static-pie; do
		[ "$suite" = "$1" ] || cp "$folder/$1/tmp/lost$kind" \
			"$folder/$suite/tmp/lost$kind"
		[ "$suite" = "$1" ] || [ -z "$kind" ] || continue
		for case in $(chroot "$folder/$suite" "/tmp/lost$kind"); do
			scanned "$suite$kind, $case" \
				chroot "$folder/$suite" "/tmp/lost$kind" \
				"$case"
		done
	done
	libc=$(find "$folder/$suite/lib/x86_64-linux-gnu/" -name 'libc.so.6' \
		-exec grep -ao 'GNU C Library.*version [0-9.]*' {} + | head -n 1)
	echo "$suite: $libc"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
