/* process.c: the files of a process, and several of them as one. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static struct meminfo_stat	stat_;
static struct meminfo_statm	statm;
static struct meminfo_status	status;
static struct meminfo_usage	rollup;

#define FIELDS " 1 2 3 34817 -1 4194304 11 12 13 14 15 16 17 18 -100 -20 5 0 " \
	"99 4096 7 18446744073709551615 0\n"

START_TEST(stat_fields)
{
	ck_assert_int_eq(PARSE(meminfo_stat_parse, "42 (sh) S" FIELDS,
	    &stat_), 0);
	ck_assert_str_eq(stat_.comm, "sh");
	ck_assert_int_eq(stat_.state, 'S');
	ck_assert_uint_eq(stat_.ppid, 1);
	ck_assert_int_eq(stat_.terminal, 34817);
	ck_assert_uint_eq(stat_.flags, 4194304);
	ck_assert_uint_eq(stat_.minor_faults, 11);
	ck_assert_uint_eq(stat_.major_faults, 13);
	ck_assert_uint_eq(stat_.user_ticks, 15);
	ck_assert_uint_eq(stat_.system_ticks, 16);
	ck_assert_int_eq(stat_.priority, -100);
	ck_assert_int_eq(stat_.nice, -20);
	ck_assert_uint_eq(stat_.threads, 5);
	ck_assert_uint_eq(stat_.start_ticks, 99);
	ck_assert_uint_eq(stat_.size, 4096);
}
END_TEST

static const char *const comm[] = {
	"", " ", ")", "(", ") S 1 2", "a\nb", "a) R 1\n\x1b[1m\xff", "((()))",
	"tmux: server", "\\n",
	"sixty-three bytes that a worker of the kernel may have as a nam",
};

START_TEST(comm_is_whatever_it_is)
{
	char	text[512];
	int	n = snprintf(text, sizeof(text), "42 (%s) S" FIELDS,
	    comm[_i]);

	ck_assert_int_eq(meminfo_stat_parse(text, (size_t)n, &stat_), 0);
	ck_assert_str_eq(stat_.comm, comm[_i]);
	ck_assert_int_eq(stat_.state, 'S');
	ck_assert_uint_eq(stat_.start_ticks, 99);
}
END_TEST

static const char *const bad_stat[] = {
	"", "\n", "42", "42 (sh", "42 sh) S 1\n", ")(\n",
	"42 (sh) S 1 2 3\n",
	"42 (sh) S" " 1 2 3 4 -1 4 11 12 13 14 15 16 17 18 20 0 5 0 99\n",
	"42 (sh) S" " 1 2 3 4 -1 4 11 12 13 14 15 16 17 18 20 0 5 0 99 4096",
	"42 (sh)S 1 2 3 4 -1 4 11 12 13 14 15 16 17 18 20 0 5 0 99 4096 7\n",
	"42 (sh)  1 2 3 4 -1 4 11 12 13 14 15 16 17 18 20 0 5 0 99 4096 7\n",
	"42 (sh) S 1  2 3 4 -1 4 11 12 13 14 15 16 17 18 20 0 5 0 9 4096 7\n",
	"42 (sh) S 1 2 3 4 -1 4 11 12 13 14 15 16 17 18 20 0 5 0 x 4096 7\n",
	"42 (sixty-four bytes are one more than any name that the kernel has.) "
	    "S" FIELDS,
};

START_TEST(bad_stat_is_an_error)
{
	ASSERT_FAILS(PARSE(meminfo_stat_parse, bad_stat[_i], &stat_),
	    EBADMSG);
}
END_TEST

START_TEST(a_wrong_number_in_stat_goes_alone)
{
	ck_assert_int_eq(PARSE(meminfo_stat_parse, "42 (sh) S -1 2 3 4 -1 "
	    "99999999999999999999 11 12 13 14 15 16 17 18 "
	    "99999999999999999999 0 5 0 99 18446744073709551615 7\n", &stat_),
	    0);
	ck_assert_uint_eq(stat_.ppid, MEMINFO_ABSENT);
	ck_assert_uint_eq(stat_.flags, 0);
	ck_assert_int_eq(stat_.priority, MEMINFO_NO_NUMBER);
	ck_assert_int_eq(stat_.nice, 0);
	ck_assert_uint_eq(stat_.start_ticks, 99);
	ck_assert_uint_eq(stat_.size, MEMINFO_ABSENT);
}
END_TEST

START_TEST(statm_fields)
{
	ck_assert_int_eq(PARSE(meminfo_statm_parse, "268435456 400 372 5 0 1 "
	    "0\n", &statm), 0);
	ck_assert_uint_eq(statm.size_pages, 268435456);
	ck_assert_uint_eq(statm.rss_pages, 400);
	ck_assert_uint_eq(statm.shared_pages, 372);
}
END_TEST

static const char *const bad_statm[] = {
	"", "\n", "1\n", "1 2\n", "1 2 3", "1 2 -3\n", "a b c\n",
};

START_TEST(a_wrong_number_in_statm_goes_alone)
{
	ck_assert_int_eq(PARSE(meminfo_statm_parse,
	    "1 99999999999999999 18446744073709551616\n", &statm), 0);
	ck_assert_uint_eq(statm.size_pages, 1);
	ck_assert_uint_eq(statm.rss_pages, MEMINFO_ABSENT);
	ck_assert_uint_eq(statm.shared_pages, MEMINFO_ABSENT);
}
END_TEST

START_TEST(bad_statm_is_an_error)
{
	ASSERT_FAILS(PARSE(meminfo_statm_parse, bad_statm[_i], &statm),
	    EBADMSG);
}
END_TEST

START_TEST(status_fields)
{
	ck_assert_int_eq(PARSE(meminfo_status_parse,
	    "Name:\ta\\nb\\\\\\x \nState:\tD (disk sleep)\nPPid:\t7\n"
	    "Uid:\t1\t2\t3\t4294967294\nVmSize:\t 8 kB\nVmRSS:\t4 kB\n"
	    "RssAnon:\t1 kB\nVmSwap:\t0 kB\nThreads:\t2\n", &status), 0);
	ck_assert_str_eq(status.comm, "a\nb\\\\x ");
	ck_assert_int_eq(status.state, 'D');
	ck_assert_uint_eq(status.ppid, 7);
	ck_assert_uint_eq(status.uid, 1);
	ck_assert_uint_eq(status.effective_uid, 2);
	ck_assert_uint_eq(status.saved_uid, 3);
	ck_assert_uint_eq(status.fs_uid, 4294967294);
	ck_assert_uint_eq(status.size, 8192);
	ck_assert_uint_eq(status.rss, 4096);
	ck_assert_uint_eq(status.anon, 1024);
	ck_assert_uint_eq(status.swap, 0);
	ck_assert_uint_eq(status.shmem, MEMINFO_ABSENT);
	ck_assert_uint_eq(status.kernel_thread, MEMINFO_ABSENT);
	ck_assert_uint_eq(status.threads, 2);
}
END_TEST

/* 65,536 groups make a line of half a MiB; what stands behind it counts. */
START_TEST(status_with_a_long_line)
{
	size_t	size = 600000, n;
	char	*text = malloc(size);

	n = (size_t)snprintf(text, size, "Name:\tx\nGroups:\t");
	memset(text + n, '7', 500000);
	n += 500000;
	n += (size_t)snprintf(text + n, size - n, "\nThreads:\t3\n");
	ck_assert_int_eq(meminfo_status_parse(text, n, &status), 0);
	ck_assert_uint_eq(status.threads, 3);
	free(text);
}
END_TEST

