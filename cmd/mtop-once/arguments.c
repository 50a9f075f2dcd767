/* arguments.c: the command line. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "choose.h"
#include "diff.h"
#include "group.h"
#include "mtop.h"

enum {
	CGROUP = OPTION_LONG,
	ONLY,
	DIFF,
	OOM,
	KILL
};

#define SETS(type, member) OPTION_SETS(type, struct mtop, member)

static const struct option_row option[] = {
	{ 'P', "pss", NULL, "add PSS, USS, PSWAP, which cost much more",
	    SETS(FLAG, pss) },
	{ 's', "sort", "KEYS", "columns, largest first; +KEY: smallest first",
	    SETS(TEXT, keys) },
	{ 'r', "reverse", NULL, "reverse the order", SETS(FLAG, reverse) },
	{ 'n', "lines", "N", "the first N rows", SETS(COUNT, first) },
	{ 'g', "group", "KEY",
	    "by user,comm,exe,cgroup,unit,container,pod,tree,ppid", OWN },
	{ 't', "total", NULL, "add a row with the sums of all",
	    SETS(FLAG, total) },
	{ 'c', "command-line", NULL, "the whole command line",
	    SETS(FLAG, command_line) },
	{ 'k', "kernel", NULL, "kernel threads too", SETS(FLAG, kernel) },
	{ 'd', "delay", "SECONDS", "%CPU of that interval, not of the life",
	    SETS(TIME, interval) },
	{ 'u', "user", "USERS", "only of these effective users", OWN },
	{ 'U', "any-user", "USERS",
	    "only of these: real, effective, saved or fs user", OWN },
	{ 'p', "pid", "PIDS", "only these pids (kernel threads as well)", OWN },
	{ 'C', "comm", "NAMES", "only with these names, * and ? allowed", OWN },
	{ CGROUP, "cgroup", "PATH", "only in this cgroup or below",
	    SETS(TEXT, selection.cgroup) },
	{ ONLY, "only", "TEST", "only rows for which it holds: 'swap>0'", OWN },
	{ DIFF, "diff", "FILE", "what changed since FILE, printed by -T",
	    SETS(TEXT, before) },
	{ OOM, "oom", NULL, "processes at an OOM kill, from the log or [FILE]",
	    SETS(FLAG, oom) },
	{ KILL, "kill", "N",
	    "with --oom: the Nth kill in the log, not the last",
	    SETS(COUNT, kill) },
	{ 'j', "jobs", "N", "read with N threads", SETS(COUNT, jobs) },
	{ 'w', "wide", "[N]", "lines of N columns, or of any length",
	    SETS(COUNT, width) },
	{ 'b', "batch", NULL, "as in top: -n 1 is one look, not one row",
	    SETS(FLAG, batch) },
	{ 'S', NULL, NULL, "ignored; scripts for top give it", OWN },
	{ '1', NULL, NULL, "ignored; scripts for top give it", OWN },
	{ 'i', NULL, NULL, "ignored; scripts for top give it", OWN },
	{ 'E', NULL, "UNIT", "ignored; scripts for top give it", OWN },
	HABIT("e", "without a selection, all processes are listed"),
	HABIT("H", "threads are only counted: -o +threads"),
	HABIT("tree", "sums of process trees: -g tree"),
	HABIT("f", "sums of process trees: -g tree"),
	{ 0, NULL, NULL, NULL, OWN }
};

static const struct column_group column_group[] = {
	{ "Columns:", columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-1bchikPrSTtV] [-C names] [-d seconds] [-E unit] [-g key] "
	"[-j threads] [-n lines] [-o list] [-p pids] [-s keys] [-U users] "
	"[-u users] [-w[columns]] [--cgroup path] [--diff file] "
	"[--kill n] [--no-header] [--only test] [--oom [file]] [--root dir]",
	option, column_group, 0
};

/* top takes its width as an argument of its own: -w 512. */
static void
width_take(int argc, char **argv)
{
	if (optarg != NULL || optind >= argc ||
	    !isdigit((unsigned char)argv[optind][0]))
		return;
	optarg = argv[optind++];
}

