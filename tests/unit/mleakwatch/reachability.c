/* reachability.c: scans of a heap, and what they make of a curve's verdict. */
/* SPDX-License-Identifier: MIT */
#include "mleakwatch/report/report.h"
#include "unit.h"

#define MIB 1048576.0

/* MiB. */
struct scanned {
	double	lost, reachable, held;
};

/*
 * Scans at 0, 1, 2 ... of a curve that has all of this besides 10 MiB, and what
 * they make of its verdict.
 */
static const struct {
	enum judge_verdict	verdict;
	enum judge_reason	reason;
	double			began;
	unsigned		scans;
	struct scanned		scan[5];
	enum judge_verdict	says;
	enum judge_class	class;
	const char		*name;
	bool			decided;	/* against the curve */
} judged[] = {
	/* Leaks. */
	{ JUDGE_LEAK, JUDGE_GROWS, 0, 3, { { 0, 1, 0 }, { 2, 1, 0 },
	    { 4, 1, 0 } }, JUDGE_LEAK, JUDGE_SPORADIC, "lost", false },
	{ JUDGE_LEAK, JUDGE_GROWS, 0, 2, { { 0, 1, 0 }, { 0, 3, 0 } },
	    JUDGE_LEAK, JUDGE_IMPLICIT, "reachable", false },
	{ JUDGE_LEAK, JUDGE_GROWS, 0, 2, { { 0, 1, 0 }, { 0, 1.5, 3 } },
	    JUDGE_NO_LEAK, JUDGE_NONE, "held", true },
	/* A cache filled before the growth began. */
	{ JUDGE_LEAK, JUDGE_GROWS, 2.5, 5, { { 0, 0, 0 }, { 0, 30, 0 },
	    { 0, 40, 0 }, { 4, 40, 0 }, { 6, 40, 0 } },
	    JUDGE_LEAK, JUDGE_SPORADIC, "lost", false },
	/* A batch was lost before; the rest is kept. */
	{ JUDGE_LEAK, JUDGE_GROWS, 2.5, 4, { { 0, 0, 0 }, { 4, 0, 0 },
	    { 4, 1, 0 }, { 4, 2, 0 } },
	    JUDGE_LEAK, JUDGE_ONE_TIME, "lost", false },
	/* Steps. */
	{ JUDGE_UNDECIDED, JUDGE_STEP, 0.5, 2, { { 0, 1, 0 }, { 4, 1, 0 } },
	    JUDGE_LEAK, JUDGE_ONE_TIME, "lost", true },
	{ JUDGE_UNDECIDED, JUDGE_STEP, 0.5, 2, { { 0, 1, 0 }, { 0, 5, 0 } },
	    JUDGE_NO_LEAK, JUDGE_NONE, "reachable", true },
	{ JUDGE_UNDECIDED, JUDGE_STEP, 0.5, 2, { { 0, 1, 0 }, { 0, 1, 4 } },
	    JUDGE_NO_LEAK, JUDGE_NONE, "held", true },
	/* Undecided. */
	{ JUDGE_UNDECIDED, JUDGE_SLOWING, 0, 3, { { 0, 1, 0 }, { 1, 1, 0 },
	    { 2, 1, 0 } }, JUDGE_LEAK, JUDGE_RECURRING, "lost", true },
	{ JUDGE_UNDECIDED, JUDGE_NOISE, 0, 2, { { 0, 1, 0 }, { 0.01, 1, 0 } },
	    JUDGE_UNDECIDED, JUDGE_NONE, "lost", false },
	{ JUDGE_UNDECIDED, JUDGE_SLOWING, 0, 2, { { 0, 1, 0 }, { 0, 5, 0 } },
	    JUDGE_UNDECIDED, JUDGE_NONE, "reachable", false },
	{ JUDGE_UNDECIDED, JUDGE_TOO_SHORT, 0, 2, { { 0, 1, 0 }, { 2, 1, 0 } },
	    JUDGE_UNDECIDED, JUDGE_NONE, "lost", false },
	/* A level curve is not contradicted. */
	{ JUDGE_NO_LEAK, JUDGE_LEVEL, 0, 2, { { 0, 5, 0 }, { 1, 4, 0 } },
	    JUDGE_NO_LEAK, JUDGE_NONE, "lost", false },
	/* One scan tells no growth. */
	{ JUDGE_LEAK, JUDGE_GROWS, 0, 1, { { 0, 1, 0 } },
	    JUDGE_LEAK, JUDGE_SPORADIC, "-", false },
};

static struct heap_history	history;
static struct outcome		outcome;

static void
scan_add(const struct scanned *scan)
{
	history.scan[history.count] = (struct heap_scan){
		.at = history.count,
		.value = (10 + scan->lost + scan->reachable + scan->held) *
		    MIB,
		.lost = scan->lost * MIB,
		.reachable = scan->reachable * MIB,
		.held = scan->held * MIB
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

START_TEST(scans_decide)
{
	unsigned	i;

	curve(judged[_i].verdict, judged[_i].reason, judged[_i].began);
	for (i = 0; i < judged[_i].scans; i++)
		scan_add(&judged[_i].scan[i]);
	says(judged[_i].says, judged[_i].class, judged[_i].name);
	ck_assert_int_eq(outcome.scan_decided, judged[_i].decided);
}
END_TEST

/* Memory that is mapped, not in the heap; or no heap that can be read. */
START_TEST(unknown)
{
	static const struct scanned	scan[] = {
		{ 0, 1, 0 }, { 0.1, 1, 0 }, { 0, 1.1, 0 }
	};
	int				i;

	for (i = 1; i < 3; i++) {
		curve(JUDGE_LEAK, JUDGE_GROWS, 0);
		scan_add(&scan[0]);
		scan_add(&scan[i]);
		history.scan[1].value = 50 * MIB;
		says(JUDGE_LEAK, JUDGE_SPORADIC, "unknown");
	}
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	history.failures = 1;
	says(JUDGE_LEAK, JUDGE_SPORADIC, "unknown");
	curve(JUDGE_LEAK, JUDGE_GROWS, 0);
	reachability_judge(&outcome, NULL, 0);
	ck_assert_int_eq(outcome.reachability, REACHABILITY_NONE);
}
END_TEST

UNIT_SUITE(
	EACH(scans_decide, judged),
	TEST(unknown))