static const char *const bad_status[] = {
	"", "\n", "Nothing:\t1\n", "Threads:\t1\n",
	"Name:\tx\nState:\t\n", "Name:\tx",
	"Name:\tx\nState:\tSS\n",
	"Name:\tsixty-four bytes are one more than any name that the kernel "
	    "has..\n",
};

static const char *const wrong_status[] = {
	"Threads:\t-1\n", "Uid:\t1\t2\t3\n", "Uid:\t1\t2\t3\t4294967296\n",
	"VmRSS:\t4\n", "VmRSS:\t4 MB\n", "VmRSS:\t18446744073709551612 kB\n",
	"VmRSS:\t4",
};

START_TEST(a_wrong_number_in_status_goes_alone)
{
	char	text[128];

	snprintf(text, sizeof(text), "Name:\tx\nVmSwap:\t4 kB\n%s",
	    wrong_status[_i]);
	ck_assert_int_eq(PARSE(meminfo_status_parse, text, &status), 0);
	ck_assert_uint_eq(status.swap, 4096);
	ck_assert_uint_eq(status.rss, MEMINFO_ABSENT);
	ck_assert_uint_eq(status.threads, MEMINFO_ABSENT);
	ck_assert_uint_eq(status.fs_uid, MEMINFO_ABSENT);
	ck_assert_uint_eq(status.wrong.count, 1);
	ck_assert_mem_eq(status.wrong.key[0], wrong_status[_i],
	    strlen(status.wrong.key[0]));
	ck_assert_int_eq(meminfo_status_has_memory(&status), 1);
}
END_TEST

