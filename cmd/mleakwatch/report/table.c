/* table.c: the table of verdicts. */
#include <stdio.h>
#include <string.h>

#include "report.h"

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
	GREW,			/* a figure for each kind of mapping */
	FIGURES = GREW + MAPPING_KINDS
};

struct verdict_row {
	const struct outcome	*outcome;
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
	const char		*where;
	const char		*figure[FIGURES];	/* NULL: not known */
	char			 text[FIGURES][CELL_TEXT];
	char			 why_text[JUDGE_WHY + 64];
	char			 where_text[MAPPINGS_TEXT];
};

#define CELL(member, title, width, type, help) \
	{ #member, title, width, type, offsetof(struct verdict_row, member), help, 0 }
#define FIGURE(name, index, title, width, help) \
	{ name, title, width, COLUMN_FIGURE, \
	offsetof(struct verdict_row, figure) + (index) * sizeof(const char *), help, 0 }

const struct column	report_columns[REPORT_COLUMNS] = {
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
	CELL(where, "WHERE", -20, COLUMN_TEXT, "shares of what grew"),
	FIGURE("grew_heap", GREW + MAPPING_HEAP, "HEAP+", 8,
	    "growth of [heap]"),
	FIGURE("grew_anon", GREW + MAPPING_ANON, "ANON+", 8,
	    "of anonymous mappings"),
	FIGURE("grew_stack", GREW + MAPPING_STACK, "STACK+", 8, "of [stack]"),
	FIGURE("grew_shmem", GREW + MAPPING_SHMEM, "SHMEM+", 8,
	    "of shared memory"),
	FIGURE("grew_file", GREW + MAPPING_FILE, "FILE+", 8,
	    "of written pages of mapped files"),
	FIGURE("grew_hugetlb", GREW + MAPPING_HUGETLB, "HUGETLB+", 8,
	    "of reserved huge pages"),
	{ .name = NULL }
};

const char	report_columns_tsv[] = "host,pid,start,comm,verdict,class,"
    "confidence,samples,from,to,anon_first,anon_last,rate,rate_low,"
    "rate_high,exhaust_s,exhaust_low,exhaust_high,limit,reachability,why,"
    "rate_hour,rate_hour_low,rate_hour_high,growth,step,step_time,signal,where,"
    "grew_heap,grew_anon,grew_stack,grew_shmem,grew_file,grew_hugetlb";
const char	report_columns_text[] = "pid,verdict,class,growth,rate,rate_low,"
    "rate_high,exhaust_low,curve,comm";

static double
mapping_growth(const struct mappings *mappings, int kind)
{
	return (double)mappings->last[kind] - mappings->first[kind];
}

static int
mapping_largest(const double grown[MAPPING_KINDS])
{
	int	i, found = 0;

	for (i = 1; i < MAPPING_KINDS; i++)
		if (grown[i] > grown[found])
			found = i;
	return found;
}

size_t
mappings_text(char text[MAPPINGS_TEXT], const struct mappings *mappings)
{
	static const char *const	name[MAPPING_KINDS] = {
		[MAPPING_HEAP] = "[heap]",
		[MAPPING_ANON] = "anonymous",
		[MAPPING_STACK] = "[stack]",
		[MAPPING_SHMEM] = "shmem",
		[MAPPING_FILE] = "files",
		[MAPPING_HUGETLB] = "hugetlb"
	};
	double				grown[MAPPING_KINDS], sum = 0;
	size_t				length = 0;
	int				i;

	for (i = 0; i < MAPPING_KINDS; i++) {
		grown[i] = mapping_growth(mappings, i);
		if (grown[i] > 0)
			sum += grown[i];
	}
	text[0] = '\0';
	while (i = mapping_largest(grown), sum > 0 &&
	    grown[i] >= 0.005 * sum) {
		length += (size_t)snprintf(text + length,
		    MAPPINGS_TEXT - length, "%s%s %.0f %%",
		    length == 0 ? "" : ", ", name[i], 100 * grown[i] / sum);
		grown[i] = 0;
	}
	return length;
}

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
figure(struct verdict_row *row, enum figure which, const char *format, double value)
{
	snprintf(row->text[which], CELL_TEXT, format, value);
	row->figure[which] = row->text[which];
}

static void
size_figure(struct verdict_row *row, enum figure which, double bytes, bool tsv,
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
rate_figures(struct verdict_row *row, bool tsv)
{
	const struct judge_result	*result = &row->outcome->result;
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
time_figure(struct verdict_row *row, enum figure which, double rate, bool tsv)
{
	double	left = row->outcome->left;
	double	seconds = left > 0 ? left / rate : 0;

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
exhaust_figures(struct verdict_row *row, bool tsv)
{
	static const char *const	name[] = {
		[LIMIT_CGROUP] = "cgroup", [LIMIT_AS] = "as",
		[LIMIT_DATA] = "data", [LIMIT_MEMORY] = "memory"
	};
	const struct judge_result	*result = &row->outcome->result;

	if (row->outcome->limit == LIMIT_NONE ||
	    result->verdict == JUDGE_NO_LEAK)
		return;
	time_figure(row, EXHAUST, result->rate, tsv);
	time_figure(row, EXHAUST_LOW, result->rate_high, tsv);
	time_figure(row, EXHAUST_HIGH, result->rate_low, tsv);
	row->limit = name[row->outcome->limit];
}

/* Before 1970 there were no samples. */
static uint64_t
milliseconds(double seconds)
{
	return seconds < 0 ? CELL_ABSENT : (uint64_t)(seconds * 1000 + 0.5);
}

static void
row_identify(struct verdict_row *row, const struct outcome *outcome)
{
	row->outcome = outcome;
	row->host = outcome->host[0] == '\0' ? NULL : outcome->host;
	row->pid = outcome->pid;
	row->start = outcome->start;
	row->comm = outcome->comm[0] == '\0' ? NULL : outcome->comm;
	row->samples = outcome->samples;
	row->from = milliseconds(outcome->from);
	row->to = milliseconds(outcome->to);
	row->anon_first = (uint64_t)outcome->first;
	row->anon_last = (uint64_t)outcome->last;
	row->signal = outcome->by_rss ? "rss" : "anon";
	row->curve = outcome->curve;
}

static void
row_verdict(struct verdict_row *row)
{
	const struct judge_result	*result = &row->outcome->result;

	row->verdict = judge_verdict_name(result->verdict);
	row->class = result->class == JUDGE_NONE ? NULL :
	    judge_class_name(result->class);
	judge_why(row->why_text, result);
	if (row->outcome->by_rss)
		strcat(row->why_text,
		    "; by rss, in which mapped files count too");
	row->why = row->why_text;
}

static void
row_mappings(struct verdict_row *row, bool tsv)
{
	const struct mappings	*mappings = &row->outcome->mappings;
	int			 i;

	if (!row->outcome->scanned)
		return;
	for (i = 0; i < MAPPING_KINDS; i++)
		size_figure(row, (enum figure)(GREW + i),
		    mapping_growth(mappings, i), tsv, "%.0f");
	if (mappings_text(row->where_text, mappings) > 0)
		row->where = row->where_text;
}

static void
row_make(struct verdict_row *row, const struct outcome *outcome, bool tsv)
{
	const struct judge_result	*result = &outcome->result;

	memset(row, 0, sizeof(*row));
	row_identify(row, outcome);
	row_verdict(row);
	if (result->reason != JUDGE_TOO_SHORT) {
		figure(row, CONFIDENCE, "%.4f", result->confidence);
		rate_figures(row, tsv);
		exhaust_figures(row, tsv);
	}
	size_figure(row, GROWTH, outcome->last - outcome->first, tsv,
	    "%.0f");
	row->step_time = CELL_ABSENT;
	if (result->step > 0) {
		size_figure(row, STEP, result->step, tsv, "%.0f");
		row->step_time = milliseconds(result->step_time);
	}
	row_mappings(row, tsv);
}

/* In text the sentence stands on a line of its own. */
void
report_row(struct report *report, const struct outcome *outcome)
{
	const struct options	*options = &report->config->options;
	struct out		*out = report->table.out;
	struct verdict_row	 row;

	row_make(&row, outcome, options->tsv);
	table_row(&report->table, &row);
	if (options->tsv || options->columns != NULL)
		return;
	out_fill(out, ' ', 8);
	out_text(out, row.why);
	if (row.where != NULL &&
	    outcome->result.verdict != JUDGE_NO_LEAK) {
		out_text(out, "; in ");
		out_text(out, row.where);
	}
	out_char(out, '\n');
}
