/* main.c: mdropcache, drop caches safely and say what it really did. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "common/parse.h"
#include "mdropcache.h"

enum {
	CGROUP = OPTION_LONG,
	NO_SYNC,
	QUIET_LOG,
	RANGES,
	SYNC_TIMEOUT
};

#define SETS(type, member) OPTION_SETS(type, struct mdropcache, member)

static const struct option_row option[] = {
	{ 'f', "files", NULL, "drop the cached pages of these files",
	    SETS(FLAG, drop) },
	{ 'l', "list", NULL, "only show what of these files is cached",
	    SETS(FLAG, list) },
	{ 'r', "recursive", NULL, "the files below directories as well",
	    SETS(FLAG, recursive) },
	{ 'x', "one-file-system", NULL, "stay on a directory's file system",
	    SETS(FLAG, one_device) },
	{ '0', "null", NULL, "read the names from stdin, each ended by NUL",
	    SETS(FLAG, null) },
	{ RANGES, "ranges", "OFFSET[,LENGTH]", "only that part of each file",
	    OWN },
	{ CGROUP, "cgroup", "PATH", "reclaim SIZE, or all, from a cgroup",
	    OWN },
	{ 'n', "dry-run", NULL,
	    "say what would be done; with -l: -n N, first N rows",
	    SETS(FLAG, dry_run) },
	{ 's', "sort", "KEYS", "with -l: sort by columns; +KEY: smallest first",
	    OWN },
	{ NO_SYNC, "no-sync", NULL, "do not write dirty pages out first",
	    SETS(FLAG, no_sync) },
	{ SYNC_TIMEOUT, "sync-timeout", "SECONDS",
	    "give up a sync, or a file system, after that",
	    SETS(TIME, sync_timeout) },
	{ QUIET_LOG, "quiet-log", NULL, "no line in the kernel's log",
	    SETS(FLAG, quiet_log) },
	{ 'b', "bytes", NULL, "in bytes, not KiB", OWN },
	{ 0, NULL, NULL, NULL, OWN }
};

static const struct column_group column_group[] = {
	{ "Columns of the report:", report_columns },
	{ "Columns with a level, and with --cgroup:", change_columns },
	{ "Columns with -f:", drop_columns },
	{ "Columns with -l:", list_columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-0bfhlnrTVx] [-o list] [-s keys] [--cgroup path] [--no-header] "
	"[--no-sync] [--quiet-log] [--ranges offset[,length]] [--root dir] "
	"[--sync-timeout seconds] [level | path ... | size]",
	option, column_group, 0
};

/*
 * Widened to whole pages, as the kernel drops no part of one.  To drop more of
 * a cache than was asked for loses nothing.
 */
static void
ranges_set(struct mdropcache *m, const char *text)
{
	uint64_t	page = (uint64_t)sysconf(_SC_PAGESIZE), over;

	if (m->ranges != NULL)
		options_wrong(&m->options, "--ranges", "given twice");
	if (!parse_range(text, &m->offset, &m->length))
		options_wrong(&m->options, text,
		    "not OFFSET or OFFSET,LENGTH");
	m->ranges = text;
	over = m->offset % page;
	m->offset -= over;
	if (m->length == 0)
		return;
	m->length += over;
	if (m->length % page != 0)
		m->length += page - m->length % page;
	if (m->length > INT64_MAX - m->offset)
		m->length = 0;
}

static void
drop_argument_set(struct mdropcache *m, int code)
{
	switch (code) {
	case 'b':
		m->options.size = (struct size_format){ 0, false, false };
		break;
	case 's':
		if (!order_add(&m->order, list_columns, optarg))
			options_try(&m->options);
		break;
	case CGROUP:
		if (optarg[0] == '\0')
			options_wrong(&m->options, "--cgroup", "needs a path");
		m->cgroup = optarg;
		break;
	case RANGES:
		ranges_set(m, optarg);
		break;
	}
}

