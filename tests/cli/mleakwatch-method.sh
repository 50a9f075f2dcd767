#!/bin/sh
# mleakwatch-method.sh: the page's constants are those of the code.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

top=$(dirname "$0")/../..
params=$top/cmd/mleakwatch/judge/params.h

awk '$1 == "#define" && NF == 3 { print $2, $3 }' "$params" |
	sort >"$TMP/code"
awk '$1 == ".It" && $2 == "Dv" { sub(/\\-/, "-", $6); print $3, $6 }' \
	"$top/man/mleakwatch-method.7" | sort >"$TMP/page"
same "the constants of the page" "$TMP/code" "$TMP/page"
ok "there are some" test "$(wc -l <"$TMP/page")" -gt 40

done_testing
