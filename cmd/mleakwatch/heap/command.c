/* command.c: mleakwatch --scan: what is said of a heap. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <meminfo.h>

#include "common/alloc.h"
#include "common/parse.h"
#include "common/table.h"
#include "command.h"
#include "growth.h"
#include "owners.h"

/* One line of the table: a group. */
struct scan_row {
	uint64_t	 pid;
	const char	*reach;
	uint64_t	 size, count, bytes, indirect;
	const char	*hint;		/* NULL: none */
	uint64_t	 example;
	int64_t		 grown_count, grown_bytes;	/* CELL_NO_NUMBER:
							   one scan */
};

#define CELL(name, member, title, width, type, help) \
	COLUMN_OF(scan_row, member, name, title, width, type, 0, help)

const struct column	scan_columns[] = {
	CELL("pid", pid, "PID", 7, COUNT, "process id"),
	CELL("reach", reach, "REACH", -9, TEXT,
	    "lost, reachable, or held: free in the allocator"),
	CELL("size", size, "SIZE", 9, COUNT, "bytes of each block"),
	CELL("count", count, "COUNT", 9, COUNT, "blocks"),
	CELL("bytes", bytes, "BYTES", 11, COUNT, "of all these blocks"),
	CELL("indirect_bytes", indirect, "INDIRECT", 11, COUNT,
	    "of lost blocks that only they lead to"),
	CELL("hint", hint, "HINT", -24, TEXT,
	    "symbol, type or text at its beginning"),
	CELL("example_address", example, "EXAMPLE", 16, ADDRESS, "one of them"),
	CELL("grown_count", grown_count, "GROWN", 9, NUMBER,
	    "blocks more than at the first scan"),
	CELL("grown_bytes", grown_bytes, "GROWTH", 11, NUMBER,
	    "bytes more, indirect ones included"),
	{ .name = NULL }
};

static const char	scan_columns_tsv[] = "pid,reach,size,count,bytes,"
    "indirect_bytes,hint,example_address";
static const char	scan_columns_text[] = "reach,size,count,bytes,"
    "indirect_bytes,example_address,hint";
static const char	growth_columns_tsv[] = "pid,reach,size,count,bytes,"
    "indirect_bytes,hint,example_address,grown_count,grown_bytes";
static const char	growth_columns_text[] = "reach,size,count,grown_count,"
    "grown_bytes,example_address,hint";

#define LINES_DEFAULT 20

struct scan_report {
	const struct config	*config;
	struct table		 table;
	struct out		*out;
	bool			 headed;	/* TSV: its first line is out */
	bool			 lost, unknown, trouble;
	const struct growth	*growth;	/* since; NULL: one scan */
	struct mapped_files	 files;		/* of the process */
};

static void
row_print(struct scan_report *report, const struct scan_row *row)
{
	if (!report->headed)
		table_header(&report->table);
	report->headed = true;
	table_row(&report->table, row);
}

/* Lines of each kind of groups. */
static size_t
lines_most(const struct scan_report *report)
{
	if (report->config->scan.lines != 0)
		return (size_t)report->config->scan.lines;
	return report->config->options.tsv ? SIZE_MAX : LINES_DEFAULT;
}

static void
group_print(struct scan_report *report, const struct scan *scan,
    const struct groups *groups, size_t i, const char *reach)
{
	const struct group	*group = &groups->group[i];
	char			 hint[SYMBOL_TEXT];
	struct scan_row		 row = { (uint64_t)scan->pid, reach,
				    group->size, group->sum.count,
				    group->sum.bytes, group->indirect.bytes,
				    hint, group->example, CELL_NO_NUMBER,
				    CELL_NO_NUMBER };

	group_hint(groups, group, &report->files, hint);
	if (hint[0] == '\0')
		row.hint = NULL;
	if (report->growth != NULL) {
		row.grown_count = (int64_t)group->sum.count -
		    (int64_t)group->before.count;
		row.grown_bytes = growth_of_group(group);
	}
	row_print(report, &row);
}

