#!/bin/sh
# sanitized.sh: what the tests call sanitized is.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"

if [ -z "${SANITIZE-yes}" ]; then
	skip "the sanitized commands" "SANITIZE= leaves them out"
	done_testing
	exit
fi
for command in "$BUILD"/bin/*; do
	name=$(basename "$command")
	ok "$name itself, not only the library" sh -c '
		nm "$1" | grep -q __asan && nm "$1" | grep -q __ubsan' sh \
		"$BUILD/san/cmd/$name/main.o"
done

done_testing
