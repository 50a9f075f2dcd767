/* samples.c: samples as TSV, and their processes. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mleakwatch/report/report.h"
#include "mleakwatch/samples/samples.h"
#include "unit.h"

static struct processes	processes;
static struct samples	samples;
static int		kinds[ADD_RESULTS];

static void
take(struct samples *from, const struct sample *sample, const char *line,
    size_t length)
{
	ck_assert_ptr_eq(from, &samples);
	ck_assert_int_eq(line[length - 1], '\n');
	kinds[process_add(&processes,
	    processes_get(&processes, sample), sample)]++;
}

static size_t
parse(const char *text)
{
	memset(kinds, 0, sizeof(kinds));
	processes_begin(&processes, UINT64_MAX);
	samples_begin(&samples, take, NULL);
	return samples_text(&samples, text, strlen(text));
}

START_TEST(signal_of_a_row)
{
	struct process	**list;

	ck_assert_uint_eq(parse("x\tanon\ttime\tpid\tswap\tshmem\trss\tcomm\n"
	    "junk\t100\t1.250\t7\t20\t3\t999\ta\\tb\n"
	    "\t-\t2\t8\t-\t-\t50\t-\n"), 83);
	list = processes_list(&processes);
	ck_assert_uint_eq(processes.count, 2);
	ck_assert_uint_eq(list[0]->pid, 7);
	ck_assert_uint_eq(list[0]->start, MEMINFO_ABSENT);
	ck_assert_str_eq(list[0]->comm, "a\tb");
	ck_assert(!list[0]->by_rss);
	ck_assert(fabs(list[0]->series.first_value - 123) < 1e-9);
	ck_assert(fabs(list[0]->series.start - 1.25) < 1e-9);
	ck_assert(list[1]->by_rss);
	ck_assert(fabs(list[1]->series.first_value - 50) < 1e-9);
	free(list);
	processes_free(&processes);
}
END_TEST

START_TEST(headers_on_the_way)
{
	parse("time\tpid\trss\n1\t2\t3\ntime\tpid\trss\n2\t2\t3\n"
	    "rss\tpid\ttime\n4\t2\t3\n");
	ck_assert_uint_eq(samples.count, 3);
	ck_assert_uint_eq(samples.malformed, 0);
	ck_assert_uint_eq(processes.count, 1);
	ck_assert_int_eq(kinds[SAMPLE_ADDED], 3);
	processes_free(&processes);
}
END_TEST

START_TEST(who_it_is)
{
	parse("time\thost\tpid\tstart\tanon\n1\ta\t1\t5\t1\n1\tb\t1\t5\t1\n"
	    "1\ta\t1\t6\t1\n2\ta\t1\t5\t1\n");
	ck_assert_uint_eq(processes.count, 3);
	processes_free(&processes);
}
END_TEST

/* A pid and start that come again after a reboot are another process's. */
START_TEST(another_boot)
{
	parse("time\tpid\tstart\tboot\tanon\n1\t1\t5\t-\t1\n"
	    "2\t1\t5\t1a2b3c4d\t1\n3\t1\t5\t1a2b3c4d-9\t1\n"
	    "4\t1\t5\t99999999\t1\n5\t1\t5\tx\t1\n");
	ck_assert_uint_eq(samples.count, 5);
	ck_assert_uint_eq(processes.count, 2);
	processes_free(&processes);
}
END_TEST

/* Another program's column of this name, in another format, is no CPU time. */
START_TEST(work_of_a_row)
{
	struct process	**list;

	parse("time\tpid\tcputime\thugetlb\tanon\trss\n"
	    "1\t1\t1.250\t2097152\t1\t1\n2\t1\t1:02.33\t-\t1\t1\n"
	    "3\t2\t-\t2097152\t-\t7\n");
	ck_assert_uint_eq(samples.malformed, 0);
	list = processes_list(&processes);
	ck_assert(fabs(list[0]->series.work_base - 1.25) < 1e-9);
	ck_assert(fabs(list[0]->series.first_value - 2097153) < 1e-9);
	ck_assert(fabs(list[0]->series.last_value - 1) < 1e-9);
	ck_assert(fabs(list[1]->series.first_value - 2097159) < 1e-9);
	free(list);
	processes_free(&processes);
}
END_TEST

static const char *const	malformed[] = {
	"time\tpid\tanon\n1\t2\n", "time\tpid\tanon\nx\t2\t3\n",
	"time\tpid\tanon\n1\t-\t3\n", "time\tpid\tanon\n1\t2\t3x\n",
	"time\tpid\tanon\n1\t2\t9999999999999999999\n",
	"time\tpid\n1\t2\n", "1\t2\t3\n", "time\tanon\n",
};

START_TEST(malformed_lines)
{
	parse(malformed[_i]);
	ck_assert_uint_eq(samples.count, 0);
	ck_assert_uint_eq(samples.malformed, 1);
	processes_free(&processes);
}
END_TEST

START_TEST(kinds_of_trouble)
{
	parse("time\tpid\tanon\trss\n2\t1\t5\t6\n1\t1\t5\t6\n2\t1\t5\t6\n"
	    "1\t1\t5\t6\n3\t1\t-\t6\n4\t1\t-\t-\n");
	ck_assert_int_eq(kinds[SAMPLE_ADDED], 1);
	ck_assert_int_eq(kinds[SAMPLE_LATE], 1);
	ck_assert_int_eq(kinds[SAMPLE_AGAIN], 2);
	ck_assert_int_eq(kinds[SAMPLE_MIXED], 1);
	ck_assert_int_eq(kinds[SAMPLE_NO_MEMORY], 1);
	processes_free(&processes);
}
END_TEST

