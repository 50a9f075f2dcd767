#!/bin/sh
# mfree-where.sh: rows of --where opened into those who hold the memory.
#
# The holders are made here: root and a compiler are needed for most.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
mfree=$BIN/mfree
mib=1048576

# field COLUMN KIND NAME: of the TSV that the last run printed.
field() {
	awk -F '\t' -v column="$1" -v kind="$2" -v name="$3" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$(at["kind"]) == kind && $(at["name"]) == name {
			print $(at[column]) }' "$out"
}

# near DESCRIPTION ACTUAL EXPECTED: within 1 %.
near() {
	if awk -v a="$2" -v e="$3" 'BEGIN {
		exit !(a + 0 >= e * .99 && a + 0 <= e * 1.01) }'; then
		pass
	else
		fail "$1: '$2', not about '$3'"
		sed 's/^/    /' "$out"
	fi
}

# --- the command line ---------------------------------------------------------

run "$mfree" --where=nothing
exits "a row that is none" 2
ok "a row that is none: the rows there are" grep -q \
	"mfree: nothing: cannot be opened: file_cache, shmem, slab" "$err"
for words in '--where --where=slab' '--where=slab --meminfo' '-n 0' '-n x' \
	'--where=' '--where=shmem --cgroup' '--where=slab --numa' '-n 3'; do
	# shellcheck disable=SC2086 # words
	run "$mfree" $words
	exits "usage: $words" 2
	silent "usage: $words"
done

# --- shmem: who holds it --------------------------------------------------------

cat >"$TMP/hold.c" <<'END'
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

static char	*bytes;
static size_t	 size;

static int
file_fill(int fd)
{
	if (fd == -1 || write(fd, bytes, size) != (ssize_t)size)
		exit(1);
	return fd;
}

static int
file_make(const char *dir, const char *name)
{
	char	path[4096];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return file_fill(open(path, O_RDWR | O_CREAT | O_EXCL, 0600));
}

/*
 * hold MIB DIR NAME MEMFD: hold that much in each way; NAME is the POSIX
 * object's, MEMFD the one's that is only mapped.
 */
int
main(int argc, char **argv)
{
	char	path[4096];
	int	fd, id;
	void	*map;

	(void)argc;
	size = (size_t)atol(argv[1]) << 20;
	bytes = malloc(size);
	memset(bytes, 1, size);
	snprintf(path, sizeof(path), "held\n %s", argv[4]);
	file_fill(memfd_create(path, 0));
	file_make(argv[2], "file");
	file_make(argv[2], "deleted");
	snprintf(path, sizeof(path), "%s/deleted", argv[2]);
	unlink(path);
	fd = file_fill(shm_open(argv[3], O_RDWR | O_CREAT | O_EXCL, 0600));
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	fd = file_fill(memfd_create(argv[4], 0));
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	map = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(map, 1, size);
	id = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
	map = shmat(id, NULL, 0);
	memset(map, 1, size);
	shmctl(id, IPC_RMID, NULL);	/* goes with the last that has it */
	printf("%d\n", id);
	fflush(stdout);
	for (;;)
		pause();
}
END

if [ "$(id -u)" -ne 0 ]; then
	skip "holders of shared memory" "not root"
elif ! ${CC:-cc} -D_GNU_SOURCE -o "$TMP/hold" "$TMP/hold.c" 2>/dev/null; then
	skip "holders of shared memory" "no compiler"
elif ! unshare -m true 2>/dev/null; then
	skip "holders of shared memory" "no mount namespaces"
