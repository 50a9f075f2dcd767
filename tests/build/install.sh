#!/bin/sh
# install.sh: what make leaves, installs and takes away again.
# slow: it builds with every compiler there is
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../cli/lib.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
cc=${CC:-cc}
soversion=$(sed -n 's/^soversion := //p' "$top/Makefile")

# A copy is built on its own: not with the flags of the run, nor in its folder.
copy() {
	mkdir -p "$TMP/$1"
	(cd "$top" && tar -cf - Makefile README.md lib cmd man tests/bench) |
		tar -xf - -C "$TMP/$1"
}
made() {
	dir=$1
	shift
	env -u MAKEFLAGS -u MFLAGS -u CFLAGS make -s -j2 -C "$TMP/$dir" "$@"
}
# warned FILE: of anything but a clock that was put back: files of a minute ago
# are from the future then.
warned() {
	grep -v -e 'has modification time .* in the future' \
		-e 'Clock skew detected' "$1"
}

copy one
copy another/place
run made one
exits "build" 0
is "build without a warning" "$(cat "$out"; warned "$err")" ""
ok "build elsewhere" made another/place
for file in $(cd "$TMP/one/build" && ls -d bin/* libmeminfo.*); do
	ok "two builds give the same $file" cmp "$TMP/one/build/$file" \
		"$TMP/another/place/build/$file"
done

# The clock may have been set meanwhile.  So all files get one age, and then the
# header a later one.
find "$TMP/one" -type f -exec touch -d @1700000000 {} +
ok "nothing to do when nothing changed" made one -q all
touch -d @1700000001 "$TMP/one/lib/internal.h"
ok "a changed header makes what includes it stale" sh -c '
	! make -q -C "$1" all 2>/dev/null' sh "$TMP/one"

touch "$TMP/one/lib/zz.c"
ok "a new source" made one
rm "$TMP/one/lib/zz.c"
ok "a source that is gone" made one
ok "is gone from the library" sh -c '! ar t "$1" | grep zz' sh \
	"$TMP/one/build/libmeminfo.a"
ok "clean and all in one" made one clean all CFLAGS=-O0

# --- install ---------------------------------------------------------------

# Some is there already: others' files, and folders that are empty.
mkdir -p "$TMP/de st/usr/bin" "$TMP/de st/usr/share/man/man1" \
	"$TMP/de st/usr/share/doc/memutils"
echo theirs >"$TMP/de st/usr/bin/free"
echo theirs >"$TMP/de st/usr/share/doc/memutils/theirs"
tree() {
	(cd "$TMP/de st" && find . -printf '%p %y %m %l\n' | sort)
}
tree >"$TMP/before"
ok "install" made another/place install DESTDIR="$TMP/de st" prefix=/usr
(cd "$TMP/de st" && find . ! -type d | sort) >"$TMP/installed"
for file in ./usr/bin/mfree ./usr/lib/libmeminfo.a \
	"./usr/lib/libmeminfo.so.$soversion" ./usr/lib/libmeminfo.so \
	./usr/lib/pkgconfig/libmeminfo.pc ./usr/lib/pkgconfig/meminfo.pc \
	./usr/include/meminfo.h \
	./usr/share/man/man1/mfree.1 ./usr/share/man/man3/meminfo.3 \
	./usr/share/man/man7/memutils.7 \
	./usr/share/bash-completion/completions/mtop-once \
	./usr/share/zsh/site-functions/_memutils \
	./usr/share/doc/memutils/examples/prometheus.awk; do
	ok "$file is installed" grep -qx "$file" "$TMP/installed"
done
for page in "$top"/man/*.1; do
	ok "$page has its command" \
		test -x "$TMP/de st/usr/bin/$(basename "$page" .1)"
done
for page in "$top"/man/*.8; do
	[ -e "$page" ] || continue
	ok "$page has its command" \
		test -x "$TMP/de st/usr/sbin/$(basename "$page" .8)"
done
for command in "$TMP/de st"/usr/*bin/m*; do
	name=$(basename "$command")
	ok "$name has its completion" test -e \
		"$TMP/de st/usr/share/bash-completion/completions/$name"
	ok "$name has its page" sh -c 'ls "$1"/man[18]/"$2".[18]' sh \
		"$TMP/de st/usr/share/man" "$name"
	run ldd "$command"
	ok "$name links the C library alone" sh -c '
		! grep -v -e linux-vdso -e "lib[cm]\.so" -e ld-linux "$1"' sh "$out"
	run "$command" --version
	exits "$name runs" 0
done

# pkg-config's flags are words; a blank in DESTDIR was tried above.
ln -s "de st" "$TMP/dest"
# The page's own examples are the programs.
awk -v to="$TMP/example" '/^#include <err.h>/ { n++; file = to n ".c" }
	/^\.Ed/ { file = "" } file != "" { gsub(/\\e/, "\\"); print >file }' \
	"$top/man/meminfo.3"
PKG_CONFIG_PATH=$TMP/dest/usr/lib/pkgconfig
PKG_CONFIG_SYSROOT_DIR=$TMP/dest
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
flags=$(pkg-config --cflags --libs libmeminfo)
is "the old name of the library" "$(pkg-config --cflags --libs meminfo)" \
	"$flags"
for example in "$TMP"/example*.c; do
	name=$(basename "$example" .c)
	# shellcheck disable=SC2086 # words
	ok "$name, shared" $cc -Wall -Werror -o "$TMP/shared" "$example" $flags
	# shellcheck disable=SC2086 # words
	ok "$name, static" $cc -Wall -Werror -static -o "$TMP/static" \
		"$example" $flags
	ok "$name, shared, runs" \
		env LD_LIBRARY_PATH="$TMP/de st/usr/lib" "$TMP/shared"
	ok "$name, static, runs" "$TMP/static"
done
soname=$(readelf -d "$TMP/de st/usr/lib/libmeminfo.so" |
	sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
run readelf -d "$TMP/shared"
ok "it needs the soname" grep -qF "[$soname]" "$out"

nm -D --defined-only "$TMP/de st/usr/lib/libmeminfo.so.$soversion" |
	awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' | sort >"$TMP/exported"
$cc -E -P "$top/lib/meminfo.h" | tr '\n' ' ' |
	grep -o 'meminfo_[a-z0-9_]* *(' | tr -d ' (' | sort -u >"$TMP/declared"
same "exported is what the header declares" "$TMP/declared" "$TMP/exported"
while read -r name; do
	ok "$name is in meminfo(3)" \
		grep -q "^\.Fn $name " "$top/man/meminfo.3"
done <"$TMP/declared"

run grep -r /usr/local "$TMP/de st/usr/share/doc/memutils/examples" \
	"$TMP/de st/usr/lib/pkgconfig"
silent "no place of another prefix"

ok "install once more" made another/place install DESTDIR="$TMP/de st" \
	prefix=/usr
ok "uninstall" made another/place uninstall DESTDIR="$TMP/de st" prefix=/usr
tree >"$TMP/after"
same "uninstall leaves the tree as it was" "$TMP/before" "$TMP/after"
ok "install-bin" made another/place install-bin DESTDIR="$TMP/new/bin" prefix=/usr
ok "install-bin has the commands" test -x "$TMP/new/bin/usr/bin/mpmap" -a \
	-x "$TMP/new/bin/usr/sbin/mdropcache" -a \
	-e "$TMP/new/bin/usr/share/man/man1/mpmap.1"
is "install-bin leaves the library out" \
	"$(find "$TMP/new/bin" -name '*meminfo*')" ''
BIN=$TMP/new/bin/usr/bin:$TMP/new/bin/usr/sbin
ok "the tests take an installed tree" env BIN="$BIN" BUILD="$TMP/one/build" \
	sh "$TESTS/cli/mfree.sh"
ok "uninstall takes that as well" made another/place uninstall \
	DESTDIR="$TMP/new/bin" prefix=/usr
ok "install where nothing is" made another/place install DESTDIR="$TMP/new/er"
ok "uninstall there" made another/place uninstall DESTDIR="$TMP/new/er"
ok "no folder is left" test ! -e "$TMP/new"

# --- as distributions want it ------------------------------------------------

# hardened FILE: position-independent, all relocations read-only at the start,
# the stack guarded.  clang and glibc name fortified functions so, musl none.
hardened() {
	readelf -hlsdW "$1" >"$TMP/elf"
	grep -q 'Type: *DYN' "$TMP/elf" && grep -q GNU_RELRO "$TMP/elf" &&
		grep -q 'BIND_NOW\|Flags:.*NOW' "$TMP/elf" &&
		grep -q __stack_chk_fail "$TMP/elf"
}
for file in "$TMP"/another/place/build/bin/* \
	"$TMP/another/place/build/libmeminfo.so.1"; do
	ok "$(basename "$file") is hardened" hardened "$file"
done
ok "fortified" grep -q '__.*_chk@GLIBC' "$TMP/elf"
run made one clean all HARDEN= LDFLAGS=-no-pie
exits "HARDEN= builds" 0
ok "HARDEN= is not hardened" sh -c '! readelf -hW "$1" | grep -q DYN' sh \
	"$TMP/one/build/bin/mfree"

# Prints a line for each file that is made, all of it with V=1, nothing with -s.
env -u MAKEFLAGS -u MFLAGS make -C "$TMP/one" --no-print-directory \
	clean all HARDEN= >"$TMP/short"
ok "make prints short lines" sh -c '
	grep -qx "  CC    lib/lines.o" "$1" && ! grep -v "^rm" "$1" |
		grep ".\{61\}"' sh "$TMP/short"
env -u MAKEFLAGS -u MFLAGS make -C "$TMP/one" --no-print-directory V=1 \
	clean all HARDEN= >"$TMP/all"
ok "V=1 prints all" grep -q -e '-std=c11 .* -c -o build/lib/lines.o' "$TMP/all"
run env -u MAKEFLAGS -u MFLAGS make -n -C "$top" check check-slow
ok "make -n check runs nothing" sh -c '
	grep -q "tests/run" "$1" && ! grep -q "passed" "$1"' sh "$out"

# --- other compilers ---------------------------------------------------------

compiles() {
	rm -rf "$TMP/one/build"
	run made one "$@"
	exits "builds with $*" 0
	is "no warning with $*" "$(warned "$err")" ""
}
have() {
	printf '#include <errno.h>\nint main(void) { return 0; }\n' \
		>"$TMP/probe.c"
	"$@" -o "$TMP/probe" "$TMP/probe.c" 2>/dev/null
}
if have clang; then compiles CC=clang; else skip clang "not installed"; fi
if have musl-gcc; then
	compiles CC=musl-gcc LDFLAGS=-static
	run "$TMP/one/build/bin/mfree" -T --root "$FIXTURES/article"
	is "static musl mfree" "$(cell mem free)" 244019200
else
	skip musl-gcc "not installed"
fi
# Debian keeps asm/ where -m32 looks only in gcc-multilib, which cannot be
# installed beside a cross compiler.
asm=-idirafter/usr/include/x86_64-linux-gnu
if have "$cc" -m32 "$asm"; then
	if have "$cc" -m32; then compiles CFLAGS=-m32
	else compiles CFLAGS=-m32 CPPFLAGS="$asm"; fi
	# Not every kernel runs what it is for: "Exec format error".
	emulator=
	"$TMP/one/build/bin/mfree" --version >"$TMP/ok" 2>&1 ||
		emulator=$(command -v qemu-i386) || emulator=none
	if [ "$emulator" = none ]; then
		skip "running -m32" "$(head -n 1 "$TMP/ok")"
	else
		run $emulator "$TMP/one/build/bin/mfree" -T \
			--root "$FIXTURES/petabytes"
		is "32-bit mfree" "$(cell mem total)" 9007199254740992
		# A table is the same on any system, a layout as pmap's there.
		run $emulator "$TMP/one/build/bin/mpmap" -T -o start $$
		is "32-bit mpmap: an address in a table" \
			"$(sed -n 2p "$out" | wc -c)" 17
		# shellcheck disable=SC2086 # none, or one word
		run setarch i686 $emulator "$TMP/one/build/bin/mpmap" -q $$
		is "32-bit mpmap: an address of a 32-bit kernel" \
			"$(setarch i686 uname -m): $(sed -n '2s/ .*//p' "$out" |
			grep -cE '^([1-9a-f][0-9a-f]*)?[0-9a-f]{8}$')" "i686: 1"
	fi
else
	skip "-m32" "no 32-bit libc"
fi
if have aarch64-linux-gnu-gcc; then
	compiles CC=aarch64-linux-gnu-gcc
	if command -v qemu-aarch64 >/dev/null; then
		run qemu-aarch64 -L /usr/aarch64-linux-gnu \
			"$TMP/one/build/bin/mfree" -T --root "$FIXTURES/article"
		is "aarch64 mfree" "$(cell mem free)" 244019200
	else
		skip "running aarch64" "no qemu-aarch64"
	fi
else
	skip aarch64-linux-gnu-gcc "not installed"
fi

done_testing
