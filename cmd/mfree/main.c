/* main.c: mfree, how much memory there is, is used, and can be had. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/signals.h"
#include "common/tick.h"
#include "mfree.h"
#include "mfree/where/where.h"

enum {
	SI = OPTION_LONG,
	KILO,
	MEGA,
	GIGA,
	TERA,
	PETA,
	TEBI,
	PEBI,
	CLASSIC,
	WHERE,
	MEMINFO,
	CGROUP,
	NUMA,
	PRESSURE,
	OOM,
	KILL
};

#define SETS(type, member) OPTION_SETS(type, struct mfree, member)

static const struct option_row option[] = {
	{ 'b', "bytes", NULL, "in bytes", OWN },
	{ 'k', "kibi", NULL, "in KiB (the default)", OWN },
	{ 'm', "mebi", NULL, "in MiB", OWN },
	{ 'g', "gibi", NULL, "in GiB", OWN },
	{ TEBI, "tebi", NULL, "in TiB", OWN },
	{ PEBI, "pebi", NULL, "in PiB", OWN },
	{ KILO, "kilo", NULL, "in kB (1000 bytes)", OWN },
	{ MEGA, "mega", NULL, "in MB", OWN },
	{ GIGA, "giga", NULL, "in GB", OWN },
	{ TERA, "tera", NULL, "in TB", OWN },
	{ PETA, "peta", NULL, "in PB", OWN },
	{ SI, "si", NULL, "powers of 1000, not of 1024", SETS(FLAG, si) },
	{ 'w', "wide", NULL, "buffers and cache in columns of their own",
	    SETS(FLAG, wide) },
	{ 't', "total", NULL, "add a row with the totals", SETS(FLAG, total) },
	{ 'l', "lohi", NULL, "add rows for low and high memory",
	    SETS(FLAG, low_high) },
	{ 'v', "committed", NULL, "add a row for committed memory",
	    SETS(FLAG, committed) },
	{ 'L', "line", NULL, "one line", SETS(FLAG, line) },
	{ 's', "seconds", "N", "repeat every N seconds", SETS(TIME, interval) },
	{ 'c', "count", "N", "repeat N times, then exit", SETS(COUNT, count) },
	{ CLASSIC, "classic", NULL, "as free of 2.6-era systems printed it",
	    SETS(FLAG, classic) },
	{ WHERE, "where", "[ROW]", "where all the memory is; one ROW of it",
	    OWN },
	{ 'n', "lines", "N", "with --where=ROW: the N largest",
	    SETS(COUNT, lines) },
	{ 'r', "recursive", "DIR", "with --where=file_cache: also below DIR",
	    OWN },
	{ MEMINFO, "meminfo", NULL, "every key of /proc/meminfo", OWN },
	{ PRESSURE, "pressure", NULL, "how long tasks waited for memory", OWN },
	{ OOM, "oom", NULL,
	    "memory at an OOM kill, from the kernel's log or [FILE]", OWN },
	{ KILL, "kill", "N", "with --oom: at the Nth kill in the log",
	    SETS(COUNT, kill) },
	{ CGROUP, "cgroup", "[PATH]", "add a row for a memory cgroup",
	    SETS(TEXT, cgroup_name) },
	{ NUMA, "numa", NULL, "add a row for each NUMA node",
	    SETS(FLAG, numa) },
	HABIT("shmem", "its files: --where=shmem"),
	HABIT("slab", "its caches: --where=slab"),
	HABIT("hugepages", "its pools: --where=hugepages"),
	HABIT("cgroups", "these: --where=cgroups"),
	HABIT("file-cache", "its files: --where=file_cache"),
	HABIT("p", "of processes: mtop-once -p PIDS"),
	/* With free, these abbreviations are unique. */
	{ 'L', "li", NULL, NULL, OWN },
	{ 'L', "lin", NULL, NULL, OWN },
	{ 0, NULL, NULL, NULL, OWN }
};

/* Formats of the unit options; the last one given wins, as with free. */
static const struct {
	int			code;
	struct size_format	format;
} unit[] = {
	{ 'b', { 0, false, false } },
	{ 'k', { 1, false, false } },
	{ 'm', { 2, false, false } },
	{ 'g', { 3, false, false } },
	{ TEBI, { 4, false, false } },
	{ PEBI, { 5, false, false } },
	{ KILO, { 1, true, false } },
	{ MEGA, { 2, true, false } },
	{ GIGA, { 3, true, false } },
	{ TERA, { 4, true, false } },
	{ PETA, { 5, true, false } },
};