else
	# In a mount namespace of its own, so that nothing stays behind: mfree
	# outside of it finds the tmpfs all the same.  Each memfd has a name of
	# its own: another run of this test has some, too.
	mkfifo "$TMP/go"
	mkdir "$TMP/tmpfs"
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m sh -c 'mount -t tmpfs -o size=64m mfree "$1" && echo ok &&
		exec "$2" 8 "$1" "$3" "$4"' - "$TMP/tmpfs" "$TMP/hold" \
		"/mfree-where.$$" "mapped.$$" >"$TMP/go" &
	holder=$!
	started="$started $holder"
	{
		read -r mounted
		read -r segment
	} <"$TMP/go"
	if [ "$mounted" != ok ] || [ -z "$segment" ]; then
		skip "holders of shared memory" "tmpfs, SysV or shm_open refused"
	else
		run "$mfree" --where=shmem -T
		near "tmpfs of another namespace" \
			"$(field size tmpfs "$TMP/tmpfs")" $((8 * mib))
		is "tmpfs of another namespace: whose" \
			"$(field pid tmpfs "$TMP/tmpfs")" "$holder"
		near "deleted file" "$(field size deleted "$TMP/tmpfs/deleted")" \
			$((8 * mib))
		near "memfd, a newline in its name" \
			"$(field size memfd "held\\\\n mapped.$$")" $((8 * mib))
		near "memfd that is only mapped" "$(field size memfd "mapped.$$")" \
			$((8 * mib))
		near "POSIX shm" \
			"$(field size posix "/dev/shm/mfree-where.$$")" \
			$((8 * mib))
		near "shared mapping" \
			"$(awk -F '\t' -v pid="$holder" '$1 == "shared" &&
				$5 == pid { print $2 }' "$out")" $((8 * mib))
		sysv=$(grep " shmid $segment\$" "$out" | cut -f 9)
		near "segment" "$(field size sysv "$sysv")" $((8 * mib))
		is "segment: attached" "$(field holders sysv "$sysv")" 1
		is "segment: creator" "$(field creator sysv "$sysv")" "$holder"
		for kind in deleted:"$TMP/tmpfs/deleted" memfd:"mapped.$$" \
			posix:"/dev/shm/mfree-where.$$" sysv:"$sysv"; do
			is "${kind%%:*}: holder" \
				"$(field pid "${kind%%:*}" "${kind#*:}") $(\
				field comm "${kind%%:*}" "${kind#*:}")" \
				"$holder hold"
		done
		is "rest: all rows are Shmem" "$(awk -F '\t' '
			NR > 1 && $1 != "total" { sum += $2 }
			$1 == "total" { total = $2 }
			END { print sum - total }' "$out")" 0
		run "$mfree" --where=shmem -n 2
		is "the N largest" "$(sed -n '4s/ .*//p' "$out")" others
		ok "the N largest: the others in a sum" grep -q 'more$' "$out"
		run "$mfree" --where=file_cache -T -n 100000
		is "a memfd that is only mapped is no file cache" \
			"$(grep -c memfd: "$out")" 0
	fi
	kill "$holder"
	wait "$holder" 2>/dev/null
	gone "$holder"
	rm -f "/dev/shm/mfree-where.$$"
fi

# --- file_cache -----------------------------------------------------------------

on_disk
page=$(getconf PAGESIZE)
mkdir "$DISK/tree"
for name in open deleted tree/below tree/cold; do
	head -c $((4 * mib)) /dev/urandom >"$DISK/$name"
done
sync -f "$DISK" 2>/dev/null
# Held open, and one without a name.
sh -c 'exec 3<"$1/open" 4<"$1/deleted" && rm "$1/deleted" && echo ready &&
	exec sleep 9999' - "$DISK" >"$TMP/held" &
holder=$!
started="$started $holder"
until_true test -s "$TMP/held"
until_true runs "$holder" sleep

# Others may drop caches meanwhile, and use a page that is to go: it is read in
# and looked at again.
cached() {
	cat "$DISK/open" "/proc/$holder/fd/4" "$DISK/tree/below" >/dev/null
	"$BIN/mdropcache" -f "$DISK/tree/cold" >/dev/null 2>&1
	run "$mfree" --where=file_cache -T -r "$DISK/tree"
	[ "$(field size file "$DISK/open")" = $((4 * mib)) ] &&
		[ "$(field size file "$DISK/tree/below")" = $((4 * mib)) ] &&
		[ -z "$(field size file "$DISK/tree/cold")" ]
}
i=0
until cached || [ $((i += 1)) -ge 100 ]; do
	[ -n "$(field size file "$DISK/open")" ] || [ $i -lt 10 ] || break
done
if [ -z "$(field size file "$DISK/open")" ]; then
	skip "file_cache" "this kernel does not tell what is cached"
else
	is "file_cache: an open file" "$(field size file "$DISK/open")" \
		$((4 * mib))
	is "file_cache: its size" "$(field file_size file "$DISK/open")" \
		$((4 * mib))
	is "file_cache: its holder" "$(field pid file "$DISK/open") $(\
		field comm file "$DISK/open")" "$holder sleep"
	is "file_cache: a deleted file" \
		"$(field pid file "$DISK/deleted (deleted)")" "$holder"
	is "file_cache: a file of a tree" \
		"$(field size file "$DISK/tree/below") $(\
		field holders file "$DISK/tree/below")" "$((4 * mib)) 0"
	is "file_cache: nothing cached, no row" \
		"$(field size file "$DISK/tree/cold")" ''
	is "file_cache: rows and rest are Cached" "$(awk -F '\t' '
		NR > 1 && $1 != "total" { sum += $2 }
		$1 == "total" { total = $2 }
		END { print sum - total }' "$out")" 0
	is "file_cache: no shared memory" \
		"$(awk -F '\t' '$9 ~ /^\/(dev\/shm\/|memfd:)/' "$out")" ''
