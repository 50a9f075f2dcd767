#!/bin/sh
# mdropcache.sh: mdropcache, end to end: on copies of /proc, and for real.
#
# Needs root for the real part, which drops the machine's caches; perl and cc
# for helpers.
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

on_disk
trap 'chmod -R u+rwx "$DISK"; rm -rf "$TMP" "$DISK"' EXIT
chmod 755 "$DISK" "$TMP"
tab=$(printf '\t')

# --- what the tests share --------------------------------------------------

mdropcache() {
	"$BIN/mdropcache" "$@"
}

drop_root() {
	root=$(root_of "$1") || exit 1
	mkdir -p "$root/proc/sys/vm"
	cat >"$root/proc/meminfo" <<'END'
MemTotal:        8000000 kB
MemFree:         1000000 kB
MemAvailable:    5000000 kB
Buffers:          100000 kB
Cached:          4000000 kB
Dirty:             50000 kB
Writeback:          6000 kB
Mapped:           300000 kB
Shmem:            200000 kB
SReclaimable:     150000 kB
END
	: >"$root/proc/sys/vm/drop_caches"
}

# file_make NAME KIB: a file of random bytes, on disk and in the cache.
file_make() {
	head -c "$(($2 * 1024))" /dev/urandom >"$DISK/$1"
	sync "$DISK/$1"
}

# column NAME PATH: of the TSV of files that the last run printed.
column() {
	wanted=$2 awk -F '\t' -v column="$1" '
		$1 == "kind" {
			for (i = 1; i <= NF; i++)
				at[$i] = i
			next
		}
		$(at["path"]) == ENVIRON["wanted"] && column in at {
			print $(at[column])
		}' "$out"
}

total() {
	column "$1" -
}

# resident FILE: bytes in the cache, as somebody else sees it.
resident() {
	fincore --bytes --noheadings --output RES "$1" | tr -d ' '
}

nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}

user=$(id -u)
page=$(getconf PAGESIZE)
has_fincore=$(command -v fincore)
witness() {
	if [ -n "$has_fincore" ]; then
		is "$1" "$(resident "$2")" "$3"
	else
		skip "$1" "no fincore"
	fi
}

# The kernel may take any clean page away at any moment, for want of memory or
# before (DAMON).  Therefore a test reads in the pages that it needs right
# before, and begins anew if some were gone when it looked.  Nothing less than
# the expected figure ever passes.

# again COMMAND...: until it succeeds; what comes after asserts.
again() {
	tries=100
	until "$@" || [ $tries -eq 0 ]; do
		tries=$((tries - 1))
	done
}

# warm FILE: into the cache with all of it.  A page at a time where no large
# folio must be, of which the kernel drops all or nothing.
warm() {
	case $1 in
	*/pages)
		dd if=/dev/zero of="$1" bs="$page" count=256 \
			conv=notrunc,fsync status=none
		;;
	*/sparse)
		dd if=/dev/zero of="$1" bs="$page" count=1 \
			seek=$((4096000000 / page)) conv=notrunc,fsync \
			status=none
		;;
	*)
		cat "$1" >/dev/null
		;;
	esac
}

# dropped FILE: the last run left nothing of it in the cache, if it was to drop
# it at all.  (A look at a page is a use of it, for as long as it takes.)
dropped() {
	after=$(column after "$1")
	[ "${after:-0}" = 0 ]
}

# seen FILE BYTES COMMAND...: run it with FILE warm.  Did it find BYTES of it
# cached, and drop them?
seen() {
	file=$1 bytes=$2
	shift 2
	warm "$file"
	run "$@"
	[ "$(column cached "$file")$(column before "$file")" = "$bytes" ] &&
		dropped "$file"
}

# beside FILE BYTES COMMAND...: run it with FILE warm.  Are BYTES of FILE
# cached still, as somebody else sees it?
beside() {
	file=$1 bytes=$2
	shift 2
	warm "$file"
	run "$@"
	[ -z "$has_fincore" ] || beside=$(resident "$file")
	[ "${beside-$bytes}" = "$bytes" ]
}

# stayed DESCRIPTION BYTES: of the last beside.
stayed() {
	if [ -n "$has_fincore" ]; then
		is "$1" "$beside" "$2"
	else
		skip "$1" "no fincore"
	fi
}

# --- usage -----------------------------------------------------------------

while read -r wrong; do
	# shellcheck disable=SC2086 # words
	run mdropcache $wrong
	exits "usage: $wrong" 2
	silent "usage: $wrong: stdout"
done <<'END'
4
0
7
-1
1 2
3 extra
page cache
/etc/passwd
-f
-l
-f -l x
-f --cgroup x 1M
-l --cgroup x 1M
-0
-r
-x
--ranges 1
-0 -f x
-n
-l -n x
-l -n
-l -n 0 x
-f -n -s size x
-s size
-l -s nonsense x
-l -x x
-f --root / x
--no-sync --sync-timeout 1 1
-f --quiet-log x
-l --no-sync x
--no-sync
--quiet-log
--sync-timeout 1
--sync-timeout 0 1
--sync-timeout x 1
--sync-timeout -1 1
--cgroup
--cgroup x
--cgroup= all
--cgroup x 0
--cgroup x 5X
--cgroup x 1M 2M
--cgroup x -1
-f --ranges x x
-f --ranges 1,0 x
-f --ranges 1 --ranges 2 x
-f --ranges 9223372036854775807,1 x
-f -o nonsense x
-f -o cached x
-l -o before x
-o path
END

run mdropcache --help
exits "help" 0
ok "help: columns" grep -q recently_evicted "$out"
run mdropcache --version
exits "version" 0

# --- the report ------------------------------------------------------------

drop_root copy
run mdropcache -T --root "$root"
exits "report" 0
is "report: clean" "$(cell clean size)" $((3544000 * 1024))
is "report: clean is level 1" "$(cell clean level)" 1
is "report: dirty" "$(cell dirty size)" $((50000 * 1024))
is "report: dirty stays" "$(cell dirty level)" -
is "report: mapped" "$(cell mapped size)" $((300000 * 1024))
is "report: shmem" "$(cell shmem size)" $((200000 * 1024))
is "report: slab" "$(cell slab_reclaimable size)" $((150000 * 1024))
is "report: slab is level 2" "$(cell slab_reclaimable level)" 2
is "report: available" "$(cell available size)" $((5000000 * 1024))
run mdropcache --root "$root"
ok "report: the kernel gives back" grep -q "by itself" "$out"
ok "report: changes nothing" test ! -s "$root/proc/sys/vm/drop_caches"
run mdropcache
exits "report: of this machine" 0
printf 'MemTotal: 8 kB\nCached: 5 kB\n' >"$root/proc/meminfo"
run mdropcache -T --root "$root"
is "report: what is not told" "$(cell dirty size)" -
is "report: nor computed" "$(cell clean size)" -
rm "$root/proc/meminfo"
run mdropcache --root "$root"
exits "report: no meminfo" 1
silent "report: no meminfo"