static const struct {
	int			 code;
	const struct figure_view	*view;
} view_option[] = {
	{ CLASSIC, &classic_view },
	{ WHERE, &where_view },
	{ MEMINFO, &meminfo_view },
	{ PRESSURE, &pressure_view },
	{ OOM, &oom_view },
};

static const struct column_group column_group[] = {
	{ "Columns:", memory_columns },
	{ "Columns with --classic:", classic_columns },
	{ "Columns with --where:", where_columns },
	{ "Columns with --where=file_cache:", file_cache_columns },
	{ "Columns with --where=shmem:", shmem_columns },
	{ "Columns with --where=slab:", slab_columns },
	{ "Columns with --where=hugepages:", hugepages_columns },
	{ "Columns with --where=cgroups:", cgroups_columns },
	{ "Columns with --meminfo:", key_columns },
	{ "Columns with --pressure:", pressure_columns },
	{ "Columns with --oom:", oom_columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-bghkLlmTtVvw] [--tebi | --pebi | --kilo | --mega | --giga | "
	"--tera | --peta] [--si] [-c count] [-o list] [-s seconds] "
	"[--cgroup[=path]] [--classic | --meminfo | --pressure | "
	"--where[=row]] [-n lines] [-r dir] [--oom [file]] [--kill n] "
	"[--no-header] [--numa] [--root dir]",
	option, column_group, 0
};

static void
unit_set(struct mfree *mfree, int code)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(unit); i++)
		if (unit[i].code == code)
			mfree->options.size = unit[i].format;
}

/* The rows of --where that can be opened, and what they are called there. */
static const struct {
	const char		*row;
	const struct figure_view	*view;
} opened[] = {
	{ "shmem", &shmem_view },
	{ "slab", &slab_view },
	{ "slab_reclaimable", &slab_view },
	{ "slab_unreclaimable", &slab_view },
	{ "hugepages", &hugepages_view },
	{ "hugepages_free", &hugepages_view },
	{ "hugepages_used", &hugepages_view },
	{ "cgroups", &cgroups_view },
	{ "file_cache", &file_cache_view },
};

static const struct figure_view *
opened_view(const struct mfree *mfree, const char *row)
{
	const char	*about = where_about(row);
	char		 reason[160];
	size_t		 i;

	for (i = 0; i < COUNT_OF(opened); i++)
		if (strcmp(opened[i].row, row) == 0)
			return opened[i].view;
	snprintf(reason, sizeof(reason), "cannot be opened%s%s%s: file_cache, "
	    "shmem, slab, hugepages or cgroups can", about == NULL ? "" : " (",
	    about == NULL ? "" : about, about == NULL ? "" : ")");
	options_wrong(&mfree->options, row, reason);
}

/* "--numa: cannot be combined with --where" */
static _Noreturn void
combination_refuse(const struct mfree *mfree, const char *given,
    const char *other)
{
	char	reason[96];

	snprintf(reason, sizeof(reason), "cannot be combined with %s", other);
	options_wrong(&mfree->options, given, reason);
}

static void
view_set(const struct mfree *mfree, int code, const struct figure_view **view)
{
	const struct figure_view	*asked = NULL;
	size_t			 i;

	for (i = 0; i < COUNT_OF(view_option); i++)
		if (view_option[i].code == code)
			asked = view_option[i].view;
	if (code == WHERE && optarg != NULL)
		asked = opened_view(mfree, optarg);
	if (asked == NULL)
		return;
	if (*view != NULL && *view != asked)
		combination_refuse(mfree, (*view)->option, asked->option);
	*view = asked;
}

static void
tree_add(struct mfree *mfree, const char *tree)
{
	if (mfree->tree_count == TREES_MAX)
		options_wrong(&mfree->options, "-r", "too many");
	mfree->tree[mfree->tree_count++] = tree;
}

/* An option that the view cannot show is not ignored in silence. */
static void
combination_check(const struct mfree *mfree, const struct figure_view *view)
{
	const char	*other = view != NULL ? view->option : "-L";
	bool		 special = view != NULL || mfree->line;

	if (mfree->line && view != NULL)
		combination_refuse(mfree, "-L", other);
	if (mfree->numa && special)
		combination_refuse(mfree, "--numa", other);
	if (mfree->cgroup && special && !(view != NULL && view->cgroup))
		combination_refuse(mfree, "--cgroup", other);
	if (mfree->lines > 0 && !(view != NULL && view->opened))
		options_wrong(&mfree->options, "-n", "needs --where=ROW");
	if (mfree->tree_count > 0 && view != &file_cache_view)
		options_wrong(&mfree->options, "-r",
		    "needs --where=file_cache");
	if (mfree->kill > 0 && view != &oom_view)
		options_wrong(&mfree->options, "--kill", "needs --oom");
	if (mfree->cgroup_name != NULL && mfree->cgroup_name[0] == '\0')
		options_wrong(&mfree->options, "--cgroup=", "needs a path");
}