fi
kill "$holder"
wait "$holder" 2>/dev/null
gone "$holder"

# A descriptor is closed and used again between the look at its name and the one
# at its file: no file has the name of another.  A library makes the time between
# them long.
cat >"$TMP/turns.c" <<'END'
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int	fd;

	for (;;) {
		fd = memfd_create("turns", 0);
		usleep(4000);
		close(fd);
		fd = open(argv[argc - 1], O_RDONLY);
		usleep(4000);
		close(fd);
	}
}
END
cat >"$TMP/late.c" <<'END'
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ssize_t
readlinkat(int dir, const char *restrict path, char *restrict to, size_t size)
{
	ssize_t	(*real)(int, const char *, char *, size_t) =
	    (ssize_t (*)(int, const char *, char *, size_t))dlsym(RTLD_NEXT,
	    "readlinkat");
	ssize_t	length = real(dir, path, to, size);

	if (length > 12 && memcmp(to, "/memfd:turns", 12) == 0) {
		close(open(getenv("LATE_MARK"), O_CREAT | O_WRONLY, 0600));
		usleep(10000);
	}
	return length;
}
END
${CC:-cc} -D_GNU_SOURCE -o "$TMP/turns" "$TMP/turns.c" 2>/dev/null &&
	${CC:-cc} -D_GNU_SOURCE -shared -fPIC -o "$TMP/late.so" "$TMP/late.c" \
		2>/dev/null && {
	"$TMP/turns" "$DISK/tree/below" &
	turns=$!
	started="$started $turns"
	until_true runs "$turns" turns
	: >"$TMP/names"
	i=0
	while [ $((i += 1)) -le 30 ]; do
		cat "$DISK/tree/below" >/dev/null
		run env ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
			LATE_MARK="$TMP/late" LD_PRELOAD="$TMP/late.so" \
			"$mfree" --where=file_cache -T -n 100000
		cat "$out" >>"$TMP/names"
	done
	kill "$turns"
	wait "$turns" 2>/dev/null
	gone "$turns"
}
if [ -e "$TMP/late" ]; then
	is "file_cache: no file has the name of another" \
		"$(grep -c memfd:turns "$TMP/names")" 0
else
	skip "file_cache: no file has the name of another" \
		"no library can be put in front of this command's"
fi
run "$mfree" --where=file_cache -r "$DISK/none"
exits "file_cache: no such tree" 1
ok "file_cache: no such tree" grep -q \
	"^mfree: $DISK/none: No such file or directory" "$err"
for words in '-r .' '--where -r .' '--where=slab -r .'; do
	# shellcheck disable=SC2086 # words
	run "$mfree" $words
	exits "usage: $words" 2
done

# --- slab -----------------------------------------------------------------------

root=$(root_of slab) || exit 1
printf 'MemTotal: 100000 kB\nSlab: 1000 kB\n' >"$root/proc/meminfo"
cat >"$root/proc/slabinfo" <<'END'
slabinfo - version: 2.1
# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>
small                 10     64     64   64    1 : tunables    0    0    0 : slabdata      1      1      0
dentry               100    210    192   21    1 : tunables    0    0    0 : slabdata     10     10      0
empty                  0      0    192   21    1 : tunables    0    0    0 : slabdata      0      0      0
END
mkdir -p "$root/sys/kernel/slab/dentry" "$root/sys/kernel/slab/small"
echo 1 >"$root/sys/kernel/slab/dentry/reclaim_account"
echo 0 >"$root/sys/kernel/slab/small/reclaim_account"
run "$mfree" --where=slab -T --root "$root"
exits "slab" 0
printf 'kind\tsize\tmem_pct\tactive\tobjects\treclaimable\tname\ncache\t%s\t%s\t19200\t100\tyes\tdentry\ncache\t%s\t%s\t640\t10\tno\tsmall\nrest\t%s\t%s\t-\t-\t-\t-\ntotal\t1024000\t1.00\t-\t-\t-\t-\n' \
	$((10 * page)) "$(awk -v p="$page" 'BEGIN { printf "%.2f", p / 10240000 * 100 }')" \
	"$page" "$(awk -v p="$page" 'BEGIN { printf "%.2f", p / 102400000 * 100 }')" \
	$((1024000 - 11 * page)) \
	"$(awk -v p="$page" 'BEGIN { printf "%.2f", (1024000 - 11 * p) / 102400000 * 100 }')" |
	prints "slab"
