#!/bin/sh
# names.sh: every file that README and CONTRIBUTING name is there.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
cd "$TESTS/.." || exit 1

for page in README.md .github/CONTRIBUTING.md; do
	grep -oE '(^|[^A-Za-z0-9_/.-])(\.ci|\.github|lib|cmd|tests|man)/[A-Za-z0-9_./-]*' \
		"$page" | sed 's/^[^a-z.]//; s/[.,:]*$//' | sort -u |
		grep -v -e NAME -e -without-end -e 'corpus/maps/' -e 'completion$' >"$TMP/names"
	ok "$page names files" test -s "$TMP/names"
	while read -r name; do
		ok "$page: $name" test -e "$name"
	done <"$TMP/names"
done

# An allocator that is not in the list is never tried.
sed -n 's/^const struct allocator.*[^a-z]\([a-z]*\)_allocator.*/\1/p' \
	cmd/mleakwatch/heap/*.c >"$TMP/allocators"
ok "allocators are found" grep -qx glibc "$TMP/allocators"
while read -r name; do
	ok "$name is in ALLOCATORS" grep -q "^#define ALLOCATORS(.*($name)" \
		cmd/mleakwatch/heap/heap.h
done <"$TMP/allocators"

done_testing
