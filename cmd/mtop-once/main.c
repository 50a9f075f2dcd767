/* main.c: mtop-once, which processes have the memory, once. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "mtop.h"

/* Every cell as what its type calls unknown. */
static void
blank_make(struct row *blank)
{
	const struct column	*column;

	memset(blank, 0, sizeof(*blank));
	for (column = columns; column->name != NULL; column++)
		column_blank(column, blank);
}

/* Only a terminal has a width; -w and TSV know none. */
static size_t
line_limit(const struct mtop *mtop)
{
	struct winsize	size;

	if (mtop->wide || mtop->options.tsv || isatty(STDOUT_FILENO) != 1 ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1)
		return 0;
	return size.ws_col;
}

static void
order_make(struct mtop *mtop, struct column titled[COLUMNS_MAX])
{
	const char	*keys = mtop->keys == NULL ? "rss" : mtop->keys;
	const char	*by;
	struct order	*order = &mtop->order;

	if (!order_add(order, titled, keys))
		options_try(&mtop->options);
	if (mtop->reverse)
		order_reverse(order);
	by = mtop->group == NULL ? "pid" : mtop->group;
	order_add_column(order, column_find(titled, by, strlen(by)), false);
}

static void
table_make(struct mtop *mtop, struct table *table, struct out *out,
    struct column titled[COLUMNS_MAX])
{
	memcpy(titled, columns, COLUMNS_MAX * sizeof(*titled));
	if (mtop->group != NULL || mtop->total)
		sum_titles(titled);
	options_table(&mtop->options, table, out, titled,
	    default_columns(mtop));
	table->squeeze = true;
	order_make(mtop, titled);
	need_gather(mtop, table);
}

/* What is told by more than the process' own files. */
static void
rows_finish(const struct mtop *mtop, struct users *users,
    const struct cpu_sample *sample, struct row **list, size_t rows)
{
	const struct machine	*machine = &mtop->machine;
	bool			 time = row_wants(mtop,
	    offsetof(struct row, time), NEED_TIME);
	bool			 host = row_wants(mtop,
	    offsetof(struct row, host), NEED_HOST) &&
	    machine->host[0] != '\0';
	bool			 user = row_wants(mtop,
	    offsetof(struct row, user), NEED_USER);
	bool			 cpu_pct = row_wants(mtop,
	    offsetof(struct row, cpu_pct), NEED_SHARE);
	bool			 mem_pct = row_wants(mtop,
	    offsetof(struct row, mem_pct), NEED_TOTAL) &&
	    machine->total != MEMINFO_ABSENT && machine->total > 0;
	size_t			 i;

	for (i = 0; i < rows; i++) {
		if (time)
			list[i]->time = machine->time;
		if (host)
			list[i]->host = machine->host;
		if (user && list[i]->uid != CELL_ABSENT)
			list[i]->user = users_name(users, list[i]->uid);
		if (cpu_pct && list[i]->start != CELL_ABSENT)
			list[i]->cpu_pct = cpu_share(mtop, sample, list[i]);
		if (mem_pct && list[i]->rss != CELL_ABSENT)
			list[i]->mem_pct = 100 * (double)list[i]->rss /
			    (double)machine->total;
	}
}

static void
rows_show(const struct mtop *mtop, struct table *table, struct row **list,
    size_t rows)
{
	const void	**scratch = allocate((rows + 1) * sizeof(*scratch));
	struct row	  total;
	size_t		  shown = rows, i;

	order_sort(&mtop->order, (const void **)(void *)list, scratch, rows);
	free(scratch);
	table_header(table);
	if (mtop->first > 0 && (uint64_t)mtop->first < shown)
		shown = (size_t)mtop->first;
	for (i = 0; i < shown; i++)
		table_row(table, list[i]);
	if (!mtop->total)
		return;
	total_make(mtop, list, rows, &total);
	table_row(table, &total);
}

static void
show(struct mtop *mtop, struct table *table, struct users *users)
{
	struct cpu_sample	*sample = cpu_first(mtop);
	struct rows		 rows, groups;
	struct row		**list, **group_list;

	rows_collect(mtop, &rows);
	machine_clock(mtop);
	list = rows_list(&rows);
	rows_finish(mtop, users, sample, list, rows.count);
	free(sample);
	if (mtop->group != NULL) {
		groups_make(mtop, list, rows.count, &groups);
		group_list = rows_list(&groups);
		rows_show(mtop, table, group_list, groups.count);
		free(group_list);
		rows_free(&groups);
	} else
		rows_show(mtop, table, list, rows.count);
	mtop->options.partly |= trouble_say(&rows.troubles);
	free(list);
	rows_free(&rows);
}

int
main(int argc, char **argv)
{
	struct mtop	 mtop = { .keys = NULL };
	struct column	 titled[COLUMNS_MAX];
	struct users	*users;
	struct table	 table;
	struct out	 out;
	bool		 written;

	arguments_read(&mtop, argc, argv);
	out_begin(&out, STDOUT_FILENO);
	out.limit = line_limit(&mtop);
	table_make(&mtop, &table, &out, titled);
	machine_open(&mtop);
	users = users_open(&mtop);
	selection_resolve(&mtop, users);
	need_resolve(&mtop);
	machine_read(&mtop);
	blank_make(&mtop.blank);
	show(&mtop, &table, users);
	written = out_end(&out);
	users_close(users);
	selection_close(&mtop.selection);
	return options_status(&mtop.options, written);
}