run "$mfree" --where=slab_reclaimable -n 1 --root "$root"
ok "slab by the name of its row" grep -q '^cache .* dentry$' "$out"
rm "$root/proc/slabinfo"
run "$mfree" --where=slab --root "$root"
exits "no slabinfo" 1
silent "no slabinfo"
complains "no slabinfo" <<END
mfree: $root/proc/slabinfo: No such file or directory
END
# The total and the caches are two files: caches that are dropped between the
# two readings make another one necessary.
slab_named() {
	run "$mfree" --where=slab -T
	[ "$status" -eq 0 ] && awk -F '\t' '
		$1 == "rest" { rest = $2 } $1 == "total" { total = $2 }
		END { exit !(total > 0 && rest < total / 4 &&
			rest > -total / 20) }' "$out"
}
if [ "$(id -u)" -eq 0 ] && [ -r /proc/slabinfo ]; then
	ok "slab of this machine: nearly all has a name" until_true slab_named
	exits "slab of this machine" 0
else
	skip "slab of this machine" "no right to read /proc/slabinfo"
fi

# --- huge pages -----------------------------------------------------------------

root=$(root_of hugepages) || exit 1
printf 'MemTotal: 100000 kB\n' >"$root/proc/meminfo"
pool=$root/sys/kernel/mm/hugepages/hugepages-2048kB
mkdir -p "$pool" "$root/proc/7"
echo 10 >"$pool/nr_hugepages"
echo 4 >"$pool/free_hugepages"
echo 1 >"$pool/resv_hugepages"
echo 0 >"$pool/surplus_hugepages"
printf 'Name:\tdb\nUid:\t0\t0\t0\t0\nHugetlbPages:\t    8192 kB\n' \
	>"$root/proc/7/status"
printf '7 (db) S 1 7 7 0 -1 4194560 100 0 0 0 1 1 0 0 20 0 1 0 5 1000 10 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0\n' \
	>"$root/proc/7/stat"
run "$mfree" --where=hugepages -T -o kind,size,pages,pid,comm --root "$root"
exits "huge pages" 0
printf 'kind\tsize\tpages\tpid\tcomm\nprocess\t8388608\t-\t7\tdb\nfree\t6291456\t3\t-\t-\nreserved\t2097152\t1\t-\t-\nrest\t4194304\t-\t-\t-\ntotal\t20971520\t-\t-\t-\n' |
	prints "huge pages"
run "$mfree" --where=hugepages --root "$TMP"
exits "huge pages, no meminfo" 1

# --- cgroups --------------------------------------------------------------------

root=$(root_of cgroups) || exit 1
cp -r "$FIXTURES/cgroup-v2/." "$root"
printf 'nr_descendants 2\nnr_dying_descendants 7\n' \
	>"$root/sys/fs/cgroup/system.slice/cgroup.stat"
run "$mfree" --where=cgroups -T \
	-o usage,swap,max,available,high_events,oom_kill,dying,cgroup \
	--root "$root"
exits "cgroups" 0
printf 'usage\tswap\tmax\tavailable\thigh_events\toom_kill\tdying\tcgroup\n-\t-\t-\t-\t-\t-\t-\t/\n1052770304\t104857600\t1073741824\t22020096\t-\t-\t7\t/system.slice\n268435456\t4096\t536870912\t22020096\t22\t5\t-\t/system.slice/web.service\n' |
	prints "cgroups"
run "$mfree" --where=cgroups -n 2 -T -o cgroup --no-header --root "$root"
printf '/\n/system.slice\n' | prints "cgroups: the N largest"
root=$(root_of cgroups-v1) || exit 1
cp -r "$FIXTURES/cgroup-hybrid/." "$root"
printf 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n' \
	>"$root/sys/fs/cgroup/v1 memory/batch jobs/memory.oom_control"
run "$mfree" --where=cgroups -T -o oom_kill,max,cgroup --no-header \
	--root "$root"
exits "cgroups of v1" 0
printf -- '-\t-\t/\n3\t314572800\t/batch jobs\n-\t209715200\t/batch jobs/one:two\n' |
	prints "cgroups of v1"
root=$(root_of no-cgroups) || exit 1
mkdir "$root/proc/self"
: >"$root/proc/self/mountinfo"
echo '0::/' >"$root/proc/self/cgroup"
run "$mfree" --where=cgroups --root "$root"
exits "no cgroups" 1
complains "no cgroups" <<'END'
mfree: --where=cgroups: no memory cgroups are mounted
END

