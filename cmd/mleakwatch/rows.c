/* rows.c: the table of verdicts. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mleakwatch.h"

#define CELL_TEXT 24

/* Texts in the row are bytes and seconds in TSV, for people else. */
enum figure {
	CONFIDENCE,
	GROWTH,
	RATE,
	RATE_LOW,
	RATE_HIGH,
	HOUR,
	HOUR_LOW,
	HOUR_HIGH,
	EXHAUST,
	EXHAUST_LOW,
	EXHAUST_HIGH,
	STEP,
	FIGURES
};

struct row {
	const struct process	*process;
	struct judge_result	 result;
	const char		*host;
	uint64_t		 pid;
	uint64_t		 start;
	const char		*comm;
	const char		*verdict;
	const char		*class;
	uint64_t		 samples;
	uint64_t		 from;		/* Unix milliseconds */
	uint64_t		 to;
	uint64_t		 anon_first;
	uint64_t		 anon_last;
	const char		*limit;
	const char		*reachability;
	const char		*why;
	const char		*curve;
	const char		*signal;
	uint64_t		 step_time;
	const char		*figure[FIGURES];	/* NULL: not known */
	char			 text[FIGURES][CELL_TEXT];
	char			 why_text[JUDGE_WHY + 64];
	char			 curve_text[CURVE_TEXT];
};