/* After two scans, those that grew: they come first. */
static void
groups_list(struct scan_report *report, const struct scan *scan,
    const struct groups *groups, const char *reach)
{
	size_t	i, count = groups->count;

	if (report->growth != NULL)
		for (count = 0; count < groups->count &&
		    growth_of_group(&groups->group[count]) > 0;)
			count++;
	for (i = 0; i < count && i < lines_most(report); i++)
		group_print(report, scan, groups, i, reach);
	if (i < count && !report->config->options.tsv) {
		out_text(report->out, "and ");
		out_number(report->out, count - i, 0);
		out_text(report->out, " more groups (-n)\n");
	}
}

/* Objects of a Python lie in blocks of other sizes, or in none of malloc's. */
static int64_t
type_growth(const struct python_type *type)
{
	return ((int64_t)type->count - (int64_t)type->before) *
	    (int64_t)type->size;
}

static int
type_compare(const void *a, const void *b)
{
	const struct python_type	*const *x = a, *const *y = b;

	return (type_growth(*x) < type_growth(*y)) -
	    (type_growth(*x) > type_growth(*y));
}

static void
type_print(struct scan_report *report, const struct scan *scan,
    const struct python_type *type)
{
	char		hint[PYTHON_NAME + 16];
	struct scan_row	row = { (uint64_t)scan->pid, "python", type->size,
			    type->count, type->count * type->size, 0, hint,
			    type->example, CELL_NO_NUMBER, CELL_NO_NUMBER };

	snprintf(hint, sizeof(hint), "Python %s", type->name);
	if (report->growth != NULL) {
		row.grown_count = (int64_t)type->count -
		    (int64_t)type->before;
		row.grown_bytes = type_growth(type);
	}
	row_print(report, &row);
}

static void
types_print(struct scan_report *report, const struct scan *scan)
{
	struct python_type	**list;
	size_t			 i, count = 0;

	if (!scan->is_python)
		return;
	list = calloc(scan->python.used + 1, sizeof(*list));
	for (i = 0; list != NULL && i < scan->python.slots; i++)
		if (scan->python.type[i].count > 0 &&
		    type_growth(&scan->python.type[i]) > 0)
			list[count++] = &scan->python.type[i];
	if (list != NULL)
		qsort(list, count, sizeof(*list), type_compare);
	for (i = 0; i < count && i < lines_most(report); i++)
		type_print(report, scan, list[i]);
	free(list);
}

static void
held_print(struct scan_report *report, const struct scan *scan)
{
	struct scan_row	row = { (uint64_t)scan->pid, "held", CELL_ABSENT,
			    scan->heap.held.count, scan->heap.held.bytes,
			    CELL_ABSENT, NULL, CELL_ABSENT, CELL_NO_NUMBER,
			    CELL_NO_NUMBER };

	if (report->growth != NULL) {
		row.grown_count = (int64_t)scan->heap.held.count -
		    (int64_t)report->growth->held.count;
		row.grown_bytes = (int64_t)scan->heap.held.bytes -
		    (int64_t)report->growth->held.bytes;
	}
	row_print(report, &row);
}

/* In text, a summary comes first. */

static void
amount_put(struct out *out, uint64_t bytes, size_t width)
{
	const struct size_format	human = { .human = true };
	char				text[SIZE_TEXT];
	size_t				length;

	length = size_text(text, (int64_t)bytes, &human);
	out_fill(out, ' ', length < width ? width - length : 0);
	out_bytes(out, text, length);
}

static void
summary_line(struct out *out, const char *name, const struct heap_sum *sum,
    const struct heap_sum *before)
{
	out_text(out, name);
	out_fill(out, ' ', 28 - strlen(name));
	if (sum->count == UINT64_MAX)
		out_text(out, "           -");
	else
		out_number(out, sum->count, 12);
	amount_put(out, sum->bytes, 9);
	if (before == NULL)
		return;
	out_text(out, sum->bytes < before->bytes ? "   shrank by " :
	    "   grew by ");
	amount_put(out, sum->bytes < before->bytes ?
	    before->bytes - sum->bytes : sum->bytes - before->bytes, 0);
}

