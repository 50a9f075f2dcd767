/* main.c: mtop-once, which processes have the memory, once. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../common/parse.h"
#include "mtop.h"

enum {
	CGROUP = OPTION_LONG
};

static const struct option_row option[] = {
	{ 'P', "pss", NULL, "add PSS, USS and SWAP, which cost much more" },
	{ 's', "sort", "KEYS", "columns; -KEY downwards; without: -rss" },
	{ 'r', "reverse", NULL, "the other way round" },
	{ 'n', "lines", "N", "the first N rows" },
	{ 'g', "group", "KEY",
	    "by user, comm, exe, cgroup, unit or ppid: sums" },
	{ 't', "total", NULL, "add a row with the sums of all" },
	{ 'c', "command-line", NULL, "the whole command line" },
	{ 'k', "kernel", NULL, "kernel threads too" },
	{ 'd', "delay", "SECONDS", "%CPU of that interval, not of the life" },
	{ 'u', "user", "USERS", "only of these effective users" },
	{ 'U', "any-user", "USERS",
	    "real, effective, saved or file system user" },
	{ 'p', "pid", "PIDS", "only these; kernel threads too" },
	{ 'C', "comm", "NAMES", "only with these names" },
	{ CGROUP, "cgroup", "PATH", "only in this cgroup or below" },
	{ 'j', "jobs", "N", "read with N threads" },
	{ 'w', "wide", NULL, "do not cut lines to the terminal's width" },
	{ 0, NULL, NULL, NULL }
};

static const struct column_group column_group[] = {
	{ "Columns:", columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-ckPrTtVw] [-C names] [-d seconds] [-g key] [-j threads] "
	"[-n lines] [-o list] [-p pids] [-s keys] [-U users] [-u users] "
	"[--cgroup path] [--no-header] [--root dir]",
	option, column_group, 0
};

#define FLAG(code, member) { code, offsetof(struct mtop, member) }

static const struct {
	int	code;
	size_t	offset;		/* of the bool that it sets */
} flag[] = {
	FLAG('P', pss),
	FLAG('r', reverse),
	FLAG('t', total),
	FLAG('c', command_line),
	FLAG('k', kernel),
	FLAG('w', wide),
};

static const struct {
	int	code;
	size_t	offset;		/* of the const char * */
} text[] = {
	FLAG('s', keys),
	FLAG('g', group),
	FLAG('u', selection.users),
	FLAG('U', selection.any_users),
	FLAG('C', selection.comms),
	FLAG(CGROUP, selection.cgroup),
};

static const struct {
	int	code;
	size_t	offset;		/* of the int64_t */
} count[] = {
	FLAG('n', first),
	FLAG('j', jobs),
};

static void
option_set(struct mtop *mtop, int code)
{
	char	*base = (char *)mtop;
	size_t	i;

	for (i = 0; i < COUNT_OF(flag); i++)
		if (flag[i].code == code)
			*(bool *)(base + flag[i].offset) = true;
	for (i = 0; i < COUNT_OF(text); i++)
		if (text[i].code == code)
			*(const char **)(void *)(base + text[i].offset) =
			    optarg;
	for (i = 0; i < COUNT_OF(count); i++)
		if (count[i].code == code && !parse_count(optarg,
		    (int64_t *)(void *)(base + count[i].offset)))
			options_wrong(&mtop->options, optarg,
			    "not a positive whole number");
}

static void
options_read(struct mtop *mtop, int argc, char **argv)
{
	int	code;

	while ((code = options_next(&mtop->options, argc, argv)) != -1) {
		option_set(mtop, code);
		if (code == 'p' &&
		    !selection_add_pids(&mtop->selection, optarg))
			options_wrong(&mtop->options, optarg, "not a pid");
		if (code == 'd' && !parse_seconds(optarg, &mtop->interval))
			options_wrong(&mtop->options, optarg,
			    "not a positive number of seconds");
	}
	if (optind < argc)
		options_wrong(&mtop->options, argv[optind],
		    "takes no operands");
	if (mtop->group != NULL && group_column(mtop->group) == NULL)
		options_wrong(&mtop->options, mtop->group,
		    "no key to group by");
	mtop->kernel |= mtop->selection.pids.count > 0;
}