#define CELL(member, title, width, type, help) \
	{ #member, title, width, type, offsetof(struct row, member), help, 0 }
#define FIGURE(name, index, title, width, help) \
	{ name, title, width, COLUMN_FIGURE, \
	offsetof(struct row, figure) + (index) * sizeof(const char *), help, 0 }

const struct column	columns[ROW_COLUMNS] = {
	CELL(host, "HOST", -12, COLUMN_TEXT, "the system's name"),
	CELL(pid, "PID", 7, COLUMN_COUNT, "process id"),
	CELL(start, "START", 10, COLUMN_COUNT, "ticks since boot"),
	CELL(comm, "COMMAND", -15, COLUMN_TEXT, "name"),
	CELL(verdict, "VERDICT", -9, COLUMN_TEXT,
	    "leak, no-leak or undecided"),
	CELL(class, "CLASS", -9, COLUMN_TEXT,
	    "recurring, sporadic, one-time or implicit"),
	FIGURE("confidence", CONFIDENCE, "CONF", 6,
	    "in the verdict, 0 to 1"),
	CELL(samples, "SAMPLES", 7, COLUMN_COUNT, "that were judged"),
	CELL(from, "FROM", 14, COLUMN_MSEC, "time of the first sample"),
	CELL(to, "TO", 14, COLUMN_MSEC, "time of the last sample"),
	CELL(anon_first, "FIRST", 6, COLUMN_BYTES,
	    "anonymous memory, swap and shmem at first"),
	CELL(anon_last, "LAST", 6, COLUMN_BYTES, "the same at last"),
	FIGURE("rate", RATE, "RATE/h", 8, "growth, bytes/s in TSV"),
	FIGURE("rate_low", RATE_LOW, "LOW/h", 8, "its 95 % interval"),
	FIGURE("rate_high", RATE_HIGH, "HIGH/h", 8, "its 95 % interval"),
	FIGURE("exhaust_s", EXHAUST, "LEFT", 7, "seconds until it must end"),
	FIGURE("exhaust_low", EXHAUST_LOW, "LEFT>", 7,
	    "no sooner than this"),
	FIGURE("exhaust_high", EXHAUST_HIGH, "LEFT<", 7,
	    "no later than this"),
	CELL(limit, "LIMIT", -6, COLUMN_TEXT,
	    "what ends it: cgroup, as, data or memory"),
	CELL(reachability, "REACH", -5, COLUMN_TEXT, "not known yet: -"),
	CELL(why, "WHY", -20, COLUMN_TEXT, "what decided"),
	FIGURE("rate_hour", HOUR, "RATE/h", 8, "rate, bytes/h in TSV"),
	FIGURE("rate_hour_low", HOUR_LOW, "LOW/h", 8, "its 95 % interval"),
	FIGURE("rate_hour_high", HOUR_HIGH, "HIGH/h", 8, "its 95 % interval"),
	FIGURE("growth", GROWTH, "GROWTH", 8, "since the first sample"),
	FIGURE("step", STEP, "STEP", 8, "the greatest single rise"),
	CELL(step_time, "STEP_TIME", 14, COLUMN_MSEC, "when it was"),
	CELL(signal, "SIGNAL", -6, COLUMN_TEXT,
	    "anon, or rss where only that was told"),
	CELL(curve, "CURVE", -8, COLUMN_TEXT, "memory over time"),
	{ .name = NULL }
};

const char	columns_tsv[] = "host,pid,start,comm,verdict,class,"
    "confidence,samples,from,to,anon_first,anon_last,rate,rate_low,"
    "rate_high,exhaust_s,exhaust_low,exhaust_high,limit,reachability,why,"
    "rate_hour,rate_hour_low,rate_hour_high,growth,step,step_time,signal";
const char	columns_text[] = "pid,verdict,class,growth,rate,rate_low,"
    "rate_high,exhaust_low,curve,comm";

static void
human_size(char text[CELL_TEXT], double bytes)
{
	double	size = bytes < 0 ? -bytes : bytes;
	int	power = 0;

	for (; size >= 999.5 && power < 5; size /= 1024)
		power++;
	snprintf(text, CELL_TEXT, power > 0 && size < 9.95 ? "%s%.1f%c" :
	    "%s%.0f%c", bytes < 0 ? "-" : "", size, "BKMGTP"[power]);
}

static void
human_time(char text[CELL_TEXT], double seconds)
{
	static const struct {
		double	seconds;
		char	name;
	} unit[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	int	i = 0;

	while (i < 3 && seconds < unit[i].seconds)
		i++;
	seconds /= unit[i].seconds;
	snprintf(text, CELL_TEXT, seconds < 9.95 ? "%.1f%c" : "%.0f%c",
	    seconds, unit[i].name);
}

static void
figure(struct row *row, enum figure which, const char *format, double value)
{
	snprintf(row->text[which], CELL_TEXT, format, value);
	row->figure[which] = row->text[which];
}

static void
size_figure(struct row *row, enum figure which, double bytes, bool tsv,
    const char *format)
{
	if (tsv)
		figure(row, which, format, bytes);
	else {
		human_size(row->text[which], bytes);
		row->figure[which] = row->text[which];
	}
}

static void
rate_figures(struct row *row, bool tsv)
{
	const struct judge_result	*result = &row->result;
	double				 rate[] = { result->rate,
					    result->rate_low,
					    result->rate_high };
	int				 i;

	for (i = 0; i < 3; i++) {
		size_figure(row, (enum figure)(RATE + i),
		    tsv ? rate[i] : rate[i] * 3600, tsv, "%.3f");
		size_figure(row, (enum figure)(HOUR + i), rate[i] * 3600,
		    tsv, "%.0f");
	}
}

static void
time_figure(struct row *row, enum figure which, double rate, bool tsv)
{
	const struct process	*process = row->process;
	double			 seconds, left;

	left = process->live.headroom -
	    (process->series.last_bytes - process->live.at_bytes);
	seconds = left > 0 ? left / rate : 0;
	/* Beyond a century nothing is foretold. */
	if (rate <= 0 || seconds > 100 * 366 * 86400.0)
		return;
	if (tsv)
		figure(row, which, "%.0f", seconds);
	else {
		human_time(row->text[which], seconds);
		row->figure[which] = row->text[which];
	}
}

static void
exhaust_figures(struct row *row, bool tsv)
{
	const struct live		*live = &row->process->live;
	const struct judge_result	*result = &row->result;

	if (live->headroom < 0 || result->verdict == JUDGE_NO_LEAK)
		return;
	time_figure(row, EXHAUST, result->rate, tsv);
	time_figure(row, EXHAUST_LOW, result->rate_high, tsv);
	time_figure(row, EXHAUST_HIGH, result->rate_low, tsv);
	row->limit = live->limit;
}

/* Before 1970 there were no samples. */
static uint64_t
milliseconds(double seconds)
{
	return seconds < 0 ? CELL_ABSENT : (uint64_t)(seconds * 1000 + 0.5);
}

static void
identity_put(struct row *row, const struct process *process)
{
	row->process = process;
	row->host = process->host[0] == '\0' ? NULL : process->host;
	row->pid = process->pid;
	row->start = process->start;
	row->comm = process->comm[0] == '\0' ? NULL : process->comm;
	row->samples = process->series.count;
	row->from = milliseconds(process->series.start);
	row->to = milliseconds(process->series.last_time);
	row->anon_first = (uint64_t)process->series.base;
	row->anon_last = (uint64_t)process->series.last_bytes;
	row->signal = process->by_rss ? "rss" : "anon";
}

static void
verdict_put(struct row *row)
{
	const struct judge_result	*result = &row->result;

	row->verdict = judge_verdict_name(result->verdict);
	row->class = result->class == JUDGE_NONE ? NULL :
	    judge_class_name(result->class);
	judge_why(row->why_text, result);
	if (row->process->by_rss)
		strcat(row->why_text,
		    "; by rss, in which mapped files count too");
	row->why = row->why_text;
}

static void
row_make(const struct mleakwatch *watch, const struct process *process,
    bool utf8, struct row *row)
{
	struct judge_options	judge = watch->judge;
	bool			tsv = watch->options.tsv;

	memset(row, 0, sizeof(*row));
	identity_put(row, process);
	judge.ended = process->ended;
	judge_series(&process->series, &judge, &row->result);
	verdict_put(row);
	if (row->result.reason != JUDGE_TOO_SHORT) {
		figure(row, CONFIDENCE, "%.4f", row->result.confidence);
		rate_figures(row, tsv);
		exhaust_figures(row, tsv);
	}
	size_figure(row, GROWTH, process->series.last_bytes -
	    process->series.base, tsv, "%.0f");
	row->step_time = CELL_ABSENT;
	if (row->result.step > 0) {
		size_figure(row, STEP, row->result.step, tsv, "%.0f");
		row->step_time = milliseconds(row->result.step_time);
	}
	curve_text(row->curve_text, &process->series, utf8);
	row->curve = row->curve_text;
}

/* --- all of them --- */

/* Judging one takes half a millisecond: more than reading its samples. */
#define THREADS_MAX 16

struct judging {
	const struct mleakwatch	*watch;
	struct process		**list;
	struct row		*row;
	size_t			 count;
	bool			 utf8;
	atomic_size_t		 next;
};

static void *
judging_work(void *argument)
{
	struct judging	*judging = argument;
	size_t		 i;

	while ((i = atomic_fetch_add(&judging->next, 1)) < judging->count)
		row_make(judging->watch, judging->list[i], judging->utf8,
		    &judging->row[i]);
	return NULL;
}

static void
judge_all(struct judging *judging)
{
	pthread_t	thread[THREADS_MAX];
	long		processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t		wanted = judging->count / 8, made = 0;

	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	if (processors > 0 && wanted > (size_t)processors - 1)
		wanted = (size_t)processors - 1;
	while (made < wanted && pthread_create(&thread[made], NULL,
	    judging_work, judging) == 0)
		made++;
	judging_work(judging);
	while (made > 0)
		pthread_join(thread[--made], NULL);
}

/* Leaks first, then what may be one; the faster before the slower. */
static int
compare(const void *a, const void *b)
{
	static const int	place[] = { [JUDGE_LEAK] = 0,
				    [JUDGE_UNDECIDED] = 1,
				    [JUDGE_NO_LEAK] = 2 };
	const struct row	*x = *(const struct row *const *)a;
	const struct row	*y = *(const struct row *const *)b;
	int			 by = place[x->result.verdict] -
				    place[y->result.verdict];

	if (by == 0)
		by = (x->result.rate < y->result.rate) -
		    (x->result.rate > y->result.rate);
	if (by == 0)
		by = x < y ? -1 : x > y;
	return by;
}

static void
print(struct mleakwatch *watch, const struct row *row)
{
	struct out	*out = watch->table.out;

	table_row(&watch->table, row);
	if (watch->options.tsv || watch->options.columns != NULL)
		return;
	out_fill(out, ' ', 8);
	out_text(out, row->why);
	out_char(out, '\n');
}

static void
print_all(struct mleakwatch *watch, struct row *row, size_t count)
{
	const struct row	**order = allocate(NULL,
				    (count + 1) * sizeof(*order));
	size_t			  i;

	for (i = 0; i < count; i++)
		order[i] = &row[i];
	qsort(order, count, sizeof(*order), compare);
	if (!watch->listed || !watch->options.tsv)
		table_header(&watch->table);
	watch->listed = true;
	watch->leaks = watch->undecided = false;
	for (i = 0; i < count; i++) {
		watch->leaks |= order[i]->result.verdict == JUDGE_LEAK;
		watch->undecided |=
		    order[i]->result.verdict == JUDGE_UNDECIDED;
		if (!watch->quiet || order[i]->result.verdict == JUDGE_LEAK)
			print(watch, order[i]);
	}
	free(order);
}

void
rows_show(struct mleakwatch *watch)
{
	struct judging	judging = { .watch = watch, .count = 0 };
	size_t		i;

	judging.list = processes_list(&watch->processes);
	for (i = 0; i < watch->processes.count; i++)
		if (judging.list[i]->series.count > 0)
			judging.list[judging.count++] = judging.list[i];
	watch->judged = judging.count;
	judging.row = allocate(NULL,
	    (judging.count + 1) * sizeof(*judging.row));
	judging.utf8 = curve_utf8();
	judge_all(&judging);
	print_all(watch, judging.row, judging.count);
	free(judging.row);
	free(judging.list);
}
