#!/bin/sh
# mutated-roots.sh: every command on roots that are damaged at random ends in
# time and with a status that it documents.  MUTATIONS=N tries that many for
# each command (300), SEED=N others (1).
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

count=${MUTATIONS:-300} seed=${SEED:-1}
if ! ${CC:-cc} -D_GNU_SOURCE -O1 -o "$TMP/mutated_roots" \
	"$TESTS/cli/mutated_roots.c" 2>"$TMP/cc.err" ||
	[ "$("$TMP/mutated_roots" 2>&1; echo $?)" != 2 ]; then
	skip "mutated roots" "${CC:-cc} makes no programs that run here"
	done_testing
	exit
fi
# A sanitized command takes ten times as long.
if [ "$(nm "$BIN/mfree" 2>/dev/null | grep -c __asan_init)" -ne 0 ]; then
	count=$((count / 12 + 1))
fi

# mutate SHARE FIXTURE COMMAND [ARGUMENT...]: one of SHARE views of a command.
mutate() {
	part=$((count / $1 + 1)) fixture=$2
	shift 2
	rm -rf "$TMP/root"
	cp -r "$FIXTURES/$fixture" "$TMP/root"
	command=$1
	shift
	"$TMP/mutated_roots" "$TMP/root" "$seed" "$part" "$BIN/$command" "$@" \
		>"$TMP/said" 2>&1
	is "$command $* on $fixture: $part mutations" $? 0
	head -n 5 "$TMP/said" | sed 's/^/    /'
}

mutate 8 linux-6.18 mfree -T
mutate 8 linux-6.18 mfree --where
mutate 8 linux-3.10 mfree -T --where
mutate 8 linux-6.18 mfree --meminfo
mutate 8 numa mfree --numa
mutate 8 cgroup-v2 mfree --cgroup --pressure
mutate 8 cgroup-hybrid mfree -T --where --cgroup
mutate 8 holders mfree -T --where=slab
mutate 2 processes mtop-once -T -k -o +pss,uss,cgroup,exe,oom_adj
mutate 2 mappings mtop-once -P -k
mutate 2 mappings mpmap -x 42
mutate 2 mappings mpmap -X 42
mutate 2 linux-6.18 mdropcache -T
mutate 2 linux-6.18 mdropcache -n 3
mutate 4 processes mleakwatch -d 0.02 -i 0.01 1000
done_testing