/* Every cell as what its type calls unknown. */
static void
blank_make(struct row *blank)
{
	const struct column	*column;
	char			*cell;

	memset(blank, 0, sizeof(*blank));
	for (column = columns; column->name != NULL; column++) {
		cell = (char *)blank + column->offset;
		if (column->type == COLUMN_TEXT)
			continue;
		if (column->type == COLUMN_NUMBER ||
		    column->type == COLUMN_PRIORITY)
			*(int64_t *)(void *)cell = CELL_NO_NUMBER;
		else if (column->type == COLUMN_SHARE)
			*(double *)(void *)cell = (double)NAN;
		else
			*(uint64_t *)(void *)cell = CELL_ABSENT;
	}
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
	const char	*keys = mtop->keys == NULL ? "-rss" : mtop->keys;
	struct order	*order = &mtop->order;

	if (!order_add(order, titled, keys))
		options_usage(&mtop->options);
	if (mtop->reverse)
		order_reverse(order);
	order_add(order, titled, mtop->group == NULL ? "pid" : mtop->group);
}

static void
table_make(struct mtop *mtop, struct table *table, struct out *out,
    struct column titled[COLUMNS_MAX])
{
	memcpy(titled, columns, COLUMNS_MAX * sizeof(*titled));
	if (mtop->group != NULL)
		group_titles(titled);
	options_table(&mtop->options, table, out, titled,
	    default_columns(mtop));
	table->squeeze = true;
	order_make(mtop, titled);
	mtop->need = table_need(table) | order_need(&mtop->order) |
	    selection_need(&mtop->selection);
	if (mtop->group != NULL)
		mtop->need |= group_column(mtop->group)->need;
	if (mtop->command_line && !mtop->options.tsv)
		mtop->need |= NEED_NAME;
}

/* What is told by more than the process' own files. */
static void
rows_finish(const struct mtop *mtop, struct users *users,
    const struct cpu_sample *sample, struct row **list, size_t rows)
{
	const struct machine	*machine = &mtop->machine;
	size_t			 i;

	for (i = 0; i < rows; i++) {
		list[i]->time = machine->time;
		if (machine->host[0] != '\0')
			list[i]->host = machine->host;
		if (list[i]->uid != CELL_ABSENT)
			list[i]->user = users_name(users, list[i]->uid);
		if (list[i]->start != CELL_ABSENT)
			list[i]->cpu_pct = cpu_share(mtop, sample, list[i]);
		if (list[i]->rss != CELL_ABSENT &&
		    machine->total != MEMINFO_ABSENT && machine->total > 0)
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

static const struct {
	const char	*what;
	const char	*reason;
} trouble_said[TROUBLES] = {
	[TROUBLE_PROCESS] = { "", "Permission denied" },
	[TROUBLE_FORMAT] = { "",
	    "not in the format that the kernel documents" },
	[TROUBLE_ROLLUP] = { "smaps_rollup of ", "Permission denied" },
	[TROUBLE_NO_ROLLUP] = { "smaps_rollup of ",
	    "No such file or directory" },
	[TROUBLE_EXE] = { "exe of ", "Permission denied" },
};

static void
trouble_say(struct mtop *mtop, const size_t trouble[TROUBLES])
{
	char	subject[64];
	size_t	i;

	for (i = 0; i < TROUBLES; i++) {
		if (trouble[i] == 0)
			continue;
		snprintf(subject, sizeof(subject), "%s%zu process%s",
		    trouble_said[i].what, trouble[i],
		    trouble[i] == 1 ? "" : "es");
		complain(subject, trouble_said[i].reason);
		mtop->partly = true;
	}
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
	cpu_free(sample);
	if (mtop->group != NULL) {
		groups_make(mtop, list, rows.count, &groups);
		group_list = rows_list(&groups);
		rows_show(mtop, table, group_list, groups.count);
		free(group_list);
		rows_free(&groups);
	} else
		rows_show(mtop, table, list, rows.count);
	trouble_say(mtop, rows.trouble);
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

	options_begin(&mtop.options, &command);
	options_read(&mtop, argc, argv);
	out_begin(&out, STDOUT_FILENO);
	out.limit = line_limit(&mtop);
	table_make(&mtop, &table, &out, titled);
	machine_open(&mtop);
	users = users_open(&mtop);
	selection_resolve(&mtop, users);
	need_resolve(&mtop);
	blank_make(&mtop.blank);
	show(&mtop, &table, users);
	written = out_end(&out);
	users_close(users);
	selection_close(&mtop.selection);
	return written && !mtop.partly ? EXIT_DONE : EXIT_PARTLY;
}
