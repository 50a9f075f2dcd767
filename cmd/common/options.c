/* options.c: the command line, the same for every command. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "descriptors.h"
#include "near.h"
#include "options.h"
#include "parse.h"

/* Out of the way of the commands' own, which count up from OPTION_LONG. */
enum {
	NO_HEADER = 2 * OPTION_LONG,
	ROOT,
	HELP
};

static const struct option_row common[] = {
	{ 'o', "columns", "LIST", "print these columns; +LIST adds them", OWN },
	{ 'h', "human", NULL, "sizes in the largest unit that fits", OWN },
	{ 'T', "tsv", NULL, "tab-separated values, in bytes", OWN },
	{ NO_HEADER, "no-header", NULL, "leave out the line of column names",
	    OWN },
	{ ROOT, "root", "DIR", "read DIR/proc and DIR/sys", OWN },
	{ HELP, "help", NULL, "print this and exit", OWN },
	{ 'V', "version", NULL, "print the version and exit", OWN },
	{ 0, NULL, NULL, NULL, OWN }
};

static int
argument_kind(const struct option_row *row)
{
	if (row->argument == NULL)
		return no_argument;
	return row->argument[0] == '[' ? optional_argument : required_argument;
}

static void
add_rows(struct options *options, const struct option_row *row, size_t *longs,
    size_t *shorts)
{
	int	colons;

	for (; row->code != 0 && *longs < OPTIONS_MAX; row++) {
		if (row->code == OPTION_HABIT)
			continue;
		if (row->name != NULL)
			options->longs[(*longs)++] = (struct option){
			    row->name, argument_kind(row), NULL, row->code };
		if (row->code >= OPTION_LONG || row->code == OPTION_HEADING)
			continue;
		options->shorts[(*shorts)++] = (char)row->code;
		for (colons = argument_kind(row); colons > 0; colons--)
			options->shorts[(*shorts)++] = ':';
	}
}

void
options_begin(struct options *options, const struct command *command)
{
	size_t	longs = 0, shorts = 0;

	descriptors_hold();
	opterr = 0;
	memset(options, 0, sizeof(*options));
	options->command = command;
	options->name = program_invocation_short_name;
	options->root = MEMINFO_HOST;
	options->root_name = "";
	options->header = true;
	/* ':' has getopt tell a missing argument from an unknown option. */
	options->shorts[shorts++] = ':';
	add_rows(options, command->options, &longs, &shorts);
	add_rows(options, common, &longs, &shorts);
}

static void
help_option(struct out *out, const struct option_row *row)
{
	char	text[80];
	int	length;
	bool	optional = argument_kind(row) == optional_argument;

	if (row->code == OPTION_HEADING) {
		out_char(out, '\n');
		out_text(out, row->help);
		out_char(out, '\n');
		return;
	}
	if (row->code < OPTION_LONG)
		length = snprintf(text, sizeof(text), "  -%c%s", row->code,
		    row->name == NULL ? "" : ", ");
	else
		length = snprintf(text, sizeof(text), "      ");
	if (row->name != NULL)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
		    "--%s", row->name);
	if (optional)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
		    "[=%.*s", (int)strlen(row->argument) - 1,
		    row->argument + 1);
	else if (row->argument != NULL)
		length += snprintf(text + length, sizeof(text) - (size_t)length,
		    " %s", row->argument);
	out_text(out, text);
	out_fill(out, ' ', length < 26 ? (size_t)(26 - length) : 1);
	out_text(out, row->help);
	out_char(out, '\n');
}

static void
help_columns(struct out *out, const struct column_group *group)
{
	const struct column	*column;
	size_t			 length;

	out_char(out, '\n');
	out_text(out, group->heading);
	out_char(out, '\n');
	/* The next group may begin in the same list. */
	for (column = group->columns; column->name != NULL &&
	    column != group[1].columns; column++) {
		length = strlen(column->name);
		out_text(out, "  ");
		out_text(out, column->name);
		out_fill(out, ' ', length < 16 ? 16 - length : 1);
		out_text(out, column->help);
		out_char(out, '\n');
	}
}

/* Columns of a terminal. */
#define HELP_WIDTH 80

/* The next word: all in brackets, with the blanks and brackets within. */
static size_t
usage_word(const char *synopsis)
{
	size_t	i;
	int	depth = 0;

	for (i = 0; synopsis[i] != '\0'; i++) {
		depth += (synopsis[i] == '[') - (synopsis[i] == ']');
		if (synopsis[i] == ' ' && depth == 0)
			break;
	}
	return i;
}