static uint64_t
heap_resident(const struct scan *scan)
{
	const struct region	*region;
	uint64_t		 sum = 0;
	size_t			 i;

	for (i = 0; i < scan->heap.blocks.count; i++) {
		region = blocks_region(&scan->heap.blocks, i);
		sum += image_resident(&scan->capture.image, region->start,
		    region->end);
	}
	return sum;
}

static void
held_put(struct out *out, const struct scan *scan,
    const struct growth *growth)
{
	const struct heap	*heap = &scan->heap;

	summary_line(out, "free, held by malloc", &heap->held,
	    growth == NULL ? NULL : &growth->held);
	out_text(out, "   resident ");
	amount_put(out, heap->resident, 0);
	if (heap->trim > 0) {
		out_text(out, "; malloc_trim(3) would return ");
		amount_put(out, heap->trim, 0);
	}
	if (heap->elsewhere > 0) {
		out_text(out, "; in arenas besides the first ");
		amount_put(out, heap->elsewhere, 0);
	}
	out_char(out, '\n');
}

static void
summary_head(struct out *out, const struct scan *scan)
{
	char	text[160];

	snprintf(text, sizeof(text), "%ld: %s, %llu arena%s; stood still for "
	    "%.1f ms; blocks agree with the allocator's own count\n",
	    (long)scan->pid, scan->heap.allocator->name,
	    (unsigned long long)scan->heap.arenas,
	    scan->heap.arenas == 1 ? "" : "s",
	    (double)scan->capture.stopped / 1e6);
	out_text(out, text);
	out_text(out, "                                  "
	    "BLOCKS    BYTES\n");
}

static void
summary_print(struct out *out, const struct scan *scan,
    const struct growth *growth)
{
	uint64_t	in_heap = heap_resident(scan);
	struct heap_sum	other = { UINT64_MAX, scan->capture.bytes > in_heap ?
			    scan->capture.bytes - in_heap : 0 };

	summary_head(out, scan);
	summary_line(out, "used, reachable", &scan->reach.reachable,
	    growth == NULL ? NULL : &growth->reachable);
	out_char(out, '\n');
	summary_line(out, "used, lost directly", &scan->reach.direct,
	    growth == NULL ? NULL : &growth->direct);
	out_char(out, '\n');
	summary_line(out, "used, lost indirectly", &scan->reach.indirect,
	    growth == NULL ? NULL : &growth->indirect);
	out_char(out, '\n');
	held_put(out, scan, growth);
	summary_line(out, "not heap", &other, NULL);
	out_text(out, "   resident\n");
}

static void
scan_print(struct scan_report *report, const struct scan *scan)
{
	if (!report->config->options.tsv) {
		summary_print(report->out, scan, report->growth);
		report->headed = false;
	}
	if (report->config->options.tsv && report->config->scan.stacks > 0)
		return;
	groups_list(report, scan, &scan->lost, "lost");
	if (!scan->has_kept)
		return;
	groups_list(report, scan, &scan->kept, "reachable");
	types_print(report, scan);
	if (report->config->options.tsv)
		held_print(report, scan);
}

static void
scan_wait(int64_t nanoseconds)
{
	struct timespec	left = { (time_t)(nanoseconds / 1000000000),
			    (long)(nanoseconds % 1000000000) };

	while (nanosleep(&left, &left) == -1 && errno == EINTR)
		;
}

/* Lost bytes that count: all, or since the first scan. */
static double
lost_bytes(const struct scan_report *report, const struct scan *scan)
{
	double	bytes = (double)scan_lost_bytes(scan);

	if (report->growth != NULL)
		bytes -= (double)(report->growth->direct.bytes +
		    report->growth->indirect.bytes);
	return bytes;
}

static void
owners_refused(const struct owners *owners, pid_t pid)
{
	char	name[32];

	snprintf(name, sizeof(name), "%d: --stacks", (int)pid);
	complain(name, owners->stacks.why);
}