/* A value that may be left out stands behind a =, not behind a blank. */
static const char *
operand_reason(const struct mfree *mfree, const struct figure_view *view)
{
	if (view == &where_view)
		return "unexpected argument (did you mean --where=ROW?)";
	if (mfree->cgroup && mfree->cgroup_name == NULL)
		return "unexpected argument (did you mean --cgroup=PATH?)";
	return "unexpected argument (again every 5 s: -s 5; one process: "
	    "mpmap PID)";
}

static const struct figure_view *
mfree_arguments_read(struct mfree *mfree, int argc, char **argv)
{
	const struct figure_view	*view = NULL;
	int			 code;

	while ((code = options_next(&mfree->options, argc, argv)) != -1) {
		unit_set(mfree, code);
		options_set(&mfree->options, code, mfree);
		mfree->cgroup |= code == CGROUP;
		view_set(mfree, code, &view);
		if (code == 'r')
			tree_add(mfree, optarg);
	}
	if (view == &oom_view && optind < argc)
		mfree->oom_file = argv[optind++];
	if (optind < argc)
		options_wrong(&mfree->options, argv[optind],
		    operand_reason(mfree, view));
	mfree->options.size.si |= mfree->si;
	combination_check(mfree, view);
	if (mfree->count > 0 && mfree->interval == 0)
		mfree->interval = 1000000000;
	if (view == NULL)
		view = mfree->wide ? &wide_view : &memory_view;
	return view;
}

static void
table_make(const struct mfree *mfree, const struct figure_view *view,
    struct table *table, struct out *out)
{
	char	list[256] = "time,";

	strncat(list, mfree->options.tsv && view->tsv_list != NULL ?
	    view->tsv_list : view->text_list, sizeof(list) - sizeof("time,"));
	options_table(&mfree->options, table, out, view->columns,
	    mfree->options.tsv && mfree->interval > 0 ? list :
	    list + strlen("time,"));
}

static bool
show(struct mfree *mfree, const struct figure_view *view, struct table *table)
{
	/* The first look at the clock costs a small program two pages. */
	if (table_has(table, "time"))
		mfree->time_msec = tick_unix_msec();
	if (mfree->line && !mfree->options.tsv)
		return line_show(mfree, table->out);
	return view->show(mfree, table);
}

/*
 * Each reading is written out before the wait, so that an interrupt finds
 * nothing left to do.  The status is kept for it here.
 */
static volatile sig_atomic_t	status_so_far;

static void
interrupted(int signal)
{
	(void)signal;
	_exit(status_so_far);
}

/*
 * TSV goes on under one header; text begins anew after a blank line.  Where
 * the reading fails, the line is taken back: the buffer holds nothing else.
 */
static bool
show_next(struct mfree *mfree, const struct figure_view *view,
    struct table *table, bool again)
{
	if (again && table->tsv)
		table->header = false;
	else if (again && !mfree->line)
		out_char(table->out, '\n');
	if (show(mfree, view, table))
		return true;
	table->out->used = 0;
	return false;
}

static bool
show_repeatedly(struct mfree *mfree, const struct figure_view *view,
    struct table *table)
{
	struct tick	tick;
	int64_t		shown;
	bool		any = false;

	signals_catch(SIGINT, interrupted);
	signals_catch(SIGTERM, interrupted);
	tick_begin(&tick, mfree->interval);
	for (shown = 1;; shown++) {
		any |= show_next(mfree, view, table, any);
		status_so_far = options_status(&mfree->options, true);
		if (shown == mfree->count || out_flush(table->out) == -1)
			return out_end(table->out);
		tick_wait(&tick);
	}
}

int
main(int argc, char **argv)
{
	/* Not on a stack that may be small. */
	static struct out	 out;
	struct mfree		 mfree = { .wide = false };
	const struct figure_view	*view;
	struct table		 table;
	bool			 written;

	options_begin(&mfree.options, &command);
	mfree.options.size.power = 1;
	view = mfree_arguments_read(&mfree, argc, argv);
	out_begin(&out, STDOUT_FILENO);
	table_make(&mfree, view, &table, &out);
	if (mfree.interval > 0)
		written = show_repeatedly(&mfree, view, &table);
	else {
		show(&mfree, view, &table);
		written = out_end(&out);
	}
	return options_status(&mfree.options, written);
}