static void
usage(struct out *out, const struct options *options)
{
	const char	*word = options->command->synopsis;
	size_t		 indent, length, used;

	out_text(out, "usage: ");
	out_text(out, program_invocation_short_name);
	used = indent = strlen("usage: ") +
	    strlen(program_invocation_short_name);
	for (; *word != '\0'; word += length + (word[length] == ' ')) {
		length = usage_word(word);
		if (used + 1 + length > HELP_WIDTH) {
			out_char(out, '\n');
			out_fill(out, ' ', indent);
			used = indent;
		}
		out_char(out, ' ');
		out_bytes(out, word, length);
		used += 1 + length;
	}
	out_char(out, '\n');
}

static int
failure_status(const struct options *options)
{
	return options->command->failure == 0 ? EXIT_PARTLY :
	    options->command->failure;
}

static _Noreturn void
help(const struct options *options)
{
	const struct option_row		*row;
	const struct column_group	*group;
	struct out			 out;

	out_begin(&out, STDOUT_FILENO);
	usage(&out, options);
	/* A heading has a blank line of its own. */
	if (options->command->options->code != OPTION_HEADING)
		out_char(&out, '\n');
	for (row = options->command->options; row->code != 0; row++)
		if (row->help != NULL && row->code != OPTION_HABIT)
			help_option(&out, row);
	for (row = common; row->code != 0; row++)
		help_option(&out, row);
	for (group = options->command->groups; group->heading != NULL; group++)
		help_columns(&out, group);
	exit(out_end(&out) ? EXIT_DONE : failure_status(options));
}

static _Noreturn void
version(const struct options *options)
{
	struct out	out;

	out_begin(&out, STDOUT_FILENO);
	out_text(&out, program_invocation_short_name);
	out_text(&out, " from memutils " MEMUTILS_VERSION "\n");
	exit(out_end(&out) ? EXIT_DONE : failure_status(options));
}

_Noreturn void
options_try(const struct options *options)
{
	struct out	err;

	out_begin(&err, STDERR_FILENO);
	out_text(&err, "Try '");
	out_text(&err, options->name);
	out_text(&err, " --help'\n");
	out_flush(&err);
	exit(EXIT_USAGE);
}

_Noreturn void
options_wrong(const struct options *options, const char *subject,
    const char *reason)
{
	struct out	err;

	if (subject != NULL)
		complain(subject, reason);
	else {
		complain_begin(&err);
		out_text(&err, reason);
		complain_end(&err);
	}
	options_try(options);
}

/* Once the whole command line is known to be right. */
static void
root_open(struct options *options)
{
	if (options->root_name[0] == '\0')
		return;
	options->root = meminfo_root_open(options->root_name);
	if (options->root == -1) {
		complain_errno(options->root_name);
		exit(failure_status(options));
	}
}

/* --- options that getopt refuses ------------------------------------------- */

/* A long option as it was typed, without what stands behind its '='. */
struct typed {
	const char	*name;
	size_t		 length;
	const char	*value;		/* NULL: none */
};

static struct typed
typed_of(const char *word)
{
	struct typed	typed = { word + 2, strcspn(word + 2, "="), NULL };

	if (typed.name[typed.length] == '=')
		typed.value = typed.name + typed.length + 1;
	return typed;
}

/*
 * The one option with a letter among those that the name begins: letters are
 * what free(1), pmap(1) and top(1) have, and "free --w" was unique there.
 */
static const struct option *
abbreviated(const struct options *options, const struct typed *typed)
{
	const struct option	*found = NULL, *option;

	for (option = options->longs; option->name != NULL; option++) {
		if (strncmp(option->name, typed->name, typed->length) != 0 ||
		    option->val >= OPTION_LONG)
			continue;
		if (found != NULL)
			return NULL;
		found = option;
	}
	return found;
}

static size_t
count_begun(const struct options *options, const struct typed *typed)
{
	const struct option	*option;
	size_t			 count = 0;

	for (option = options->longs; option->name != NULL; option++)
		count += strncmp(option->name, typed->name,
		    typed->length) == 0;
	return count;
}