static const struct form *
form_of(const struct mdropcache *m)
{
	if (m->drop + m->list + (m->cgroup != NULL) > 1)
		options_wrong(&m->options, NULL,
		    "give one of -f, -l and --cgroup");
	if (m->list)
		return &list_form;
	if (m->drop)
		return &drop_form;
	if (m->cgroup != NULL)
		return &cgroup_form;
	return *m->operand == NULL ? &report_form : &system_form;
}

/*
 * An option without meaning in the form is refused: the line may be half of
 * another command.
 */
static void
form_check(const struct mdropcache *m, unsigned form)
{
	const struct {
		bool		 given;
		unsigned	 forms;		/* that it goes with */
		const char	*reason;
	} rule[] = {
		{ m->recursive || m->one_device || m->null ||
		    m->ranges != NULL, FORM_LIST | FORM_DROP,
		    "-0, -r, -x and --ranges need -f or -l" },
		{ m->one_device && !m->recursive, 0, "-x needs -r" },
		{ m->order.count > 0, FORM_LIST, "-s needs -l" },
		{ m->quiet_log, FORM_SYSTEM, "--quiet-log needs a level" },
		{ m->sync_timeout > 0, FORM_SYSTEM | FORM_LIST | FORM_DROP,
		    "--sync-timeout needs a level, -f or -l" },
		{ m->sync_timeout > 0 && m->no_sync, 0,
		    "--sync-timeout cannot be combined with --no-sync" },
		{ m->no_sync, FORM_SYSTEM | FORM_DROP,
		    "--no-sync needs a level or -f" },
		{ m->dry_run, FORM_SYSTEM | FORM_DROP | FORM_CGROUP,
		    "-n needs a level, -f or --cgroup (with -l: -n N)" },
		{ m->options.root_name[0] != '\0',
		    FORM_REPORT | FORM_SYSTEM | FORM_CGROUP,
		    "--root cannot be combined with -f or -l" },
		{ m->null && *m->operand != NULL, 0,
		    "-0 cannot be combined with names" },
		{ !m->null && *m->operand == NULL,
		    FORM_REPORT | FORM_SYSTEM | FORM_CGROUP,
		    "name a file: mdropcache -f FILE, or -l FILE" },
	};
	size_t	i;

	for (i = 0; i < COUNT_OF(rule); i++)
		if (rule[i].given && (rule[i].forms & form) == 0)
			options_wrong(&m->options, NULL, rule[i].reason);
}

/*
 * "-l -n 10": here -n is the number of rows, as in mtop-once, and a dry run of
 * looking means nothing.  The word behind it is then no file.
 */
static void
lines_take(struct mdropcache *m, const char *word)
{
	char	**operand = m->operand;

	while (*operand != NULL && *operand != word)
		operand++;
	if (*operand == NULL || !parse_count(word, &m->lines))
		options_wrong(&m->options, "-n",
		    "with -l, needs a number of rows (-n 10)");
	for (; *operand != NULL; operand++)
		operand[0] = operand[1];
	m->dry_run = false;
}

static const struct form *
drop_options_read(struct mdropcache *m, int argc, char **argv)
{
	const struct form	*form;
	const char		*behind_n = NULL;
	int			 code;

	while ((code = options_next(&m->options, argc, argv)) != -1) {
		options_set(&m->options, code, m);
		drop_argument_set(m, code);
		if (code == 'n')
			behind_n = argv[optind];
	}
	m->operand = argv + optind;
	if (m->list && m->dry_run)
		lines_take(m, behind_n);
	form = form_of(m);
	form_check(m, form->bit);
	return form;
}

static void
drop_table_make(const struct mdropcache *m, const struct form *form,
    struct table *table, struct out *out)
{
	options_table(&m->options, table, out, form->columns,
	    m->options.tsv ? form->tsv_list : form->text_list);
}

int
main(int argc, char **argv)
{
	/* Not on a stack that may be small. */
	static struct out	 out;
	struct mdropcache	 m = { .drop = false };
	const struct form	*form;
	struct table		 table;

	options_begin(&m.options, &command);
	m.options.size.power = 1;
	form = drop_options_read(&m, argc, argv);
	out_begin(&out, STDOUT_FILENO);
	drop_table_make(&m, form, &table, &out);
	form->run(&m, &table);
	return options_status(&m.options, out_end(&out));
}