START_TEST(bad_status_is_an_error)
{
	ASSERT_FAILS(PARSE(meminfo_status_parse, bad_status[_i], &status),
	    EBADMSG);
}
END_TEST

START_TEST(rollup_adds_up_mappings)
{
	ck_assert_int_eq(PARSE(meminfo_rollup_parse,
	    "1-2 r--p 0 0:0 0 [heap]\nSize: 9 kB\nRss: 4 kB\nPss: 2 kB\n"
	    "Private_Clean: 1 kB\nPrivate_Dirty: 2 kB\n"
	    "Shared_Hugetlb: 0 kB\nPrivate_Hugetlb: 0 kB\n"
	    "VmFlags: rd ex\n"
	    "2-3 r--p 0 0:0 0 /Pss: 7 kB\nRss: 8 kB\nPss: 1 kB\n"
	    "Private_Clean: 0 kB\nPrivate_Dirty: 3 kB\n"
	    "Shared_Hugetlb: 0 kB\nPrivate_Hugetlb: 2048 kB\n", &rollup),
	    0);
	ck_assert_uint_eq(rollup.rss, 12 * 1024);
	ck_assert_uint_eq(rollup.pss, 3 * 1024);
	ck_assert_uint_eq(rollup.swap_pss, MEMINFO_ABSENT);
	ck_assert_uint_eq(meminfo_usage_uss(&rollup),
	    (6 + 2048) * 1024);
}
END_TEST

/* Neither half of a sum, nor one that no machine has, is a sum. */
START_TEST(a_sum_of_which_a_part_is_not_known_is_absent)
{
	ck_assert_int_eq(PARSE(meminfo_rollup_parse,
	    "1-2 r--p 0 0:0 0\nRss: 4 kB\nPss: 2 kB\nSwap: x kB\n"
	    "SwapPss: 281474976710655 kB\n"
	    "2-3 r--p 0 0:0 0\nPss: 1 kB\nSwap: 1 kB\n"
	    "SwapPss: 281474976710655 kB\n", &rollup), 0);
	ck_assert_uint_eq(rollup.rss, MEMINFO_ABSENT);
	ck_assert_uint_eq(rollup.pss, 3 * 1024);
	ck_assert_uint_eq(rollup.swap, MEMINFO_ABSENT);
	ck_assert_uint_eq(rollup.swap_pss, MEMINFO_ABSENT);
	ck_assert_uint_eq(rollup.wrong.count, 1);
	ck_assert_str_eq(rollup.wrong.key[0], "Swap");
}
END_TEST

static const char *const bad_rollup[] = {
	"", "\n", "Pss: 1\n", "Pss: x kB\n", "Name: x\n",
};

START_TEST(bad_rollup_is_an_error)
{
	ASSERT_FAILS(PARSE(meminfo_rollup_parse, bad_rollup[_i], &rollup),
	    EBADMSG);
}
END_TEST

START_TEST(cmdline_is_one_line)
{
	char	text[] = "ls\0-l\0\0a b\0\0\0", none[] = "\0\0";

	ck_assert_uint_eq(meminfo_cmdline_parse(text, sizeof(text)), 10);
	ck_assert_mem_eq(text, "ls -l  a b", 10);
	ck_assert_uint_eq(meminfo_cmdline_parse(none, sizeof(none)), 0);
	ck_assert_uint_eq(meminfo_cmdline_parse(none, 0), 0);
}
END_TEST

START_TEST(oom_adjust)
{
	int64_t	adjust;

	ck_assert_int_eq(PARSE(meminfo_oom_adjust_parse, "-1000\n", &adjust),
	    0);
	ck_assert_int_eq(adjust, -1000);
	ck_assert_int_eq(PARSE(meminfo_oom_adjust_parse, "7", &adjust), 0);
	ck_assert_int_eq(adjust, 7);
	ASSERT_FAILS(PARSE(meminfo_oom_adjust_parse, "", &adjust), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_oom_adjust_parse, "-", &adjust), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_oom_adjust_parse, "--1", &adjust), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_oom_adjust_parse, "1001", &adjust),
	    EBADMSG);
}
END_TEST

