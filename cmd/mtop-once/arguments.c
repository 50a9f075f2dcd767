/* arguments.c: the command line. */
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
	FLAG(CGROUP, selection.cgroup),
};

static const struct {
	int	code;
	size_t	offset;		/* of the char *, a list */
} list[] = {
	FLAG('u', selection.users),
	FLAG('U', selection.any_users),
	FLAG('C', selection.comms),
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
	for (i = 0; i < COUNT_OF(list); i++)
		if (list[i].code == code)
			selection_add((char **)(void *)(base +
			    list[i].offset), optarg);
	for (i = 0; i < COUNT_OF(count); i++)
		if (count[i].code == code && !parse_count(optarg,
		    (int64_t *)(void *)(base + count[i].offset)))
			options_wrong(&mtop->options, optarg,
			    "not a positive whole number");
}

void
arguments_read(struct mtop *mtop, int argc, char **argv)
{
	int	code;

	options_begin(&mtop->options, &command);
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
