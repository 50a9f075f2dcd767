/* reachability.c: scans of a heap, and what they make of a curve's verdict. */
/* SPDX-License-Identifier: MIT */
#include "mleakwatch/report/report.h"
#include "unit.h"

#define MIB 1048576.0

static struct heap_history	history;
static struct outcome		outcome;

/* Scans at 0, 1, 2 ... of a curve that has all of this besides 10 MiB. */
static void
scan_add(double lost, double reachable, double held)
{
	history.scan[history.count] = (struct heap_scan){
		.at = history.count,
		.value = (10 + lost + reachable + held) * MIB,
		.lost = lost * MIB,
		.reachable = reachable * MIB,
		.held = held * MIB
	};
	history.count++;
}

static void
curve(enum judge_verdict verdict, enum judge_reason reason, double began)
{
	memset(&history, 0, sizeof(history));
	memset(&outcome, 0, sizeof(outcome));
	outcome.result.verdict = verdict;
	outcome.result.reason = reason;
	outcome.result.since = outcome.result.step_time = began;
	outcome.result.growing_class = JUDGE_RECURRING;
	if (verdict == JUDGE_LEAK)
		outcome.result.class = JUDGE_SPORADIC;
}

static void
says(enum judge_verdict verdict, enum judge_class class, const char *name)
{
	const char	*said;

	reachability_judge(&outcome, &history, 0);
	said = reachability_name(outcome.reachability);
	ck_assert_str_eq(said == NULL ? "-" : said, name);
	ck_assert_int_eq(outcome.result.verdict, verdict);
	ck_assert_int_eq(outcome.result.class, class);
}

START_TEST(leaks)
{
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	scan_add(0, 1, 0);
	scan_add(2, 1, 0);
	scan_add(4, 1, 0);
	says(JUDGE_LEAK, JUDGE_SPORADIC, "lost");
	ck_assert(!outcome.scan_decided);
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	scan_add(0, 1, 0);
	scan_add(0, 3, 0);
	says(JUDGE_LEAK, JUDGE_IMPLICIT, "reachable");
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	scan_add(0, 1, 0);
	scan_add(0, 1.5, 3);
	says(JUDGE_NO_LEAK, JUDGE_NONE, "held");
	ck_assert(outcome.scan_decided);
}
END_TEST

START_TEST(since_it_grows)
{
	/* A cache filled before the growth began. */
	curve(JUDGE_LEAK, JUDGE_GROWS, 2.5);
	scan_add(0, 0, 0);
	scan_add(0, 30, 0);
	scan_add(0, 40, 0);
	scan_add(4, 40, 0);
	scan_add(6, 40, 0);
	says(JUDGE_LEAK, JUDGE_SPORADIC, "lost");
	/* A batch was lost before; the rest is kept. */
	curve(JUDGE_LEAK, JUDGE_GROWS, 2.5);
	scan_add(0, 0, 0);
	scan_add(4, 0, 0);
	scan_add(4, 1, 0);
	scan_add(4, 2, 0);
	says(JUDGE_LEAK, JUDGE_ONE_TIME, "lost");
}
END_TEST

START_TEST(steps)
{
	curve(JUDGE_UNDECIDED, JUDGE_STEP, 0.5);
	scan_add(0, 1, 0);
	scan_add(4, 1, 0);
	says(JUDGE_LEAK, JUDGE_ONE_TIME, "lost");
	ck_assert(outcome.scan_decided);
	curve(JUDGE_UNDECIDED, JUDGE_STEP, 0.5);
	scan_add(0, 1, 0);
	scan_add(0, 5, 0);
	says(JUDGE_NO_LEAK, JUDGE_NONE, "reachable");
	curve(JUDGE_UNDECIDED, JUDGE_STEP, 0.5);
	scan_add(0, 1, 0);
	scan_add(0, 1, 4);
	says(JUDGE_NO_LEAK, JUDGE_NONE, "held");
}
END_TEST

START_TEST(undecided)
{
	curve(JUDGE_UNDECIDED, JUDGE_SLOWING, 0);
	scan_add(0, 1, 0);
	scan_add(1, 1, 0);
	scan_add(2, 1, 0);
	says(JUDGE_LEAK, JUDGE_RECURRING, "lost");
	curve(JUDGE_UNDECIDED, JUDGE_NOISE, 0);
	scan_add(0, 1, 0);
	scan_add(0.01, 1, 0);
	says(JUDGE_UNDECIDED, JUDGE_NONE, "lost");
	curve(JUDGE_UNDECIDED, JUDGE_SLOWING, 0);
	scan_add(0, 1, 0);
	scan_add(0, 5, 0);
	says(JUDGE_UNDECIDED, JUDGE_NONE, "reachable");
	curve(JUDGE_UNDECIDED, JUDGE_TOO_SHORT, 0);
	scan_add(0, 1, 0);
	scan_add(2, 1, 0);
	says(JUDGE_UNDECIDED, JUDGE_NONE, "lost");
	/* A level curve is not contradicted. */
	curve(JUDGE_NO_LEAK, JUDGE_LEVEL, 0);
	scan_add(0, 5, 0);
	scan_add(1, 4, 0);
	says(JUDGE_NO_LEAK, JUDGE_NONE, "lost");
}
END_TEST

START_TEST(unknown)
{
	/* Memory that is mapped, not in the heap. */
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	scan_add(0, 1, 0);
	scan_add(0.1, 1, 0);
	history.scan[1].value = 50 * MIB;
	says(JUDGE_LEAK, JUDGE_SPORADIC, "unknown");
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	scan_add(0, 1, 0);
	scan_add(0, 1.1, 0);
	history.scan[1].value = 50 * MIB;
	says(JUDGE_LEAK, JUDGE_SPORADIC, "unknown");
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	history.failures = 1;
	says(JUDGE_LEAK, JUDGE_SPORADIC, "unknown");
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	scan_add(0, 1, 0);
	says(JUDGE_LEAK, JUDGE_SPORADIC, "-");
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	reachability_judge(&outcome, NULL, 0);
	ck_assert_int_eq(outcome.reachability, REACHABILITY_NONE);
}
END_TEST

UNIT_SUITE(
	TEST(leaks),
	TEST(since_it_grows),
	TEST(steps),
	TEST(undecided),
	TEST(unknown))