# --- levels, on a copy -----------------------------------------------------

level() {
	drop_root "level"
	run mdropcache --no-sync --root "$root" "$@"
	exits "level $*" 0
	written=$(cat "$root/proc/sys/vm/drop_caches")
}

while read -r options expected; do
	# shellcheck disable=SC2046 # words
	level $(echo "$options" | tr , ' ')
	is "level $options" "$written" "$expected"
done <<'END'
1 1
pagecache 1
2 2
slab 2
3 3
all 3
--quiet-log,1 5
--quiet-log,slab 6
3,--quiet-log 7
END

drop_root levels
run mdropcache --root "$root" -T 3
exits "level with a sync" 0
is "level with a sync" "$(cat "$root/proc/sys/vm/drop_caches")" 3
is "level: rows" "$(cut -f 1 "$out" | tr '\n' ' ')" \
	"kind page_cache buffers slab_reclaimable free available "
is "level: page cache without shmem" "$(cell page_cache before)" \
	$((3800000 * 1024))
is "level: freed" "$(cell free freed)" 0
run mdropcache --root "$root" 1
prints "level: text" <<'END'
kind                   before        after        freed
page_cache            3800000      3800000            0
buffers                100000       100000            0
slab_reclaimable       150000       150000            0
free                  1000000      1000000            0
available             5000000      5000000            0
END

drop_root dry
run mdropcache --root "$root" -n all
exits "dry run" 0
ok "dry run: says what" grep -q "would sync, then write 3" "$out"
run mdropcache --root "$root" -n --no-sync -T all
is "dry run: after" "$(cell free after)" -
is "dry run: freed" "$(cell free freed)" -
ok "dry run: writes nothing" test ! -s "$root/proc/sys/vm/drop_caches"

rm "$root/proc/sys/vm/drop_caches"
run mdropcache --root "$root" 3
exits "no drop_caches" 1
complains "no drop_caches" <<END
mdropcache: $root/proc/sys/vm/drop_caches: No such file or directory; \
nothing was dropped
END
# Nothing outside of the copy is written, whatever somebody put into it: a link
# at any part of the path, a file of two names, a FIFO.
planted() {
	drop_root "planted-$1"
	mkdir -p "$root/outside"
	mv "$root/proc" "$root/outside/proc"
	mkdir "$root/proc"
	cp "$root/outside/proc/meminfo" "$root/proc"
	victim=$root/outside/proc/sys/vm/drop_caches
}
refuses() {
	run timeout 300 "$BIN/mdropcache" --no-sync --root "$root" 1
	exits "$1" 1
	silent "$1"
	ok "$1: nothing is written" test ! -s "$victim"
	complains "$1" <<END
mdropcache: $root/proc/sys/vm/drop_caches: $2; nothing was dropped
END
}
link_reason='Too many levels of symbolic links (a link in a copy is not followed)'
for up in "$TMP/planted-sys/outside" ../outside; do
	planted sys
	ln -s "$up/proc/sys" "$root/proc/sys"
	refuses "a link for sys: $up" "$link_reason"
	rm -rf "$root"
done
planted vm
mkdir "$root/proc/sys"
ln -s "$root/outside/proc/sys/vm" "$root/proc/sys/vm"
refuses "a link for vm" "$link_reason"
planted file
mkdir -p "$root/proc/sys/vm"
ln -s "$victim" "$root/proc/sys/vm/drop_caches"
refuses "a link for drop_caches" "$link_reason"
rm "$root/proc/sys/vm/drop_caches"
ln "$victim" "$root/proc/sys/vm/drop_caches"
refuses "a file of two names for drop_caches" \
	"Too many links (the file has another name, outside of the copy perhaps)"
rm "$root/proc/sys/vm/drop_caches"
mkfifo "$root/proc/sys/vm/drop_caches"
run timeout 300 "$BIN/mdropcache" --no-sync --root "$root" 1
exits "a FIFO for drop_caches" 1
ok "a FIFO for drop_caches: is named" grep -q "vm/drop_caches: " "$err"
planted proc
rm -rf "$root/proc"
ln -s outside/proc "$root/proc"
refuses "a link for proc" "$link_reason"

# Files that have no end, or for whose end one waits.
for odd in fifo endless; do
	drop_root "odd-$odd"
	rm "$root/proc/meminfo"
	if [ $odd = fifo ]; then
		mkfifo "$root/proc/meminfo"
	else
		truncate -s 1T "$root/proc/meminfo" 2>/dev/null || continue
	fi
	for form in '' '--no-sync 3'; do
		# shellcheck disable=SC2086 # words, or none
		run timeout 300 "$BIN/mdropcache" --root "$root" $form
		exits "$odd: '$form'" 1
		ok "$odd: '$form': is named" \
			grep -q "^mdropcache: $root/proc/meminfo: " "$err"
	done
	ok "$odd: nothing is dropped" test ! -s "$root/proc/sys/vm/drop_caches"
done

drop_root dry
rm "$root/proc/meminfo"
run mdropcache --no-sync --root "$root" 3
exits "no meminfo" 1
ok "no meminfo: nothing is dropped" test ! -s "$root/proc/sys/vm/drop_caches"

drop_root closed
sh -c '"$1" --no-sync --root "$2" 3 >&-' - "$BIN/mdropcache" "$root" 2>"$err"
is "closed stdout: status" $? 1
is "closed stdout: not printed to drop_caches" \
	"$(cat "$root/proc/sys/vm/drop_caches")" 3
if [ -c /dev/full ]; then
	for form in "" "-l $0" "-f -n $0" "--no-sync --root $root 3"; do
		# shellcheck disable=SC2086 # words
		sh -c '"$@" >/dev/full' - "$BIN/mdropcache" $form 2>"$err"
		is "full disk: $form" $? 1
		ok "full disk: is said" grep -q "No space left" "$err"
	done