/* Exits with the answer where another tool has that option. */
static void
habit_answer(const struct options *options, const char *word,
    const char *name, size_t length)
{
	const struct option_row	*row = options->command->options;
	char			 reason[128];

	for (; row->code != 0; row++) {
		if (row->code != OPTION_HABIT || strlen(row->name) != length ||
		    memcmp(row->name, name, length) != 0)
			continue;
		snprintf(reason, sizeof(reason), "unknown option; %s",
		    row->help);
		options_wrong(options, word, reason);
	}
}

static _Noreturn void
unknown_option(const struct options *options, const struct typed *typed)
{
	const struct option	*option, *near = NULL;
	size_t			 least = SIZE_MAX, distance;
	struct out		 err;

	for (option = options->longs; option->name != NULL; option++) {
		distance = near_distance(typed->name, typed->length,
		    option->name);
		if (distance < least) {
			least = distance;
			near = option;
		}
	}
	complain_begin(&err);
	out_text(&err, "unknown option '--");
	out_safe(&err, typed->name, typed->length);
	out_char(&err, '\'');
	if (near != NULL && near_enough(least, typed->length)) {
		out_text(&err, "; did you mean --");
		out_text(&err, near->name);
		out_char(&err, '?');
	}
	complain_end(&err);
	options_try(options);
}

static _Noreturn void
ambiguous_option(const struct options *options, const struct typed *typed)
{
	const struct option	*option;
	struct out		 err;
	const char		*comma = "";

	complain_begin(&err);
	out_text(&err, "ambiguous option '--");
	out_safe(&err, typed->name, typed->length);
	out_text(&err, "': ");
	for (option = options->longs; option->name != NULL; option++) {
		if (strncmp(option->name, typed->name, typed->length) != 0)
			continue;
		out_text(&err, comma);
		out_text(&err, "--");
		out_text(&err, option->name);
		comma = ", ";
	}
	complain_end(&err);
	options_try(options);
}

static const char *
argument_name(const struct option_row *row, int code)
{
	for (; row->code != 0; row++)
		if (row->code == code && row->argument != NULL)
			return row->argument;
	return NULL;
}

/* "--sort: needs an argument: --sort KEYS" */
static _Noreturn void
argument_missing(const struct options *options, const char *word, int code)
{
	const char	*name = argument_name(options->command->options, code);
	char		 reason[128];

	if (name == NULL)
		name = argument_name(common, code);
	snprintf(reason, sizeof(reason), "needs an argument: %.64s %s", word,
	    name == NULL ? "" : name);
	options_wrong(options, word, reason);
}

/* Its code, where it is one that getopt found ambiguous; else exits. */
static int
option_resolve(const struct options *options, int argc, char **argv)
{
	const struct typed	 typed = typed_of(argv[optind - 1]);
	const struct option	*option = abbreviated(options, &typed);

	if (count_begun(options, &typed) == 0) {
		habit_answer(options, argv[optind - 1], typed.name,
		    typed.length);
		unknown_option(options, &typed);
	}
	if (option == NULL)
		ambiguous_option(options, &typed);
	if (option->has_arg == no_argument && typed.value != NULL)
		options_wrong(options, argv[optind - 1],
		    "takes no argument");
	optarg = (char *)(uintptr_t)typed.value;
	if (option->has_arg != required_argument || optarg != NULL)
		return option->val;
	if (optind >= argc)
		argument_missing(options, argv[optind - 1], option->val);
	optarg = argv[optind++];
	return option->val;
}

static bool
is_letter(const struct options *options, int code)
{
	return code != ':' && strchr(options->shorts, code) != NULL;
}

/*
 * getopt leaves in optopt an unknown letter, or the code of an option that was
 * given an argument or lacks one, or else 0.
 */
static int
option_refused(const struct options *options, int code, int argc, char **argv)
{
	char		 letter[] = "-?";
	/* musl counts an argument that is not there. */
	const char	*word = argv[(optind > argc ? argc : optind) - 1];
	bool		 is_long = strncmp(word, "--", 2) == 0;

	if (optopt == 0)
		return option_resolve(options, argc, argv);
	letter[1] = (char)optopt;
	if (code == ':')
		argument_missing(options, is_long ? word : letter, optopt);
	if (optopt < OPTION_LONG && !is_letter(options, optopt)) {
		habit_answer(options, letter, letter + 1, 1);
		options_wrong(options, letter, "unknown option");
	}
	options_wrong(options, word, "takes no argument");
}