/* A late sample does not bring back the name of before. */
START_TEST(name_it_had_last)
{
	struct process	**list;

	parse("time\tpid\tanon\tcomm\n1\t1\t5\tsh\n3\t1\t5\tcat\n"
	    "2\t1\t5\tsh\n");
	list = processes_list(&processes);
	ck_assert_str_eq(list[0]->comm, "cat");
	free(list);
	processes_free(&processes);
}
END_TEST

static bool	key;		/* the next lives are of no process */

/* pid, from, to: of samples that are a second apart. */
static void
life(uint64_t pid, const char *host, int from, int to)
{
	struct sample	sample = { .pid = pid, .anon = 1, .host = host,
			    .host_length = strlen(host), .keyed = key };

	for (; from <= to; from++) {
		sample.time = from;
		process_add(&processes,
		    processes_get(&processes, &sample), &sample);
	}
}

START_TEST(ended_while_others_go_on)
{
	static const bool	 ended[] = { true, false, false, false,
				    false };
	struct process		**list;
	size_t			 i;

	processes_begin(&processes, UINT64_MAX);
	life(0, "a", 0, 50);	/* while 1 goes on */
	life(1, "a", 0, 100);
	life(2, "a", 60, 97);	/* three are missed */
	life(3, "b", 0, 50);	/* another host */
	life(4, "b", 60, 100);	/* not seen before 3 stops */
	list = processes_list(&processes);
	recording_mark_ended(list, 5);
	for (i = 0; i < 5; i++)
		ck_assert_int_eq(list[i]->ended, ended[list[i]->pid]);
	free(list);
	processes_free(&processes);
}
END_TEST

START_TEST(keys_end_while_others_go_on)
{
	static const bool	 ended[] = { true, false, false, false };
	struct process		**list;
	size_t			 i;

	processes_begin(&processes, UINT64_MAX);
	key = true;
	life(0, "a\tfilp", 0, 50);
	life(1, "a\tpid", 0, 100);
	life(2, "b\tfilp", 0, 50);	/* another host */
	key = false;
	life(3, "a", 0, 50);		/* another recorder */
	list = processes_list(&processes);
	recording_mark_ended(list, 4);
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(list[i]->ended, ended[list[i]->pid]);
	free(list);
	processes_free(&processes);
}
END_TEST

START_TEST(many_processes)
{
	struct sample	 sample = { .time = 1, .anon = 1, .host = "" };
	struct process	*first;
	uint64_t	 i;

	processes_begin(&processes, UINT64_MAX);
	first = processes_get(&processes, &sample);
	for (i = 0; i < 3000; i++) {
		sample.pid = i;
		process_add(&processes,
		    processes_get(&processes, &sample), &sample);
	}
	ck_assert_uint_eq(processes.count, 3000);
	sample.pid = 0;
	ck_assert_ptr_eq(processes_get(&processes, &sample), first);
	processes_remove(&processes, first);
	ck_assert_uint_eq(processes.count, 2999);
	processes_free(&processes);
}
END_TEST

static const struct {
	struct mappings	 mappings;
	const char	*text;
} grown[] = {
	{ { { 0 }, { 0 } }, "" },
	{ { { 4096, 0, 8192, 0, 0 }, { 4096, 0, 4096, 0, 0 } }, "" },
	{ { { 1e6, 0, 0, 0, 0 }, { 2e6, 1e6, 0, 2e6, 0 } },
	    "shmem 50 %, [heap] 25 %, anonymous 25 %" },
	{ { { 0 }, { 1e9, 1e6, 0, 0, 0 } }, "[heap] 100 %" },
	{ { { 0 }, { 1, 1, 1, 1, 1 } }, "[heap] 20 %, anonymous 20 %, "
	    "[stack] 20 %, shmem 20 %, files 20 %" },
};

START_TEST(where_it_grew)
{
	char	text[MAPPINGS_TEXT];

	ck_assert_uint_eq(mappings_text(text, &grown[_i].mappings),
	    strlen(grown[_i].text));
	ck_assert_str_eq(text, grown[_i].text);
}
END_TEST

/* FNV-1a, the hash that anybody would guess. */
static uint32_t
name_hash(const char *name)
{
	uint32_t	hash = 2166136261;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619;
	return hash;
}

/* Names that others choose do not make a search as long as the list. */
START_TEST(names_that_meet)
{
	struct sample		 sample = { .time = 1, .pid = 7,
				    .start = MEMINFO_ABSENT, .rss = 4096,
				    .anon = MEMINFO_ABSENT };
	const struct host	*host;
	char			 name[16];
	unsigned		 i;
	size_t			 slot, chain, longest = 0;

	processes_begin(&processes, UINT64_MAX);
	for (i = 0; processes.host_count < 500; i++) {
		snprintf(name, sizeof(name), "%u", i);
		if (name_hash(name) % 1024 != 0)
			continue;
		sample.host = name;
		sample.host_length = strlen(name);
		processes_get(&processes, &sample);
	}
	ck_assert_uint_eq(processes.count, 500);
	for (slot = 0; slot < processes.host_slots; slot++) {
		chain = 0;
		for (host = processes.host_slot[slot]; host != NULL;
		    host = host->next)
			chain++;
		longest = chain > longest ? chain : longest;
	}
	ck_assert_uint_lt(longest, 20);
	processes_free(&processes);
}
END_TEST

UNIT_SUITE(
	TEST(signal_of_a_row),
	TEST(headers_on_the_way),
	TEST(who_it_is),
	TEST(another_boot),
	TEST(work_of_a_row),
	EACH(malformed_lines, malformed),
	TEST(kinds_of_trouble),
	TEST(name_it_had_last),
	TEST(ended_while_others_go_on),
	TEST(keys_end_while_others_go_on),
	TEST(many_processes),
	TEST(names_that_meet),
	EACH(where_it_grew, grown))
