/* arguments.c: the command line. */
#include <string.h>

#include "common/parse.h"
#include "mpmap.h"

enum {
	DIFF = OPTION_LONG
};

static const struct option_row option[] = {
	{ 'x', "extended", NULL, "with what is resident and dirty" },
	{ 'X', NULL, NULL, "with what smaps says; twice: with all of it" },
	{ 'd', "device", NULL, "with offset and device" },
	{ 'p', "show-path", NULL, "whole paths, not only the last part" },
	{ 'k', "use-kernel-name", NULL, "[heap] and such, not [ anon ]" },
	{ 'q', "quiet", NULL, "no header and no total" },
	{ 'A', "range", "LOW[,HIGH]", "only what touches these addresses" },
	{ 'g', "group", "KEY", "sum by path, kind or perms" },
	{ 's', "sort", "KEY",
	    "with -g: the largest of this column first; +KEY last" },
	{ 'n', "lines", "N", "with -g: only the first N" },
	{ 't', "total", NULL, "add a row with the total" },
	{ DIFF, "diff", "FILE", "what changed since that mpmap -T" },
	{ 0, NULL, NULL, NULL }
};

static const struct column_group column_group[] = {
	{ "Columns:", row_columns },
	{ "Columns with -g:", sum_columns },
	{ "Columns with --diff:", diff_columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-dhkpqTtVXx] [-A low[,high]] [-g key] [-n number] [-o list] "
	"[-s key] [--diff file] [--no-header] [--root dir] pid | file ...",
	option, column_group, 0
};

#define FLAG(code, member) { code, offsetof(struct mpmap, member) }

static const struct option_member flag[] = {
	FLAG('d', device),
	FLAG('x', extended),
	FLAG('p', show_path),
	FLAG('k', kernel_names),
	FLAG('q', quiet),
	FLAG('t', total),
	{ 0, 0 }
};

/* As pmap: "LOW" is one address; either end may be left out. */
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
flag_set(struct mpmap *mpmap, int code)
{
	options_flag(flag, code, mpmap);
	if (code == 'X') {
		mpmap->everything = mpmap->kernel;
		mpmap->kernel = true;
	}
}

static void
group_set(struct mpmap *mpmap)
{
	if (strcmp(optarg, "path") != 0 && strcmp(optarg, "kind") != 0 &&
	    strcmp(optarg, "perms") != 0)
		options_wrong(&mpmap->options, optarg,
		    "not path, kind or perms");
	mpmap->group = optarg;
}

static void
argument_set(struct mpmap *mpmap, int code)
{
	switch (code) {
	case 'A':
		if (!range_parse(optarg, mpmap))
			options_wrong(&mpmap->options, optarg,
			    "not a range of hexadecimal addresses");
		break;
	case 'g':
		group_set(mpmap);
		break;
	case 'n':
		if (!parse_count(optarg, &mpmap->limit))
			options_wrong(&mpmap->options, optarg,
			    "not a positive whole number");
		break;
	case 's':
		mpmap->sort = optarg;
		break;
	case DIFF:
		mpmap->diff = optarg;
		break;
	}
}

bool
mpmap_is_table(const struct mpmap *mpmap)
{
	return mpmap->options.tsv || mpmap->options.columns != NULL ||
	    mpmap->group != NULL || mpmap->diff != NULL;
}

static void
options_check(const struct mpmap *mpmap)
{
	int	views = mpmap->device + mpmap->extended + mpmap->kernel;

	if (views + mpmap_is_table(mpmap) > 1)
		options_wrong(&mpmap->options, "options",
		    views > 1 ? "more than one of -d, -x and -X" :
		    "-d, -x and -X have their own columns");
	if (mpmap->group == NULL && (mpmap->sort != NULL || mpmap->limit > 0))
		options_wrong(&mpmap->options, "options",
		    "-n and -s are for groups (-g)");
	if (mpmap->total && !mpmap_is_table(mpmap))
		options_wrong(&mpmap->options, "options",
		    "-t is for tables (-T, -o, -g): this has a total");
}

void
arguments_read(struct mpmap *mpmap, int argc, char **argv)
{
	int	code;

	options_begin(&mpmap->options, &command);
	mpmap->options.size.power = 1;
	while ((code = options_next(&mpmap->options, argc, argv)) != -1) {
		flag_set(mpmap, code);
		argument_set(mpmap, code);
	}
	options_check(mpmap);
	if (mpmap->quiet)
		mpmap->options.header = false;
	if (!mpmap->options.header)
		mpmap->quiet = true;
	if (optind == argc)
		options_wrong(&mpmap->options, NULL, "which process?");
}

/* A shell that completes "/proc/12" puts a slash behind it. */
bool
pid_parse(const char *text, pid_t *pid)
{
	char	digits[16] = "";
	size_t	length;
	int64_t	number;

	if (strncmp(text, "/proc/", 6) == 0) {
		text += 6;
		length = strcspn(text, "/");
		if (length >= sizeof(digits) ||
		    (text[length] == '/' && text[length + 1] != '\0'))
			return false;
		memcpy(digits, text, length);
		text = digits;
	}
	if (!parse_count(text, &number) || number > INT32_MAX)
		return false;
	*pid = (pid_t)number;
	return true;
}