/* The scan that is printed, while probes are in where they are asked for. */
static enum scan_state
scan_show(struct scan_report *report, struct scan *scan,
    struct scan_options *options, struct growth *growth)
{
	struct owners	*owners = alloc_zeros(1, sizeof(*owners));
	enum scan_state	 state;

	if (options->stacks > 0) {
		if (!owners_watch(owners, scan->pid, options))
			owners_refused(owners, scan->pid);
		if (!owners->watching && growth != NULL)
			scan_wait(options->interval);
		options->copied = owners_end;
		options->context = owners;
	}
	state = scan_take(scan, scan->pid, options);
	owners_end(owners);
	if (state == SCAN_DONE) {
		if (growth != NULL)
			growth_compare(growth, scan);
		report->growth = growth;
		report->files.pid = scan->pid;
		scan_print(report, scan);
		mapped_free(&report->files);
		owners_print(owners, scan, options, &report->table);
		report->lost |= lost_bytes(report, scan) > 0 &&
		    lost_bytes(report, scan) >=
		    report->config->judge.min_growth;
		report->growth = NULL;
	}
	owners_free(owners);
	free(owners);
	return state;
}

static enum scan_state
scan_twice(struct scan_report *report, struct scan *scan,
    struct scan_options *options)
{
	struct growth	growth;
	enum scan_state	state = scan_take(scan, scan->pid, options);

	if (state != SCAN_DONE)
		return state;
	growth_begin(&growth, scan);
	scan_free(scan);
	out_flush(report->out);
	/* Between the two scans is the time of --stacks, if that is asked. */
	if (options->stacks > 0)
		options->stacks = options->interval;
	else
		scan_wait(options->interval);
	state = scan_show(report, scan, options, &growth);
	growth_free(&growth);
	return state;
}

static void
scan_one(struct scan_report *report, const char *name)
{
	struct scan_options	 options = report->config->scan;
	struct scan		*scan;
	enum scan_state		 state;
	uint64_t		 pid;

	if (!parse_digits(name, strlen(name), INT32_MAX, &pid) || pid == 0) {
		complain(name, "not a pid (by name: pidof(1) tells it)");
		report->trouble = true;
		return;
	}
	scan = alloc_zeros(1, sizeof(*scan));
	scan->pid = (pid_t)pid;
	options.reachable |= options.interval > 0;
	state = options.interval > 0 ? scan_twice(report, scan, &options) :
	    scan_show(report, scan, &options, NULL);
	if (state != SCAN_DONE)
		complain(name, scan->why);
	report->unknown |= state == SCAN_UNKNOWN;
	report->trouble |= state == SCAN_FAILED;
	scan_free(scan);
	free(scan);
}

/* --stacks has records of its own. */
static void
columns_choose(struct scan_report *report)
{
	const struct options	*options = &report->config->options;
	const char		*list = options->tsv ? scan_columns_tsv :
				    scan_columns_text;

	if (report->config->scan.interval > 0)
		list = options->tsv ? growth_columns_tsv :
		    growth_columns_text;
	if (options->tsv && report->config->scan.stacks > 0)
		options_table(options, &report->table, report->out,
		    owner_columns, "bytes,blocks,stack,reach");
	else
		options_table(options, &report->table, report->out,
		    scan_columns, list);
}

int
scan_command(const struct config *config, struct out *out)
{
	struct scan_report	report = { .config = config, .out = out };
	int			i;

	if (config->options.root != MEMINFO_HOST)
		options_wrong(&config->options, "--scan",
		    "cannot be combined with --root: it needs living "
		    "processes");
	columns_choose(&report);
	report.table.squeeze = true;
	if (config->options.tsv) {
		table_header(&report.table);
		report.headed = true;
	}
	for (i = 0; i < config->operands; i++)
		scan_one(&report, config->operand[i]);
	if (report.lost)
		return ANSWER_LEAK;
	if (report.trouble)
		return ANSWER_TROUBLE;
	return report.unknown ? ANSWER_UNDECIDED : ANSWER_NO_LEAK;
}
