/* arguments.c: the command line. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/utsname.h>

#include "common/parse.h"
#include "mpmap.h"

enum {
	DIFF = OPTION_LONG,
	TOUCHED,
	CGROUP
};

#define SETS(type, member) OPTION_SETS(type, struct mpmap, member)

static const struct option_row option[] = {
	{ 'x', "extended", NULL, "add resident and dirty memory",
	    SETS(FLAG, extended) },
	{ 'X', NULL, NULL, "add keys of smaps; twice: all of them", OWN },
	{ 'd', "device", NULL, "add offset and device", SETS(FLAG, device) },
	{ 'p', "show-path", NULL, "whole paths, not only the last part",
	    SETS(FLAG, show_path) },
	{ 'k', "use-kernel-name", NULL, "[heap] and such, not [ anon ]",
	    SETS(FLAG, kernel_names) },
	{ 'q', "quiet", NULL, "no header and no total", SETS(FLAG, quiet) },
	{ 'A', "range", "LOW[,HIGH]", "only mappings at these addresses", OWN },
	{ 'a', "all", NULL, "all processes", SETS(FLAG, all) },
	{ 'u', "user", "USERS", "all of these effective users", OWN },
	{ 'C', "comm", "NAMES", "all with these names; *, ? and [] match",
	    OWN },
	{ CGROUP, "cgroup", "PATH", "all in this cgroup or below",
	    SETS(TEXT, selection.cgroup) },
	{ 'g', "group", "KEY",
	    "sum over all processes by path, kind, name or perms", OWN },
	{ 's', "sort", "KEYS",
	    "sort by columns, largest first; +KEY: smallest first",
	    SETS(TEXT, sort) },
	{ 'n', "lines", "N", "only the first N rows", SETS(COUNT, limit) },
	{ 't', "total", NULL, "add a row with the total", SETS(FLAG, total) },
	{ 'j', "jobs", "N", "with -g: read with N threads", SETS(COUNT, jobs) },
	{ TOUCHED, "touched", "SECONDS", "memory that is used in that time",
	    SETS(TIME, touched) },
	{ DIFF, "diff", "FILE", "what changed since FILE, printed by -T",
	    SETS(TEXT, diff) },
	{ 'r', NULL, NULL, "ignored, as by pmap", OWN },
	/* With pmap, these abbreviations are unique. */
	{ 'p', "s", NULL, NULL, OWN },
	{ 'k', "u", NULL, NULL, OWN },
	HABIT("pid", "pids stand alone: mpmap PID"),
	{ 0, NULL, NULL, NULL, OWN }
};

static const struct column_group column_group[] = {
	{ "Columns:", row_columns },
	{ "Columns with -g, sums:", sum_columns },
	{ "Columns with --diff:", diff_columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-adhkpqrTtVXx] [-A low[,high]] [-C names] [-g key] [-j threads] "
	"[-n lines] [-o list] [-s keys] [-u users] [--cgroup path] "
	"[--diff file] [--no-header] [--root dir] [--touched seconds] "
	"[pid | file ...]",
	option, column_group, 0
};

/* Like pmap: "LOW" is one address; either end may be left out. */
static bool
range_parse(const char *text, struct mpmap *mpmap)
{
	size_t	length = strcspn(text, ",");

	if (text[length] == '\0') {
		if (!parse_hex(text, length, &mpmap->low))
			return false;
		mpmap->high = mpmap->low;
		return true;
	}
	if (length > 0 && !parse_hex(text, length, &mpmap->low))
		return false;
	text += length + 1;
	return *text == '\0' || parse_hex(text, strlen(text), &mpmap->high);
}

static void
mpmap_argument_set(struct mpmap *mpmap, int code)
{
	switch (code) {
	case 'X':
		mpmap->everything = mpmap->kernel;
		mpmap->kernel = true;
		break;
	case 'A':
		if (!range_parse(optarg, mpmap))
			options_wrong(&mpmap->options, optarg,
			    "not a range of hexadecimal addresses, as "
			    "7f00,7fff");
		break;
	case 'g':
		mpmap->group = key_parse(optarg);
		if (mpmap->group == KEY_NONE)
			options_wrong(&mpmap->options, optarg,
			    "cannot group by it: path, kind, name or perms");
		break;
	case 'C':
		selection_add_names(&mpmap->selection, optarg);
		break;
	case 'u':
		selection_add(&mpmap->selection.users, optarg);
		break;
	}
}

bool
mpmap_is_table(const struct mpmap *mpmap)
{
	return mpmap->options.tsv || mpmap->options.columns != NULL ||
	    mpmap->group != KEY_NONE || mpmap->diff != NULL ||
	    mpmap->touched > 0 || mpmap->sort != NULL || mpmap->limit > 0;
}

/* Options that say in which form the answer is: at most one of them. */
static void
forms_check(const struct mpmap *mpmap)
{
	if (mpmap->device + mpmap->extended + mpmap->kernel > 1)
		options_wrong(&mpmap->options, NULL,
		    "-d, -x and -X cannot be combined");
	if ((mpmap->device || mpmap->extended || mpmap->kernel) &&
	    mpmap_is_table(mpmap))
		options_wrong(&mpmap->options, NULL, "-d, -x and -X have "
		    "their own columns and order: use -o LIST instead");
	if (mpmap->total && !mpmap_is_table(mpmap))
		options_wrong(&mpmap->options, NULL,
		    "-t needs a table (-g, -o, -s or -T)");
	if (mpmap->diff != NULL && (mpmap->all || mpmap->touched > 0))
		options_wrong(&mpmap->options, NULL,
		    "--diff compares pids or files: not with -a, -C, -u, "
		    "--cgroup or --touched");
}

static void
operands_check(struct mpmap *mpmap)
{
	bool	any = *mpmap->operand != NULL;

	if (mpmap->all && any)
		options_wrong(&mpmap->options, NULL,
		    "-a, -C, -u and --cgroup cannot be combined with pids");
	if (!mpmap->all && !any)
		options_wrong(&mpmap->options, NULL, mpmap->diff != NULL ?
		    "which process? (mpmap --diff FILE PID)" :
		    "which process? (a pid, or -a for all)");
}

/*
 * pmap of a 32-bit kernel prints 8 digits.  A 32-bit program on a 64-bit one
 * meets longer addresses, as it may in what was captured elsewhere.
 */
static size_t
digits_find(const struct options *options)
{
	struct utsname	name;

	if (sizeof(void *) == 4 && options->root_name[0] == '\0' &&
	    uname(&name) == 0 && strstr(name.machine, "64") == NULL)
		return 8;
	return ADDRESS_DIGITS;
}

void
mpmap_arguments_read(struct mpmap *mpmap, int argc, char **argv)
{
	int	code;

	options_begin(&mpmap->options, &command);
	mpmap->options.size.power = 1;
	while ((code = options_next(&mpmap->options, argc, argv)) != -1) {
		options_set(&mpmap->options, code, mpmap);
		mpmap_argument_set(mpmap, code);
	}
	mpmap->operand = argv + optind;
	mpmap->all |= selection_is_by_kind(&mpmap->selection);
	forms_check(mpmap);
	operands_check(mpmap);
	mpmap->stacks = mpmap->diff != NULL || mpmap->group == KEY_KIND ||
	    mpmap->group == KEY_NAME;
	mpmap->digits = digits_find(&mpmap->options);
	if (mpmap->quiet)
		mpmap->options.header = false;
	if (!mpmap->options.header)
		mpmap->quiet = true;
}
