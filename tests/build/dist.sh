#!/bin/sh
# dist.sh: the release is the same twice, and needs nothing but itself.
# slow: it builds twice, and runs tests of its own
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)

# A copy, so that what is not committed here does not matter.
mkdir "$TMP/tree"
(cd "$top" && tar -cf - --exclude=./.git --exclude=./build .) |
	tar -xf - -C "$TMP/tree"
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
unset MAKEFLAGS MFLAGS MAKELEVEL

# dist DIRECTORY: makes one; $made is its file.
dist() {
	run make -s -C "$1" dist
	made=$1/$(cat "$out")
}

dist "$TMP/tree"
exits "dist" 0
first=$made
name=$(basename "$first" .tar.gz)
version=${name#memutils-}
ok "the name has the version" expr "$version" : '[0-9][0-9.]*$'
ok "unpack" tar -xzf "$first" -C "$TMP"
unpacked=$TMP/$name
is "all is in one folder" "$(tar -tzf "$first" | grep -vc "^$name/")" 0
ok "all files are there, with their modes and times" sh -c '
	test -z "$(find "$1" ! -type d ! -newermt @1699999999)" &&
	test -z "$(find "$1" -newermt @1700000000 ! -type d)" &&
	test -x "$1/tests/run" && diff -r -x build "$1" "$2"' sh "$unpacked" \
	"$TMP/tree"
is "nobody's files" "$(tar -tvzf "$first" | awk '{ print $2 }' | sort -u)" 0/0

# The version is told once.
run grep -rlF "$version" "$unpacked/Makefile" "$unpacked/README.md" \
	"$unpacked/cmd" "$unpacked/lib" "$unpacked/man"
is "the version is in one place" "$(cat "$out")" "$unpacked/Makefile"

# From what it unpacks to, whatever the umask, without being told the time.
chmod -R go-rwx "$unpacked"
unset SOURCE_DATE_EPOCH
(umask 077 && make -s -C "$unpacked" dist >/dev/null)
ok "a release of the release is the same" cmp "$first" \
	"$unpacked/build/$name.tar.gz"

# The tests of a tree that is unpacked are those of this one: one is run.
ok "it builds" make -s -j2 -C "$unpacked" CFLAGS=-O0
is "and is that version" "$("$unpacked/build/bin/mfree" --version)" \
	"mfree from memutils $version"
ok "its tests pass" env BIN="$unpacked/build/bin" BUILD="$unpacked/build" \
	sh "$unpacked/tests/cli/mfree.sh"

if ! command -v git >/dev/null; then
	skip "a release from a clone" "git is not installed"
	done_testing
	exit
fi
repository() {
	git -C "$TMP/tree" -c user.name=x -c user.email=x -c commit.gpgsign=false \
		-c init.defaultBranch=main -c core.hooksPath=/dev/null "$@"
}
rm -r "$TMP/tree/build"
ok "a repository" repository init -q
ok "all of it" repository add .
ok "committed" repository commit -q -m x --date=@1700000000
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
echo not committed >"$TMP/tree/not-committed"
dist "$TMP/tree"
ok "from a clone the same" cmp "$made" "$unpacked/build/$name.tar.gz"
echo >>"$TMP/tree/README.md"
dist "$TMP/tree"
exits "what is not committed is not released" 2

done_testing