fi
file_make pipe 4
i=0
while [ $i -lt 2000 ]; do
	printf '%s\0' "$DISK/pipe"
	i=$((i + 1))
done >"$TMP/list"
sh -c '{ "$1" -l -0 <"$2"; echo $? >"$2.status"; } | head -n 1' - \
	"$BIN/mdropcache" "$TMP/list" >"$out" 2>"$err"
is "closed pipe: SIGPIPE" "$(cat "$TMP/list.status")" 141
ok "closed pipe: is quiet" test ! -s "$err"

# --- the sync: a library in front of libc's --------------------------------

cat >"$TMP/shim.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
hold(int fd)
{
	struct rlimit	limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (dup2(STDERR_FILENO, fd) == -1)
		_exit(77);
}

__attribute__((constructor)) static void
begin(void)
{
	if (getenv("SHIM_MARK") != NULL)
		close(open(getenv("SHIM_MARK"), O_CREAT | O_WRONLY, 0600));
	if (getenv("SHIM_HELD") != NULL)
		hold(atoi(getenv("SHIM_HELD")));
}

/* With SHIM_LATE this process gets no turn for an hour once the child is done. */
int
clock_gettime(clockid_t id, struct timespec *ts)
{
	static int	calls;
	int		(*real)(clockid_t, struct timespec *) =
	    (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT,
	    "clock_gettime");
	siginfo_t	ended;
	int		status = real(id, ts);

	if (getenv("SHIM_LATE") != NULL &&
	    waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) == 0 && calls++ > 0)
		ts->tv_sec += 3600;
	return status;
}

void
sync(void)
{
	const char	*how = getenv("SHIM_SYNC"), *held = getenv("SHIM_HELD");

	if (held != NULL && fcntl(atoi(held), F_GETFD) != -1)
		abort();

	if (getenv("SHIM_SYNCING") != NULL)
		close(open(getenv("SHIM_SYNCING"), O_CREAT | O_WRONLY, 0600));
	if (how != NULL && strcmp(how, "hang") == 0)
		sleep(1000);
	if (how != NULL && strcmp(how, "die") == 0)
		abort();
	if (getenv("SHIM_SYNCED") != NULL)
		close(open(getenv("SHIM_SYNCED"), O_CREAT | O_WRONLY, 0600));
}

int
syncfs(int fd)
{
	static int	(*real)(int);

	if (getenv("SHIM_SYNCFS") != NULL) {
		errno = atoi(getenv("SHIM_SYNCFS"));
		return -1;
	}
	real = (int (*)(int))dlsym(RTLD_NEXT, "syncfs");
	return real(fd);
}

/* cachestat(2), the only one that is called so. */
long
syscall(long number, ...)
{
	long	(*real)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT,
	    "syscall");
	long	a[4];
	va_list	ap;
	int	i;

	va_start(ap, number);
	for (i = 0; i < 4; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (number == 451 && getenv("SHIM_CACHESTAT") != NULL) {
		errno = atoi(getenv("SHIM_CACHESTAT"));
		return -1;
	}
	return real(number, a[0], a[1], a[2], a[3]);
}

int
fdatasync(int fd)
{
	if (getenv("SHIM_FDATASYNC") != NULL) {
		errno = atoi(getenv("SHIM_FDATASYNC"));
		return -1;
	}
	return fsync(fd);
}
END
shim() {
	ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 \
		LD_PRELOAD=$TMP/shim.so "$@"
}
${CC:-cc} -shared -fPIC -o "$TMP/shim.so" "$TMP/shim.c" 2>/dev/null
SHIM_MARK=$TMP/mark shim "$BIN/mdropcache" --version >/dev/null 2>&1
shimmed=$TMP/mark

if [ -e "$shimmed" ]; then
	drop_root sync
	drop=$root/proc/sys/vm/drop_caches
	export SHIM_SYNCED="$TMP/synced"
	run shim "$BIN/mdropcache" --root "$root" 3
	unset SHIM_SYNCED
	ok "sync: is done" test -e "$TMP/synced"
	# The child inherits none of the caller's descriptors.
	export SHIM_HELD=2000
	run shim "$BIN/mdropcache" --root "$root" 3
	unset SHIM_HELD
	if [ "$status" -eq 77 ]; then
		skip "sync: keeps no descriptor" "2000 is not to be had"
	else
		exits "sync: keeps no descriptor" 0
	fi
	: >"$drop"
	export SHIM_LATE=1
	run shim "$BIN/mdropcache" --root "$root" --sync-timeout 600 3
	unset SHIM_LATE
	exits "sync that is done when it is looked at, late" 0
	: >"$drop"
	export SHIM_SYNC=hang
	begin=$(clock)
	run shim "$BIN/mdropcache" --root "$root" --sync-timeout 0.5 3
	exits "sync that hangs" 1
	complains "sync that hangs: is said" <<'END'
