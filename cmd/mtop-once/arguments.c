/* arguments.c: the command line. */
#include "common/parse.h"
#include "mtop.h"

enum {
	CGROUP = OPTION_LONG
};

static const struct option_row option[] = {
	{ 'P', "pss", NULL, "add PSS, USS and SWAP, which cost much more" },
	{ 's', "sort", "KEYS", "columns, largest first; +KEY: smallest first" },
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
	"[-chkPrTtVw] [-C names] [-d seconds] [-g key] [-j threads] "
	"[-n lines] [-o list] [-p pids] [-s keys] [-U users] [-u users] "
	"[--cgroup path] [--no-header] [--root dir]",
	option, column_group, 0
};

#define MEMBER(code, member) { code, offsetof(struct mtop, member) }

static const struct option_member flag[] = {
	MEMBER('P', pss),
	MEMBER('r', reverse),
	MEMBER('t', total),
	MEMBER('c', command_line),
	MEMBER('k', kernel),
	MEMBER('w', wide),
	{ 0, 0 }
};

static const struct option_member text[] = {
	MEMBER('s', keys),
	MEMBER('g', group),
	MEMBER(CGROUP, selection.cgroup),
	{ 0, 0 }
};

/* Each a char *. */
static const struct option_member list[] = {
	MEMBER('u', selection.users),
	MEMBER('U', selection.any_users),
	MEMBER('C', selection.comms),
	{ 0, 0 }
};

/* Each an int64_t. */
static const struct option_member count[] = {
	MEMBER('n', first),
	MEMBER('j', jobs),
	{ 0, 0 }
};

static void
option_set(struct mtop *mtop, int code)
{
	char	**add = options_member(list, code, mtop);
	int64_t	 *number = options_member(count, code, mtop);

	options_flag(flag, code, mtop);
	options_text(text, code, mtop);
	if (add != NULL)
		selection_add(add, optarg);
	if (number != NULL && !parse_count(optarg, number))
		options_wrong(&mtop->options, optarg,
		    "not a positive whole number");
}

void
arguments_read(struct mtop *mtop, int argc, char **argv)
{
	int	code;

	options_begin(&mtop->options, &command);
	mtop->options.size.power = 1;
	while ((code = options_next(&mtop->options, argc, argv)) != -1) {
		option_set(mtop, code);
		if (code == 'p' &&
		    !selection_add_pids(&mtop->selection, optarg))
			options_wrong(&mtop->options, optarg, "not a pid");
		if (code == 'd' && !parse_seconds(optarg, &mtop->interval))
			options_wrong(&mtop->options, optarg,
			    "not a positive number of seconds");
	}
	if (mtop->selection.cgroup != NULL &&
	    mtop->selection.cgroup[0] == '\0')
		options_wrong(&mtop->options, "--cgroup", "needs a path");
	if (optind < argc)
		options_wrong(&mtop->options, argv[optind],
		    "takes no operands");
	if (mtop->group != NULL && group_column(mtop->group) == NULL)
		options_wrong(&mtop->options, mtop->group,
		    "no key to group by");
	mtop->kernel |= mtop->selection.pids.count > 0;
}
