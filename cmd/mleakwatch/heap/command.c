/* command.c: mleakwatch --scan: what is said of a heap. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "common/alloc.h"
#include "common/parse.h"
#include "common/table.h"
#include "command.h"
#include "owners.h"
#include "scan.h"

/* One line of the table: a group. */
struct scan_row {
	uint64_t	 pid;
	const char	*reach;
	uint64_t	 size, count, bytes, indirect;
	const char	*hint;		/* NULL: none */
	uint64_t	 example;
};

#define CELL(name, member, title, width, type, help) \
	{ name, title, width, type, offsetof(struct scan_row, member), help, \
	    0 }

const struct column	scan_columns[] = {
	CELL("pid", pid, "PID", 7, COLUMN_COUNT, "process id"),
	CELL("reach", reach, "REACH", -9, COLUMN_TEXT,
	    "lost, reachable, or held: free in the allocator"),
	CELL("size", size, "SIZE", 9, COLUMN_COUNT, "bytes of each block"),
	CELL("count", count, "COUNT", 9, COLUMN_COUNT, "blocks"),
	CELL("bytes", bytes, "BYTES", 11, COLUMN_COUNT, "of them together"),
	CELL("indirect_bytes", indirect, "INDIRECT", 11, COLUMN_COUNT,
	    "of lost blocks that only they lead to"),
	CELL("hint", hint, "HINT", -24, COLUMN_TEXT,
	    "symbol, type or text at its beginning"),
	CELL("example_address", example, "EXAMPLE", 16, COLUMN_ADDRESS,
	    "one of them"),
	{ .name = NULL }
};

static const char	scan_columns_tsv[] = "pid,reach,size,count,bytes,"
    "indirect_bytes,hint,example_address";
static const char	scan_columns_text[] = "reach,size,count,bytes,"
    "indirect_bytes,example_address,hint";

#define LINES_DEFAULT 20

struct scan_report {
	const struct config	*config;
	struct table		 table;
	struct out		*out;
	bool			 headed;	/* TSV: its first line is out */
	bool			 lost, unknown, trouble;
};

static void
row_print(struct scan_report *report, const struct scan_row *row)
{
	if (!report->headed)
		table_header(&report->table);
	report->headed = true;
	table_row(&report->table, row);
}

static void
groups_print(struct scan_report *report, const struct scan *scan,
    const struct groups *groups, const char *reach)
{
	int64_t			 lines = report->config->scan.lines;
	const struct group	*group;
	struct scan_row		 row;
	char			 hint[SYMBOL_TEXT];
	size_t			 i;

	if (lines == 0)
		lines = report->config->options.tsv ? INT64_MAX :
		    LINES_DEFAULT;
	for (i = 0; i < groups->count && (int64_t)i < lines; i++) {
		group = &groups->group[i];
		group_hint(groups, group, scan->pid, hint);
		row = (struct scan_row){ (uint64_t)scan->pid, reach,
		    group->size, group->sum.count, group->sum.bytes,
		    group->indirect.bytes, hint[0] == '\0' ? NULL : hint,
		    group->example };
		row_print(report, &row);
	}
	if (i < groups->count && !report->config->options.tsv) {
		out_text(report->out, "and ");
		out_number(report->out, groups->count - i, 0);
		out_text(report->out, " more groups (-n)\n");
	}
}

/* Objects of a Python lie in blocks of other sizes, or in none of malloc's. */
static int
type_compare(const void *a, const void *b)
{
	const struct python_type	*const *x = a, *const *y = b;
	uint64_t			 of_x = (*x)->count * (*x)->size;
	uint64_t			 of_y = (*y)->count * (*y)->size;

	return (of_x < of_y) - (of_x > of_y);
}

static void
type_print(struct scan_report *report, const struct scan *scan,
    const struct python_type *type)
{
	char		hint[PYTHON_NAME + 16];
	struct scan_row	row = { (uint64_t)scan->pid, "python", type->size,
			    type->count, type->count * type->size, 0, hint,
			    type->example };

	snprintf(hint, sizeof(hint), "Python %s", type->name);
	row_print(report, &row);
}

static void
types_print(struct scan_report *report, const struct scan *scan)
{
	int64_t			 lines = report->config->scan.lines;
	struct python_type	**list;
	size_t			 i, count = 0;

	if (!scan->is_python)
		return;
	list = calloc(scan->python.used + 1, sizeof(*list));
	for (i = 0; list != NULL && i < scan->python.slots; i++)
		if (scan->python.type[i].count > 0)
			list[count++] = &scan->python.type[i];
	if (lines == 0)
		lines = report->config->options.tsv ? INT64_MAX :
		    LINES_DEFAULT;
	if (list != NULL)
		qsort(list, count, sizeof(*list), type_compare);
	for (i = 0; i < count && (int64_t)i < lines; i++)
		type_print(report, scan, list[i]);
	free(list);
}