mdropcache: sync: not done in 0.5 s; nothing was dropped
END
	ok "sync that hangs: is not waited for" \
		test $(($(clock) - begin)) -lt 900
	ok "sync that hangs: nothing is dropped" test ! -s "$drop"
	# A reader of the output must not wait for the hanging child.
	shim "$BIN/mdropcache" --root "$root" --sync-timeout 0.2 3 2>&1 |
		cat >"$out"
	ok "sync that hangs: holds no pipe" \
		test $(($(clock) - begin)) -lt 900
	if command -v script >/dev/null; then
		# shellcheck disable=SC2016 # the inner shell's
		shim script -qec "exec '$BIN/mdropcache' --root '$root' \
			--sync-timeout 0.3 3" /dev/null >"$out" 2>&1 </dev/null
		ok "sync that hangs: progress" \
			grep -q "sync, 54Mi still dirty" "$out"
	else
		skip "sync that hangs: progress" "no script(1)"
	fi
	for signal in INT TERM; do
		# A shell has its background jobs ignore SIGINT.
		# shellcheck disable=SC2016 # perl's
		export SHIM_SYNCING="$TMP/syncing$signal"
		run shim perl -e '
			$SIG{INT} = "DEFAULT";
			my $pid = fork;
			exec @ARGV[1 .. $#ARGV] if $pid == 0;
			for (1 .. 3000) {
				last if -e $ENV{SHIM_SYNCING};
				select(undef, undef, undef, 0.1);
			}
			kill $ARGV[0], $pid;
			waitpid $pid, 0;
			exit(($? & 127) + 128);' "$signal" \
			"$BIN/mdropcache" --root "$root" 3
		[ $signal = INT ] && number=130 || number=143
		exits "SIG$signal during the sync" "$number"
		ok "SIG$signal: is said" grep -q "interrupted; nothing was" \
			"$err"
		ok "SIG$signal: nothing is dropped" test ! -s "$drop"
	done
	unset SHIM_SYNCING
	run shim "$BIN/mdropcache" --no-sync --root "$root" 3
	exits "--no-sync: does not" 0
	: >"$drop"
	SHIM_SYNC=die
	run shim "$BIN/mdropcache" --root "$root" 3
	exits "sync that fails" 1
	ok "sync that fails: nothing is dropped" test ! -s "$drop"
	unset SHIM_SYNC
	: >"$drop"
	export SHIM_SYNCFS=5
	run shim "$BIN/mdropcache" --root "$root" 3
	exits "sync with a write error" 1
	ok "sync with a write error: is said" grep -q \
		"sync of /.*: Input/output error; nothing was dropped" "$err"
	ok "sync with a write error: nothing is dropped" test ! -s "$drop"
	unset SHIM_SYNCFS
else
	skip "the sync" "no library can be put in front of this command's"
fi
if command -v script >/dev/null; then
	drop_root terminal
	script -qec "'$BIN/mdropcache' --root '$root' 3" /dev/null \
		>"$out" 2>&1 </dev/null
	ok "a terminal: the line is wiped" grep -q " $(printf '\r')kind" \
		"$out"
	run mdropcache --root "$root" 3
	ok "no terminal: no progress" test ! -s "$err"
else
	skip "progress" "no script(1)"
fi

# --- a cgroup, on a copy ---------------------------------------------------

root=$(root_of cgroup) || exit 1
group=$root/sys/fs/cgroup/a
mkdir -p "$root/proc/self" "$group" "$root/sys/fs/cgroup/b"
echo "0::/a" >"$root/proc/self/cgroup"
echo "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw" \
	>"$root/proc/self/mountinfo"
echo 1073741824 >"$group/memory.current"
printf 'anon 4096\nfile 8192\n' >"$group/memory.stat"
: >"$group/memory.reclaim"
run mdropcache -T --root "$root" --cgroup /a 500M
exits "cgroup" 0
is "cgroup: what is written" "$(cat "$group/memory.reclaim")" 524288000
is "cgroup: usage" "$(cell usage before)" 1073741824
is "cgroup: file" "$(cell file after)" 8192
is "cgroup: swap is not told" "$(cell swap after)" -
: >"$group/memory.reclaim"
run mdropcache --root "$root" --cgroup /sys/fs/cgroup/a all
exits "cgroup all" 0
is "cgroup all" "$(cat "$group/memory.reclaim")" 1073741824
: >"$group/memory.reclaim"
run mdropcache -n --root "$root" --cgroup a all
exits "cgroup: dry run" 0
ok "cgroup: dry run says" grep -q "would reclaim 1073741824 bytes from a" \
	"$out"
ok "cgroup: dry run writes nothing" test ! -s "$group/memory.reclaim"
echo 5 >"$root/sys/fs/cgroup/b/memory.current"
run mdropcache --root "$root" --cgroup /b 1M
exits "cgroup: no memory.reclaim" 1
complains "cgroup: no memory.reclaim" <<'END'
mdropcache: /b: no memory.reclaim (since Linux 5.19, and not in the root cgroup)
END
silent "cgroup: no memory.reclaim"
run mdropcache -n --root "$root" --cgroup /b 1M
exits "cgroup: a dry run is refused too" 1
: >"$root/sys/fs/cgroup/b/memory.reclaim"
rm "$root/sys/fs/cgroup/b/memory.current"
run mdropcache --root "$root" --cgroup /b all
exits "cgroup all, of what is not told" 1
silent "cgroup all, of what is not told"
complains "cgroup all, of what is not told" <<'END'
mdropcache: /b: no memory.current to tell how much "all" is
END
ok "cgroup all, of what is not told: writes nothing" \
	test ! -s "$root/sys/fs/cgroup/b/memory.reclaim"
run mdropcache --root "$root" --cgroup /b 1M
exits "cgroup: a size of what is not told" 0
is "cgroup: a size of what is not told" "$(cat \
	"$root/sys/fs/cgroup/b/memory.reclaim")" 1048576
victim_before=$(cat "$group/memory.reclaim")
mv "$group/memory.reclaim" "$root/victim"
ln -s "$root/victim" "$group/memory.reclaim"
run mdropcache --root "$root" --cgroup /a 1M
exits "a link for memory.reclaim" 1
complains "a link for memory.reclaim" <<'END'
mdropcache: /a: a link in a copy is not followed
END
rm "$group/memory.reclaim"
ln "$root/victim" "$group/memory.reclaim"
run mdropcache --root "$root" --cgroup /a 1M
exits "a file of two names for memory.reclaim" 1
complains "a file of two names for memory.reclaim" <<'END'
mdropcache: /a: the file has another name, outside of the copy perhaps
END
is "memory.reclaim: nothing outside is written" "$(cat "$root/victim")" \
	"$victim_before"
rm "$group/memory.reclaim"
mv "$root/victim" "$group/memory.reclaim"
run mdropcache --root "$root" --cgroup /gone 1M
exits "cgroup: none such" 1
complains "cgroup: none such" <<'END'
mdropcache: /gone: no such memory cgroup (mfree --where=cgroups lists them)
END
echo "4:memory:/a" >"$root/proc/self/cgroup"
echo "30 23 0:26 / /sys/fs/cgroup rw - cgroup cgroup rw,memory" \
	>"$root/proc/self/mountinfo"
run mdropcache --root "$root" --cgroup /a 1M
exits "cgroup v1" 1
complains "cgroup v1" <<'END'
mdropcache: /a: in cgroup v1, which has no memory.reclaim
END

# --- files -----------------------------------------------------------------

file_make one 300
file_make other 512
: >"$DISK/empty"
truncate -s 5G "$DISK/sparse"
: >"$DISK/pages"

# both COMMAND...: two files at once.
both() {
	warm "$DISK/sparse"
	seen "$DISK/one" "$one" "$@" && [ "$page" = \
		"$(column cached "$DISK/sparse")$(column before \
		"$DISK/sparse")" ] && dropped "$DISK/sparse"
}
one=$(((307200 + page - 1) / page * page))

again both mdropcache -T -l "$DISK/one" "$DISK/empty" "$DISK/sparse"
exits "list" 0
is "list: size" "$(column size "$DISK/one")" 307200
if [ "$(column cached "$DISK/one")" = - ]; then
	skip "files" "this kernel does not tell what is cached"
	done_testing
	exit
fi
is "list: cached" "$(column cached "$DISK/one")" "$one"
is "list: per cent" "$(column cached_pct "$DISK/one")" 100.00
is "list: an empty file" "$(column cached "$DISK/empty")" 0
is "list: no per cent of nothing" "$(column cached_pct "$DISK/empty")" -
is "list: a hole and a page" "$(column cached "$DISK/sparse")" "$page"
is "list: more than 4 GiB" "$(column size "$DISK/sparse")" 5368709120
is "list: total" "$(total size)" $((5368709120 + 307200))
again beside "$DISK/one" "$one" mdropcache -T -l "$DISK/one"
stayed "list changes nothing" "$one"
again beside "$DISK/one" "$one" mdropcache -T -f -n "$DISK/one"
exits "files: dry run" 0
is "files: dry run" "$(column after "$DISK/one")" -
stayed "files: dry run changes nothing" "$one"
is "files: dry run: dirty after" "$(column dirty "$DISK/one")" -
is "files: dry run: writeback after" "$(column writeback "$DISK/one")" -

before=$(cksum <"$DISK/one")
again both mdropcache -T -f "$DISK/one" "$DISK/sparse" "$DISK/empty"
exits "files" 0
is "files: before" "$(column before "$DISK/one")" "$one"
is "files: after" "$(column after "$DISK/one")" 0
is "files: freed" "$(column freed "$DISK/one")" "$one"
is "files: nothing stays" "$(column stays "$DISK/one")" -
is "files: a hole and a page" "$(column freed "$DISK/sparse")" "$page"
is "files: total" "$(total freed)" $((one + page))
witness "files: cold" "$DISK/one" 0
again beside "$DISK/other" 524288 mdropcache -T -f "$DISK/one"
stayed "files: another is left alone" 524288
is "files: checksum" "$(cksum <"$DISK/one")" "$before"

# Not written yet.
head -c 1048576 /dev/urandom >"$TMP/dirty"
before=$(cksum <"$TMP/dirty")
dirty_dropped() {
	cat "$TMP/dirty" >"$DISK/dirty"
	run mdropcache -T -f "$DISK/dirty"
	dropped "$DISK/dirty"
}
again dirty_dropped
is "dirty: is written and dropped" "$(column after "$DISK/dirty")" 0
is "dirty: checksum" "$(cksum <"$DISK/dirty")" "$before"

# Ranges: the pages that they touch.
range=$((page - 1)),2
again seen "$DISK/pages" $((2 * page)) \
	mdropcache -T -l --ranges "$range" "$DISK/pages"
is "ranges: pages touched" "$(column cached "$DISK/pages")" $((2 * page))
again seen "$DISK/pages" $((2 * page)) \
	mdropcache -T -f --ranges "$range" "$DISK/pages"
is "ranges: dropped" "$(column freed "$DISK/pages")" $((2 * page))
again beside "$DISK/pages" $((254 * page)) \
	mdropcache -T -f --ranges "$range" "$DISK/pages"
stayed "ranges: and no others" $((254 * page))
again beside "$DISK/pages" $((128 * page)) \
	mdropcache -T -f --ranges $((128 * page)) "$DISK/pages"
stayed "ranges: to the end" $((128 * page))
run mdropcache -T -f --ranges 7E,1 "$DISK/pages"
exits "ranges: behind the end" 0
is "ranges: behind the end" "$(column before "$DISK/pages")" 0

# Not every name is a file.
mkfifo "$DISK/fifo"
ln -s one "$DISK/link"
perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0);
	bind(S, pack_sockaddr_un($ARGV[0]))' "$DISK/socket"