int
options_next(struct options *options, int argc, char **argv)
{
	int	code;

	for (;;) {
		code = getopt_long(argc, argv, options->shorts,
		    options->longs, NULL);
		if (code == '?' || code == ':')
			code = option_refused(options, code, argc, argv);
		switch (code) {
		case NO_HEADER:
			options->header = false;
			break;
		case ROOT:
			if (optarg[0] == '\0')
				options_wrong(options, "--root",
				    "needs a directory");
			options->root_name = optarg;
			break;
		case HELP:
			help(options);
		case 'T':
			options->tsv = true;
			break;
		case 'h':
			options->size.human = true;
			break;
		case 'V':
			version(options);
		case 'o':
			options->columns = optarg;
			break;
		case -1:
			root_open(options);
			return -1;
		default:
			return code;
		}
	}
}

static const char *
option_value_set(enum option_type type, void *member)
{
	switch (type) {
	case OPTION_OWN:
		break;
	case OPTION_FLAG:
		*(bool *)member = true;
		break;
	case OPTION_TEXT:
		*(const char **)member = optarg;
		break;
	case OPTION_COUNT:
		return parse_count(optarg, member) ? NULL :
		    "not a positive whole number";
	case OPTION_TIME:
		return parse_duration(optarg, member) ? NULL :
		    "not a time, as 0.5 or 10m";
	case OPTION_SIZE:
		return parse_size(optarg, member) ? NULL :
		    "not a size, as 10M";
	}
	return NULL;
}

void
options_set(const struct options *options, int code, void *base)
{
	const struct option_row	*row = options->command->options;
	const char		*wrong;

	while (row->code != code && row->code != 0)
		row++;
	if (optarg == NULL && row->type != OPTION_FLAG)
		return;
	wrong = option_value_set(row->type, (char *)base + row->offset);
	if (wrong != NULL)
		options_wrong(options, optarg, wrong);
}

void
options_table(const struct options *options, struct table *table,
    struct out *out, const struct column *columns, const char *default_list)
{
	table->out = out;
	table->tsv = options->tsv;
	table->header = options->header;
	table->plain = options->columns != NULL && options->columns[0] != '+';
	table->squeeze = false;
	table->partly = NULL;
	table->count = 0;
	table->size = options->size;
	table_choose(table, columns, default_list);
	if (options->columns != NULL &&
	    !table_choose(table, columns, options->columns))
		options_try(options);
}

/* Without its last slash, as paths begin with one. */
static size_t
root_length(const struct options *options)
{
	size_t	length = strlen(options->root_name);

	while (length > 0 && options->root_name[length - 1] == '/')
		length--;
	return length;
}

void
options_path(const struct options *options, const char *path,
    char name[OPTIONS_PATH])
{
	snprintf(name, OPTIONS_PATH, "%.*s%s", (int)root_length(options),
	    options->root_name, path);
}

void
options_complain(struct options *options, const char *subject,
    const char *reason)
{
	options->partly = true;
	complain(subject, reason);
}

void
options_complain_errno(struct options *options, const char *subject)
{
	options->partly = true;
	complain_errno(subject);
}

void
options_complain_path(struct options *options, const char *path)
{
	char	name[OPTIONS_PATH];
	int	saved = errno;

	options_path(options, path, name);
	errno = saved;
	options_complain_errno(options, name);
}

void
options_complain_wrong(struct options *options, const char *path,
    const struct meminfo_wrong *wrong)
{
	struct out	err;
	unsigned	i;

	if (wrong->count == 0 || options->wrong_said)
		return;
	options->wrong_said = true;
	options->partly = true;
	complain_begin(&err);
	out_safe(&err, options->root_name, root_length(options));
	out_safe(&err, path, strlen(path));
	out_text(&err, ": a number that cannot be true, taken as unknown: ");
	for (i = 0; i < wrong->count && i < MEMINFO_WRONG_MAX; i++) {
		out_text(&err, i == 0 ? "" : ", ");
		out_safe(&err, wrong->key[i], strlen(wrong->key[i]));
	}
	if (i < wrong->count)
		out_text(&err, ", ...");
	complain_end(&err);
}

bool
options_system_read(struct options *options, struct meminfo_system *system)
{
	if (meminfo_system_read(options->root, system) == -1) {
		options_complain_path(options, "/proc/meminfo");
		return false;
	}
	options_complain_wrong(options, "/proc/meminfo", &system->wrong);
	return true;
}

int
options_status(const struct options *options, bool written)
{
	return written && !options->partly ? EXIT_DONE :
	    failure_status(options);
}