static void
group_set(struct mtop *mtop, const char *name)
{
	char	reason[256] = "cannot group by it: ";
	size_t	used = strlen(reason);

	mtop->group = group_column(name);
	if (mtop->group != NULL)
		return;
	group_names(reason + used, sizeof(reason) - used);
	options_wrong(&mtop->options, name, reason);
}

static void
only_set(struct mtop *mtop, const char *test)
{
	const char	*wrong = only_parse(&mtop->only, test);

	if (wrong != NULL)
		options_wrong(&mtop->options, test, wrong);
}

/* The argument of one option that is no text as it stands. */
static void
mtop_argument_set(struct mtop *mtop, int code)
{
	if (code == ONLY)
		only_set(mtop, optarg);
	if (code == 'u')
		selection_add(&mtop->selection.users, optarg);
	if (code == 'U')
		selection_add(&mtop->selection.any_users, optarg);
	if (code == 'C')
		selection_add_names(&mtop->selection, optarg);
	if (code == 'g')
		group_set(mtop, optarg);
	if (code == 'p' && !selection_add_pids(&mtop->selection, optarg))
		options_wrong(&mtop->options, optarg,
		    "not a pid (by name: -C NAMES)");
	if (code == 'E' && (strlen(optarg) != 1 ||
	    strchr("kmgtpe", *optarg) == NULL))
		options_wrong(&mtop->options, optarg,
		    "not a unit: k, m, g, t, p or e");
}

/*
 * -n counts looks in top and rows here: -b, which a script has for top, makes
 * it the former.  The first look of top is at the whole life, and so is that
 * of -p PID -n 1.
 */
static void
top_adapt(struct mtop *mtop)
{
	if (mtop->batch && mtop->first > 1)
		options_wrong(&mtop->options, "-n",
		    "looks once; with -b, it can only be 1 (see watch(1))");
	if (mtop->batch || (mtop->selection.pids.count > 0 &&
	    mtop->first == 1))
		mtop->interval = 0;
	if (mtop->batch)
		mtop->first = 0;
}

/* The log of --oom is the only operand there is. */
static void
operands_take(struct mtop *mtop, int argc, char **argv)
{
	if (mtop->oom && optind < argc)
		mtop->oom_file = argv[optind++];
	if (optind < argc)
		options_wrong(&mtop->options, argv[optind],
		    mtop->options.columns != NULL ?
		    "takes no operands (columns with commas: -o pid,rss)" :
		    "takes no operands (by pid: -p PIDS, by name: -C NAMES)");
}

/* Refuse options that contradict each other. */
static void
arguments_check(struct mtop *mtop)
{
	const struct selection	*selection = &mtop->selection;

	if (selection->cgroup != NULL && selection->cgroup[0] == '\0')
		options_wrong(&mtop->options, "--cgroup", "needs a path");
	if (mtop->oom && mtop->before != NULL)
		options_wrong(&mtop->options, "--diff",
		    "cannot be combined with --oom");
	if (mtop->oom && selection->cgroup != NULL)
		options_wrong(&mtop->options, "--cgroup",
		    "cannot be combined with --oom: the log has no cgroups");
	if (mtop->kill > 0 && !mtop->oom)
		options_wrong(&mtop->options, "--kill", "needs --oom");
	mtop->trees = mtop->group == &columns[COLUMN_tree] &&
	    selection_is_any(selection);
	mtop->basis = diff_basis(mtop->keys);
}

void
mtop_arguments_read(struct mtop *mtop, int argc, char **argv)
{
	int	code;

	options_begin(&mtop->options, &command);
	mtop->options.size.power = 1;
	while ((code = options_next(&mtop->options, argc, argv)) != -1) {
		if (code == 'w')
			width_take(argc, argv);
		mtop->wide |= code == 'w';
		options_set(&mtop->options, code, mtop);
		mtop_argument_set(mtop, code);
	}
	operands_take(mtop, argc, argv);
	arguments_check(mtop);
	top_adapt(mtop);
}