mkdir "$DISK/dir"
run timeout 300 "$BIN/mdropcache" -f "$DISK/fifo" "$DISK/link" \
	"$DISK/socket" /dev/null "$DISK/dir" "$DISK/gone" "$DISK/one/x" ""
exits "no files" 1
silent "no files"
complains "no files" <<END
mdropcache: $DISK/fifo: a FIFO, not a regular file
mdropcache: $DISK/link: a symbolic link, not followed
mdropcache: $DISK/socket: a socket, not a regular file
mdropcache: /dev/null: a device, not a regular file
mdropcache: $DISK/dir: a directory (-r is for these)
mdropcache: $DISK/gone: No such file or directory
mdropcache: $DISK/one/x: Not a directory
mdropcache: '': No such file or directory
END
run mdropcache -r -l "$DISK/dir"
exits "none in a directory" 0
prints "none in a directory" <<'END'
        size       cached cached_pct      dirty  writeback    evicted path
END
run mdropcache -T -l "$DISK/gone"
exits "none of one" 1
is "none of one: the columns" "$(wc -l <"$out")" 1
run mdropcache -T -l "$DISK/gone" "$DISK/one"
exits "one of two" 1
is "one of two: the other" "$(column size "$DISK/one")" 307200

# Directories: no links, no FIFOs, every name once, strange names.
tree=$DISK/dir
mkdir -p "$tree/a/b"
strange=$(printf 'new\nline\033[31m\ttab')
echo x >"$tree/1"
echo y >"$tree/a/2"
echo z >"$tree/a/b/$strange"
mkfifo "$tree/a/fifo"
ln -s ../.. "$tree/a/loop"
ln -s /etc/passwd "$tree/a/b/link"
run timeout 300 "$BIN/mdropcache" -T -f -r "$tree"
exits "directory" 0
is "directory: rows" "$(wc -l <"$out")" 5
is "directory: strange names" \
	"$(column size "$tree/a/b/new\\nline\\x1b[31m\\ttab")" 2
run mdropcache -T -l -r -x "$tree/" "$tree/a/b"
is "directory: paths" "$(cut -f 9 "$out" | grep -c "$tree/a/2\$")" 1
find "$tree" -type f -print0 >"$TMP/list"
sh -c '"$1" -T -l -0 <"$2"' - "$BIN/mdropcache" "$TMP/list" >"$out"
is "list from stdin" "$(wc -l <"$out")" 5
printf 'nul\0\0%s' "$DISK/one" >"$TMP/list"
status=0
sh -c '"$1" -T -f -0 <"$2"' - "$BIN/mdropcache" "$TMP/list" \
	>"$out" 2>"$err" || status=$?
exits "list from stdin: bad names" 1
is "list from stdin: the last without NUL" "$(column size "$DISK/one")" 307200
sh -c '"$1" -f -0 <&-' - "$BIN/mdropcache" 2>"$err"
is "list from a closed stdin" $? 1

# The most cached first, or in another order; the rest of the cache behind.
ordered() {
	warm "$DISK/one" && warm "$DISK/other" || return
	run mdropcache -T -l -n 2 "$DISK/one" "$DISK/other" "$DISK/empty"
	[ "$(column cached "$DISK/one")" = "$one" ] &&
		[ "$(column cached "$DISK/other")" = 524288 ]
}
again ordered
exits "list: the first" 0
is "list: the first" "$(cut -f 1,9 "$out")" "$(printf \
	'kind\tpath\nfile\t%s\nfile\t%s\ntotal\t-\nrest\t-' \
	"$DISK/other" "$DISK/one")"
is "list: the total has all" "$(cell total size)" $((307200 + 524288))
ok "list: the rest is of other files" awk -F '\t' -v OFS='\t' '
	$1 == "rest" { found = $3 ~ /^[0-9]+$/ && $2 == "-" }
	END { exit !found }' "$out"
run mdropcache -T -l -s +size,path -o path --no-header "$DISK/other" \
	"$DISK/one" "$DISK/empty"
is "list: sorted" "$(head -n 3 "$out")" \
	"$(printf '%s\n%s\n%s' "$DISK/empty" "$DISK/one" "$DISK/other")"
run mdropcache -l -s PATH "$DISK/one"
ok "list: the rest as text" grep -q ' rest: other files$' "$out"

# Hard links: a row each, in the total once.
ln "$DISK/other" "$DISK/again"
again seen "$DISK/other" 524288 \
	mdropcache -T -l "$DISK/other" "$DISK/again"
is "hard links: rows" "$(wc -l <"$out")" 4
is "hard links: total" "$(total cached)" 524288
rm "$DISK/again"

# A tree deeper than PATH_MAX and than descriptors go.
mkdir "$DISK/deep"
perl -e 'chdir $ARGV[0];
	for (1 .. 3000) { mkdir "dd"; chdir "dd" }
	open F, ">bottom"; print F "x"' "$DISK/deep"
run sh -c 'ulimit -n 64; exec "$@"' - "$BIN/mdropcache" -T -l -r "$DISK/deep"
exits "a deep tree" 0
is "a deep tree: its bottom" "$(grep -c "dd/bottom$tab*\$" "$out")" 1

# A process maps the file, another locks it.
cat >"$TMP/hold.c" <<'END'
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	int	flags = MAP_SHARED | MAP_POPULATE, fd;

	fd = open(argv[1], O_RDONLY);
	if (argc > 3)
		flags |= MAP_LOCKED;
	if (mmap(NULL, (size_t)atol(argv[2]), PROT_READ, flags, fd, 0) == MAP_FAILED)
		return 1;
	if (write(1, "ready\n", 6) != 6)
		return 1;
	for (;;)
		pause();
}
END
if ${CC:-cc} -D_GNU_SOURCE -o "$TMP/hold" "$TMP/hold.c" 2>/dev/null; then
	held=$((16 * page))
	# held_run [locked]: with the first pages held by somebody.
	held_run() {
		warm "$DISK/pages"
		mkfifo "$TMP/ready"
		"$TMP/hold" "$DISK/pages" "$held" "$@" >"$TMP/ready" &
		holder=$!
		read -r _ <"$TMP/ready"
		run mdropcache -T -f "$DISK/pages"
		kill $holder
		wait $holder 2>/dev/null
		rm "$TMP/ready"
		[ "$(column after "$DISK/pages")" = "$held" ]
	}
	for how in mapped locked; do
		# shellcheck disable=SC2086 # a word, or none
		again held_run ${how#mapped}
		exits "$how" 0
		is "$how: stays" "$(column after "$DISK/pages")" "$held"
		is "$how: mapped" "$(column mapped "$DISK/pages")" "$held"
		if [ "$user" -ne 0 ] && [ $how = locked ]; then
			skip "locked: is told" "to root only"
		else
			is "$how: why" "$(column stays "$DISK/pages")" $how
		fi
	done
	again seen "$DISK/pages" $((256 * page)) \
		mdropcache -T -f "$DISK/pages"
	is "not mapped any more" "$(column after "$DISK/pages")" 0
else
	skip "mapped files" "no compiler"
fi

# Where memory is the only place.
if [ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ] && [ -w /dev/shm ]; then
	shm=$(mktemp /dev/shm/mdropcache.XXXXXX)
	head -c 65536 /dev/urandom >"$shm"
	before=$(cksum <"$shm")
	run mdropcache -T -f "$shm"
	exits "tmpfs" 0
	is "tmpfs: stays" "$(column stays "$shm")" tmpfs
	is "tmpfs: is not looked at" "$(column mapped "$shm")" -
	is "tmpfs: is not lost" "$(cksum <"$shm")" "$before"
	rm "$shm"
else
	skip "tmpfs" "no /dev/shm to write to"
fi

# Old kernels, and file systems that cannot sync a file.
if [ -e "$shimmed" ]; then
	export SHIM_CACHESTAT=38
	again seen "$DISK/one" "$one" \
		shim "$BIN/mdropcache" -T -l "$DISK/one"
	exits "no cachestat" 0
	is "no cachestat: mincore" "$(column cached "$DISK/one")" "$one"
	is "no cachestat: dirty is not told" "$(column dirty "$DISK/one")" -
	again seen "$DISK/one" "$one" \
		shim "$BIN/mdropcache" -T -f "$DISK/one"
	is "no cachestat: dropped" "$(column freed "$DISK/one")" "$one"
	# A container's seccomp answers EPERM, but mincore tells of one's own
	# files.
	SHIM_CACHESTAT=1
	again seen "$DISK/one" "$one" \
		shim "$BIN/mdropcache" -T -l "$DISK/one"
	exits "cachestat refused" 0
	is "cachestat refused: mincore" "$(column cached "$DISK/one")" "$one"
	is "cachestat refused: dirty is not told" \
		"$(column dirty "$DISK/one")" -
	again seen "$DISK/one" "$one" \
		shim "$BIN/mdropcache" -T -f "$DISK/one"
	is "cachestat refused: dropped" "$(column freed "$DISK/one")" "$one"
	unset SHIM_CACHESTAT
	export SHIM_FDATASYNC=22
	unsyncable() {
		echo more >>"$DISK/one"
		run shim "$BIN/mdropcache" -T -f "$DISK/one"
		[ -s "$err" ]
	}
	again unsyncable
	exits "no sync of one file" 0
	ok "no sync of one file: notice" grep -q "its file system is" "$err"
	SHIM_FDATASYNC=5
	not_synced() {
		echo more >>"$DISK/one"
		run shim "$BIN/mdropcache" -T -f "$DISK/one"
		[ "$(column freed "$DISK/one")" = 0 ]
	}
	again not_synced
	exits "sync error" 1
	ok "sync error: is said" grep -q "one: Input/output error" "$err"
	is "sync error: nothing is dropped" "$(column freed "$DISK/one")" 0
	is "sync error: is why pages stay" "$(column stays "$DISK/one")" \
		"not tried: sync failed"
	export SHIM_CACHESTAT=38
	again not_synced
	is "sync error, no cachestat: is why pages stay" \
		"$(column stays "$DISK/one")" "not tried: sync failed"
	unset SHIM_CACHESTAT
	unset SHIM_FDATASYNC
else
	skip "old kernels" "no library can be put in front of this command's"
fi

# --- root, and nobody ------------------------------------------------------

if [ "$user" -ne 0 ]; then
	run mdropcache 3
	exits "not root" 1
	silent "not root"
	skip "the running kernel, other users" "not root"
	done_testing
	exit
fi

# Where the build is, others may not go.
cp "$BIN/mdropcache" "$DISK/mdropcache"
run nobody "$DISK/mdropcache"
if [ "$status" -ne 0 ]; then
	skip "other users" "they cannot run a copy of mdropcache"
else
	run nobody "$DISK/mdropcache" 3
	exits "nobody: refused" 1
	silent "nobody: refused"
	complains "nobody: refused" <<'END'
mdropcache: /proc/sys/vm/drop_caches: Permission denied (only root may; -f works without); nothing was dropped
END
	run nobody "$DISK/mdropcache" -n 3
	exits "nobody: a dry run is refused too" 1
	file_make own 256
	file_make roots 256
	file_make secret 256
	chown 65534:65534 "$DISK/own"
	chmod 644 "$DISK/roots"
	chmod 600 "$DISK/secret"
	again seen "$DISK/own" 262144 \
		nobody "$DISK/mdropcache" -T -f "$DISK/own"
	exits "nobody: an own file" 0
	is "nobody: an own file" "$(column freed "$DISK/own")" 262144
	witness "nobody: an own file is cold" "$DISK/own" 0
	# It may not be told how much stays: somebody else looks.
	roots() {
		warm "$DISK/roots"
		run nobody "$DISK/mdropcache" -T -f "$DISK/roots"
		[ -z "$has_fincore" ] || [ "$(resident "$DISK/roots")" = 0 ]
	}
	again roots
	if [ "$status" -eq 0 ]; then
		# Before 6.14, cachestat told everybody.
		is "nobody: root's file" "$(column after "$DISK/roots")" 0
	else
		is "nobody: root's file is not told" \
			"$(column after "$DISK/roots")" -
	fi
	witness "nobody: root's file is cold" "$DISK/roots" 0
	again beside "$DISK/secret" 262144 \
		nobody "$DISK/mdropcache" -T -f "$DISK/secret"
	exits "nobody: a secret file" 1
	is "nobody: a secret file" "$(wc -l <"$out")" 1
	stayed "nobody: a secret file stays" 262144

	# A range that cuts a large folio, if there are any.
	folio() {
		dd if=/dev/zero of="$DISK/folio" bs=1M count=4 conv=fsync \
			status=none
		chown 65534 "$DISK/folio"
		run "$@" "$DISK/mdropcache" -T -f --ranges "$page,$page" \
			"$DISK/folio"
		[ "$(column before "$DISK/folio")" = "$page" ] &&
			[ "$(column stays "$DISK/folio")" != "in use" ]
	}
	again folio env
	if [ "$(column after "$DISK/folio")" = 0 ]; then
		skip "large folios" "this file system makes none"
	elif ! head -c 8 /proc/kpageflags >/dev/null 2>&1; then
		skip "large folios" "no /proc/kpageflags"
	else
		is "large folio" "$(column stays "$DISK/folio")" "large folio"
		again folio nobody
		is "large folio: is not told" \
			"$(column stays "$DISK/folio")" -
	fi
fi

# A root that is not the machine's, as in a container.  (A user that
# root maps to itself is the machine's.)
if nobody unshare --user --map-root-user "$DISK/mdropcache" --version \
	>/dev/null 2>&1; then
	run nobody unshare --user --map-root-user "$DISK/mdropcache" 3
	exits "user namespace" 1
	ok "user namespace: is said" grep -q "container without the right" \
		"$err"
else
	skip "user namespace" "cannot be made"
fi
if unshare --mount true 2>/dev/null; then
	# shellcheck disable=SC2016 # the inner shell's
	run unshare --mount sh -c 'mount --bind /proc/sys /proc/sys &&
		mount -o remount,bind,ro /proc/sys && exec "$1" 3' - \
		"$BIN/mdropcache"
	exits "read-only /proc" 1
	silent "read-only /proc"
	complains "read-only /proc" <<'END'
mdropcache: /proc/sys/vm/drop_caches: Read-only file system (a container, or /proc mounted read-only); nothing was dropped
END
	# cachestat sees nothing on overlayfs: the witness is mincore.
	mkdir -p "$DISK/lower" "$DISK/upper" "$DISK/work" "$DISK/merged"
	head -c 65536 /dev/urandom >"$DISK/lower/file"
	sync "$DISK/lower/file"
	cat >"$TMP/overlay" <<'END'
mount -t overlay -o "lowerdir=$1/lower,upperdir=$1/upper,workdir=$1/work" \
	overlay "$1/merged" || exit 99
cat "$1/merged/file" >/dev/null
"$2" -T -f "$1/merged/file"
END
	overlaid() {
		run unshare --mount sh "$TMP/overlay" "$DISK" \
			"$BIN/mdropcache"
		[ "$status" -ne 0 ] || {
			[ "$(column before "$DISK/merged/file")" = 65536 ] &&
			dropped "$DISK/merged/file"
		}
	}
	again overlaid
	if [ "$status" -eq 99 ]; then
		skip "overlayfs" "cannot be mounted"
	else
		exits "overlayfs" 0
		is "overlayfs: before" \
			"$(column before "$DISK/merged/file")" 65536
		is "overlayfs: freed" \
			"$(column freed "$DISK/merged/file")" 65536
	fi
	# A disk that fails: a loop device over a file that cannot grow.
	root=$(root_of failing) || exit 1
	mkdir -p "$root/proc/sys/vm" "$DISK/failing"
	: >"$root/proc/sys/vm/drop_caches"
	cp /proc/meminfo "$root/proc/meminfo"
	cat >"$TMP/fail" <<'END'
cd "$1/failing" && mount -t tmpfs -o size=4m tmpfs . && cd "$1/failing" &&
	truncate -s 32M image && mkfs.ext4 -q -F -O ^has_journal image &&
	mkdir disk && mount -o loop image disk || exit 99
cat "$4" >disk/file
"$2" --root "$3" 3
status=$?
# Another file, of which nobody was told; sync does not tell.
cat "$4" >disk/another
sync
"$2" -f disk/another >/dev/null && exit 98
exit $status
END
	head -c 8388608 /dev/urandom >"$TMP/bytes"
	run unshare --mount sh "$TMP/fail" "$DISK" "$BIN/mdropcache" \
		"$root" "$TMP/bytes"
	if [ "$status" -eq 99 ]; then
		skip "a disk that fails" "no loop device, or no mkfs.ext4"
	else
		exits "a disk that fails" 1
		silent "a disk that fails"
		ok "a disk that fails: is said" grep -q \
			"sync of $DISK/failing/disk: .*; nothing was" "$err"
		ok "a disk that fails: nothing is dropped" \
			test ! -s "$root/proc/sys/vm/drop_caches"
	fi
	# A file system of two layers, with a file of another one in it.
	cat >"$TMP/layers" <<'END'
mkdir "$1/layers" && mount -t tmpfs tmpfs "$1/layers" && cd "$1/layers" &&
	mkdir low merged other && echo low >low/low && echo bind >low/bind &&
	mount -t tmpfs tmpfs other && echo other >other/file &&
	mkdir "$1/up" "$1/up/layer" "$1/up/work" && echo up >"$1/up/layer/up" &&
	mount -t overlay -o "lowerdir=low,upperdir=$1/up/layer,\
workdir=$1/up/work" overlay merged && mount --bind other/file merged/bind ||
	exit 99
"$2" -T -l -r -x merged
END
	run unshare --mount sh "$TMP/layers" "$DISK" "$BIN/mdropcache"
	if [ "$status" -eq 99 ]; then
		skip "one file system of two layers" "cannot be mounted"
	else
		exits "one file system of two layers" 0
		is "one file system of two layers" \
			"$(cut -f 9 "$out" | sort | tr '\n' ' ')" \
			"- merged/low merged/up path "
	fi
	# One file system.
	mkdir "$tree/mount"
	cat >"$TMP/mounted" <<'END'
mount -t tmpfs tmpfs "$1/mount" || exit 99
echo x >"$1/mount/inside"
"$2" -T -l -r -x "$1"
END
	run unshare --mount sh "$TMP/mounted" "$tree" "$BIN/mdropcache"
	if [ "$status" -eq 99 ]; then
		skip "one file system" "no tmpfs can be mounted"
	else
		exits "one file system" 0
		is "one file system" "$(grep -c inside "$out")" 0
	fi
else
	skip "read-only /proc, overlayfs, -x" "no mount namespaces"
fi

# --- the running kernel ----------------------------------------------------

# Once a build: the sanitizers see the same code on copies.
case $BIN in
*/san/*)
	skip "the running kernel" "done with the other build"
	done_testing
	exit
	;;
esac

if [ ! -w /proc/sys/vm/drop_caches ]; then
	skip "the running kernel" "drop_caches is not writable"
	done_testing
	exit
fi
file_make large 262144
before=$(cksum <"$DISK/large")
again beside "$DISK/large" 268435456 true
stayed "large: cached" 268435456
again seen "$DISK/large" 268435456 mdropcache -T -f "$DISK/large"
is "large: -f" "$(column freed "$DISK/large")" 268435456
witness "large: cold after -f" "$DISK/large" 0
is "large: checksum" "$(cksum <"$DISK/large")" "$before"

# Somebody keeps writing; a line must never be lost.
perl -e '$| = 1; $SIG{TERM} = sub { $end = 1 };
	open F, ">", $ARGV[0]; select F; $| = 1;
	for ($i = 0; !$end; $i++) { print F "$i\n" }
	close F; open F, ">", $ARGV[1]; print F $i' \
	"$DISK/writing" "$TMP/lines" &
writer=$!
until_true test -s "$DISK/writing"
run mdropcache -T -f "$DISK/writing"
exits "a writer: -f" 0
# Level 2 promises nothing about pages: with an inode that nobody uses, its
# pages may go.
level_run() {
	warm "$DISK/large"
	head -c 4194304 /dev/urandom >"$DISK/fresh"
	fresh=$(cksum <"$DISK/fresh")
	run mdropcache -T --quiet-log "$1"
	[ "$1" = 2 ] || {
		[ "$(cell page_cache freed)" -gt 200000000 ] &&
		{ [ -z "$has_fincore" ] ||
			[ "$(resident "$DISK/large")" = 0 ]; }
	}
}
for level in 1 2 3; do
	again level_run $level
	exits "level $level" 0
	[ $level = 2 ] || witness "level $level: cold" "$DISK/large" 0
	is "level $level: what was dirty is there" \
		"$(cksum <"$DISK/fresh")" "$fresh"
	[ $level = 2 ] || ok "level $level: says what it freed" \
		test "$(cell page_cache freed)" -gt 200000000
done
kill $writer
wait $writer
is "a writer: no line is lost" "$(wc -l <"$DISK/writing")" \
	"$(cat "$TMP/lines")"
is "a writer: nor changed" "$(seq 0 $(($(cat "$TMP/lines") - 1)) | cksum)" \
	"$(cksum <"$DISK/writing")"
is "large: checksum after all" "$(cksum <"$DISK/large")" "$before"

done_testing
