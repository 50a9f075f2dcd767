#!/bin/sh
# abi.sh: a program that was built with an older header is never written past
# its structs: the number of the library changes with their sizes.
#
# abi.sh --write BUILD: note the sizes as they are now.
# SPDX-License-Identifier: MIT
top=$(cd "$(dirname "$0")/../.." && pwd)
list=$top/lib/libmeminfo.abi
number=$(sed -n 's/^soversion := //p' "$top/Makefile")

# The number of the library, and the size of each struct with 64-bit pointers.
sizes() {
	printf 'soversion %s\n' "$number"
	{
		printf '#include <meminfo.h>\n#include <stdio.h>\nint main(void) {\n'
		sed -n 's/^struct \(meminfo_[a-z_]*\) {.*/\1/p' "$top/lib/meminfo.h" |
			LC_ALL=C sort | while read -r name; do
			printf '\tprintf("%s %%zu\\n", sizeof(struct %s));\n' \
				"$name" "$name"
		done
		printf '\treturn sizeof(void *) != 8;\n}\n'
	} >"$1/sizes.c"
	${CC:-cc} -I"$top/lib" -o "$1/sizes" "$1/sizes.c" && "$1/sizes"
}

if [ "${1-}" = --write ]; then
	sizes "$2" >"$list"
	exit
fi
. "$(dirname "$0")/../cli/lib.sh"
cc=${CC:-cc}

if ! sizes "$TMP" >"$TMP/now"; then
	skip "the sizes of structs" "no program of 64 bits is made that runs here"
else
	same "sizes as in lib/libmeminfo.abi (else sh tests/build/abi.sh --write build; the first change since a release raises soversion in the Makefile)" \
		"$list" "$TMP/now"
fi

# A program of the library before this one: the loader refuses it.
cat >"$TMP/old.c" <<'END'
int meminfo_system_read(int root, void *out);
int main(void) { char small[8]; return meminfo_system_read(-100, small); }
END
echo 'int meminfo_system_read(int root, void *out) { (void)root; (void)out; return 0; }' >"$TMP/stub.c"
old=$((number - 1))
mkdir "$TMP/before" "$TMP/after"
cp "$BUILD/libmeminfo.so.$number" "$TMP/after"
if $cc -shared -fPIC -Wl,-soname,libmeminfo.so.$old \
	-o "$TMP/before/libmeminfo.so.$old" "$TMP/stub.c" 2>"$TMP/cc.err" &&
	$cc -o "$TMP/old" "$TMP/old.c" "$TMP/before/libmeminfo.so.$old" &&
	LD_LIBRARY_PATH=$TMP/before "$TMP/old" 2>"$TMP/cc.err"; then
	LD_LIBRARY_PATH=$TMP/after "$TMP/old" 2>"$TMP/said"
	is "a program of the library before is not run" $? 127
	ok "and says which it wants" grep -q "libmeminfo.so.$old" "$TMP/said"
else
	skip "a program of an older library" "no shared library is made here"
fi
# structs FILE: those that begin at the left margin, one after the other.
structs() {
	awk '/^struct meminfo_[a-z_]* \{/ { on = 1 } on { print }
		/^};/ { on = 0 }' "$1"
}
sed 's/\\e/\\/g' "$top/man/meminfo.3" >"$TMP/page"
structs "$TMP/page" >"$TMP/shown"
structs "$top/lib/meminfo.h" >"$TMP/header"
ok "meminfo(3) shows structs" [ "$(grep -c '^struct' "$TMP/shown")" -ge 20 ]
is "meminfo(3) shows each as the header has it" "$(awk '
	FNR == NR { header = header $0 "\n"; next }
	{ shown = shown $0 "\n" }
	/^};/ { if (index(header, shown) == 0) print shown; shown = "" }' \
	"$TMP/header" "$TMP/shown")" ""

# Its examples compile, and say something.
awk -v to="$TMP/example" '/^\.Bd -literal -offset indent/ {
		file = to (++count) ".c"; next }
	/^\.Ed/ { file = "" } file { print >file }' "$TMP/page"
for number in 1 2; do
	if $cc -I"$top/lib" -o "$TMP/example$number" "$TMP/example$number.c" \
		"$BUILD/libmeminfo.a" 2>"$TMP/cc.err"; then
		run "$TMP/example$number"
		exits "meminfo(3): example $number" 0
		ok "meminfo(3): example $number prints" [ -s "$out" ]
	else
		fail "meminfo(3): example $number: $(head -n 2 "$TMP/cc.err")"
	fi
done
done_testing