#define ASSERT_GONE(call) do { \
	ck_assert_int_eq((call), -1); \
	ck_assert(errno == ENOENT || errno == ESRCH); \
} while (0)

START_TEST(a_directory_never_speaks_for_another)
{
	static struct meminfo_process	process;
	int				proc = meminfo_proc_open(MEMINFO_HOST);
	int				dir;
	pid_t				pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	ck_assert_int_eq(meminfo_proc_is_live(proc), 1);
	dir = meminfo_process_open(proc, pid);
	ck_assert_int_ge(dir, 0);
	ck_assert_int_eq(meminfo_process_read(dir, 0, MEMINFO_STAT |
	    MEMINFO_STATM | MEMINFO_STATUS | MEMINFO_OWNER, &process, NULL), 0);
	ck_assert_uint_eq(process.owner, (uint64_t)geteuid());
	ck_assert_uint_eq(process.status.effective_uid, process.owner);
	ck_assert_str_eq(process.stat.comm, process.status.comm);
	ck_assert_uint_gt(process.statm.rss_pages, 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	ASSERT_GONE(meminfo_process_read(dir, 0, MEMINFO_STAT, &process, NULL));
	ck_assert_int_eq(meminfo_process_read(proc, pid, MEMINFO_OWNER,
	    &process, NULL), -1);
	ck_assert_int_eq(errno, ENOENT);
	/* Neither is one that has ended one that has no rollup. */
	ASSERT_GONE(meminfo_process_read(dir, 0, MEMINFO_ROLLUP |
	    MEMINFO_OWNER, &process, NULL));
	ASSERT_GONE(meminfo_process_read(proc, pid, MEMINFO_ROLLUP,
	    &process, NULL));
}
END_TEST

START_TEST(a_zombie_has_no_rollup_and_is_there)
{
	static struct meminfo_process	process;
	int				proc = meminfo_proc_open(MEMINFO_HOST);
	siginfo_t			info;
	pid_t				pid = fork();

	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT),
	    0);
	ck_assert_int_eq(meminfo_process_read(proc, pid, MEMINFO_ROLLUP |
	    MEMINFO_OWNER, &process, NULL), 0);
	ck_assert_int_eq(process.rollup_error, ESRCH);
	ck_assert_uint_eq(process.owner, (uint64_t)geteuid());
	waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(shared_pids_come_once)
{
	static struct meminfo_pids	one, other;
	static unsigned char		seen[1 << 23];
	int				proc = meminfo_proc_open(MEMINFO_HOST);
	int				more, found = 0;
	pid_t				pid;

	ck_assert_int_eq(meminfo_pids_open(&one, proc), 0);
	meminfo_pids_share(&other, &one);
	while ((more = meminfo_pids_next(found % 2 ? &one : &other,
	    &pid)) == 1) {
		ck_assert_int_lt(pid, 1 << 23);
		ck_assert_int_eq(seen[pid]++, 0);
		found++;
	}
	while ((more = meminfo_pids_next(found % 2 ? &other : &one,
	    &pid)) == 1)
		ck_assert_int_eq(seen[pid]++, 0);
	ck_assert_int_eq(more, 0);
	ck_assert_int_eq(seen[getpid()], 1);
	meminfo_pids_close(&one);
}
END_TEST

UNIT_SUITE(
	TEST(stat_fields),
	EACH(comm_is_whatever_it_is, comm),
	EACH(bad_stat_is_an_error, bad_stat),
	TEST(statm_fields),
	EACH(bad_statm_is_an_error, bad_statm),
	TEST(status_fields),
	TEST(status_with_a_long_line),
	EACH(bad_status_is_an_error, bad_status),
	TEST(a_wrong_number_in_stat_goes_alone),
	TEST(a_wrong_number_in_statm_goes_alone),
	EACH(a_wrong_number_in_status_goes_alone, wrong_status),
	TEST(rollup_adds_up_mappings),
	TEST(a_sum_of_which_a_part_is_not_known_is_absent),
	EACH(bad_rollup_is_an_error, bad_rollup),
	TEST(cmdline_is_one_line),
	TEST(oom_adjust),
	TEST(a_directory_never_speaks_for_another),
	TEST(a_zombie_has_no_rollup_and_is_there),
	TEST(shared_pids_come_once))