static void
held_print(struct scan_report *report, const struct scan *scan)
{
	struct scan_row	row = { (uint64_t)scan->pid, "held", CELL_ABSENT,
			    scan->heap.held.count, scan->heap.held.bytes,
			    CELL_ABSENT, NULL, CELL_ABSENT };

	row_print(report, &row);
}

/* In text, a summary comes first. */

static void
amount_put(struct out *out, uint64_t bytes)
{
	const struct size_format	human = { .human = true };
	char				text[SIZE_TEXT];
	size_t				length;

	length = size_text(text, (int64_t)bytes, &human);
	out_fill(out, ' ', length < 9 ? 9 - length : 0);
	out_bytes(out, text, length);
}

static void
summary_line(struct out *out, const char *name, const struct heap_sum *sum)
{
	out_text(out, name);
	out_fill(out, ' ', 28 - strlen(name));
	if (sum->count == UINT64_MAX)
		out_text(out, "           -");
	else
		out_number(out, sum->count, 12);
	amount_put(out, sum->bytes);
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
held_put(struct out *out, const struct scan *scan)
{
	const struct heap	*heap = &scan->heap;

	summary_line(out, "free, held by malloc", &heap->held);
	out_text(out, "   resident ");
	amount_put(out, heap->resident);
	if (heap->trim > 0) {
		out_text(out, "; malloc_trim(3) would return ");
		amount_put(out, heap->trim);
	}
	if (heap->elsewhere > 0) {
		out_text(out, "; in arenas besides the first ");
		amount_put(out, heap->elsewhere);
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
summary_print(struct out *out, const struct scan *scan)
{
	uint64_t	in_heap = heap_resident(scan);
	struct heap_sum	other = { UINT64_MAX, scan->capture.bytes > in_heap ?
			    scan->capture.bytes - in_heap : 0 };

	summary_head(out, scan);
	summary_line(out, "used, reachable", &scan->reach.reachable);
	out_char(out, '\n');
	summary_line(out, "used, lost directly", &scan->reach.direct);
	out_char(out, '\n');
	summary_line(out, "used, lost indirectly", &scan->reach.indirect);
	out_char(out, '\n');
	held_put(out, scan);
	summary_line(out, "not heap", &other);
	out_text(out, "   resident\n");
}

static void
scan_print(struct scan_report *report, const struct scan *scan)
{
	if (!report->config->options.tsv) {
		summary_print(report->out, scan);
		report->headed = false;
	}
	if (report->config->options.tsv && report->config->scan.stacks > 0)
		return;
	groups_print(report, scan, &scan->lost, "lost");
	if (!report->config->scan.reachable)
		return;
	groups_print(report, scan, &scan->kept, "reachable");
	types_print(report, scan);
	if (report->config->options.tsv)
		held_print(report, scan);
}

static void
scan_run(struct scan_report *report, const char *name, struct scan *scan,
    struct owners *owners, pid_t pid)
{
	const struct scan_options	*options = &report->config->scan;
	enum scan_state			 state;

	if (options->stacks > 0)
		owners_begin(owners, pid, options);
	state = scan_take(scan, pid, options);
	owners_end(owners);
	if (state == SCAN_DONE) {
		scan_print(report, scan);
		owners_print(owners, scan, options, &report->table);
		report->lost |= scan_lost_bytes(scan) > 0 &&
		    (double)scan_lost_bytes(scan) >=
		    report->config->judge.min_growth;
	} else
		complain(name, scan->why);
	report->unknown |= state == SCAN_UNKNOWN;
	report->trouble |= state == SCAN_FAILED;
	scan_free(scan);
}

static void
scan_one(struct scan_report *report, const char *name)
{
	struct scan	*scan;
	struct owners	*owners;
	uint64_t	 pid;

	if (!parse_digits(name, strlen(name), INT32_MAX, &pid) || pid == 0) {
		complain(name, "not a pid");
		report->trouble = true;
		return;
	}
	scan = alloc(sizeof(*scan));
	owners = alloc(sizeof(*owners));
	memset(owners, 0, sizeof(*owners));
	scan_run(report, name, scan, owners, (pid_t)pid);
	owners_free(owners);
	free(owners);
	free(scan);
}

/* --stacks has records of its own. */
static void
columns_choose(struct scan_report *report)
{
	const struct options	*options = &report->config->options;

	if (options->tsv && report->config->scan.stacks > 0)
		options_table(options, &report->table, report->out,
		    owner_columns, "bytes,blocks,stack");
	else
		options_table(options, &report->table, report->out,
		    scan_columns, options->tsv ? scan_columns_tsv :
		    scan_columns_text);
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