# --- where the memory of a cgroup is --------------------------------------------

root=$(root_of where-cgroup) || exit 1
cp -r "$FIXTURES/cgroup-v2/." "$root"
cat >"$root/sys/fs/cgroup/system.slice/web.service/memory.stat" <<'END'
anon 104857600
file 52428800
kernel 12582912
kernel_stack 1048576
pagetables 2097152
sec_pagetables 4096
percpu 65536
sock 8192
vmalloc 131072
shmem 2097152
zswap 40960
swapcached 1048576
inactive_anon 2097152
active_anon 105381888
inactive_file 26214400
active_file 24641536
unevictable 0
slab_reclaimable 3145728
slab_unreclaimable 524288
END
run "$mfree" --where --cgroup -T -t --root "$root"
exits "where, of a cgroup" 0
# 104857600 + 52428800 - 1048576 are in no list but the swap cache: the lists
# have 2097152 more.
printf 'kind\tsize\tmem_pct\nfile_cache\t49283072\t18.36\nshmem\t2097152\t0.78\nanon\t104857600\t39.06\nswap_cache\t1048576\t0.39\nslab_reclaimable\t3145728\t1.17\nslab_unreclaimable\t524288\t0.20\nkernel_stack\t1048576\t0.39\npage_tables\t2101248\t0.78\npercpu\t65536\t0.02\nvmalloc\t131072\t0.05\nkernel\t5566464\t2.07\nsock\t8192\t0.00\nzswap\t40960\t0.02\nhugetlb\t-\t-\nunaccounted\t98516992\t36.70\ntotal\t268435456\t100.00\n' |
	prints "where, of a cgroup"
run "$mfree" --where --cgroup=/none --root "$root"
exits "where, of no cgroup" 1
silent "where, of no cgroup"
root=$(root_of where-v1) || exit 1
cp -r "$FIXTURES/cgroup-hybrid/." "$root"
echo 500000 >"$root/sys/fs/cgroup/v1 memory/batch jobs/one:two/memory.kmem.usage_in_bytes"
run "$mfree" --where --cgroup -T --root "$root"
exits "where, of a cgroup of v1" 0
is "where, of a cgroup of v1: its kernel memory" "$(cell kernel size)" 500000
is "where, of a cgroup of v1: all of its usage" "$(awk -F '\t' '
	NR > 1 && $2 != "-" { sum += $2 } END { print sum }' "$out")" 100000000

# --- zram -----------------------------------------------------------------------

root=$(root_of zram) || exit 1
cp "$FIXTURES/linux-5.15/proc/meminfo" "$root/proc"
for disk in zram0 zram1 sda; do
	mkdir -p "$root/sys/block/$disk"
	echo "100663296 90000000 100 0 200 0 0 0 0" \
		>"$root/sys/block/$disk/mm_stat"
done
sed -i 's/ 100 / 100663300 /' "$root/sys/block/zram0/mm_stat"
run "$mfree" --where -T --root "$root"
is "zram: the memory of all devices" "$(cell zram size)" \
	$(((100663300 + 100) / 1024 * 1024))

# A device of our own, so that nobody else's is touched.
zram_sum() {
	cat /sys/block/zram*/mm_stat | awk '{ sum += $3 }
		END { printf "%.0f\n", int(sum / 1024) * 1024 }'
}
zram_matches() {
	sum=$(zram_sum)
	run "$mfree" --where -T
	[ "$(cell zram size)" = "$sum" ]
}
zram=''
if [ "$(id -u)" -eq 0 ] && [ -r /sys/class/zram-control/hot_add ]; then
	zram=$(cat /sys/class/zram-control/hot_add 2>/dev/null)
fi
if [ -z "$zram" ]; then
	skip "zram of this machine" "no device can be added"
elif ! echo 32M >"/sys/block/zram$zram/disksize" || ! head -c 8388608 \
	/dev/urandom >"/dev/zram$zram" 2>/dev/null || ! sync; then
	skip "zram of this machine" "the device cannot be written"
	echo "$zram" >/sys/class/zram-control/hot_remove
else
	ok "zram of this machine: what mm_stat says" until_true zram_matches
	ok "zram of this machine: what was written" \
		test "$(cell zram size)" -ge 8388608
	echo 1 >"/sys/block/zram$zram/reset"
	echo "$zram" >/sys/class/zram-control/hot_remove
fi

done_testing
