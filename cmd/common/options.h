/*
 * options.h: the command line, the same for every command.
 *
 * A command's table of options is the only place that names them: getopt's
 * arguments and --help are made from it.
 */
/* SPDX-License-Identifier: MIT */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <getopt.h>
#include <stddef.h>

#include "table.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_PARTLY = 1,	/* something named on stderr was not done */
	EXIT_USAGE = 2
};

/* Codes below this are letters; a command numbers its long ones from here. */
#define OPTION_LONG 256

/* Not an option: its help is a heading above those that follow. */
#define OPTION_HEADING (-1)

/*
 * Not an option either: another tool's, by its letter or name.  The help is
 * the answer to it.
 */
#define OPTION_HABIT (-2)
#define HABIT(name, answer) { OPTION_HABIT, name, NULL, answer, OWN }

#define OPTIONS_MAX 64

struct meminfo_system;
struct meminfo_wrong;

#define OPTIONS_PATH 8192	/* two of PATH_MAX */

enum option_type {
	OPTION_OWN,		/* the command takes it itself */
	OPTION_FLAG,		/* bool */
	OPTION_TEXT,		/* const char * */
	OPTION_COUNT,		/* int64_t, above 0 */
	OPTION_TIME,		/* int64_t, nanoseconds above 0 */
	OPTION_SIZE		/* uint64_t, bytes */
};

struct option_row {
	int		 code;		/* 0 ends the table */
	const char	*name;		/* NULL: a letter only */
	const char	*argument;	/* NULL: none; "[X]": may be left out */
	const char	*help;		/* NULL: another name, not shown */
	enum option_type type;		/* of the member that it sets */
	size_t		 offset;	/* where that is in the base of
					   options_set() */
};

/* The last two of a row of which the command takes care. */
#define OWN OPTION_OWN, 0
/*
 * The same where options_set() sets a member of base: each command has a SETS()
 * over it.  A member of another type does not compile.
 */
#define OPTION_SETS(type, base, member) OPTION_##type, \
	_Generic(((base *)0)->member, \
	    OPTION_##type##_IN: offsetof(base, member))
#define OPTION_FLAG_IN	bool
#define OPTION_TEXT_IN	const char *
#define OPTION_COUNT_IN	int64_t
#define OPTION_TIME_IN	int64_t
#define OPTION_SIZE_IN	uint64_t

struct column_group {
	const char		*heading;	/* "Columns: ..." need no option;
						   NULL ends the list */
	const struct column	*columns;
};

struct command {
	const char			*synopsis;	/* as the man page's */
	const struct option_row		*options;
	const struct column_group	*groups;
	int				 failure;	/* exit status where
					output or the root fails; 0: 1 */
};

struct options {
	const struct command	*command;
	const char		*name;		/* it was called by */
	/* Set by the common options. */
	int			 root;		/* of meminfo.h */
	const char		*root_name;	/* "" or as given */
	bool			 tsv;
	bool			 header;
	const char		*columns;	/* NULL: the default */
	struct size_format	 size;		/* the last unit option's; first
						   the command's default */
	/* Something named on stderr was not done: options_complain(). */
	bool			 partly;
	bool			 wrong_said;	/* options_complain_wrong() */
	/* For getopt_long. */
	struct option		 longs[OPTIONS_MAX + 1];
	char			 shorts[3 * OPTIONS_MAX + 2];
};

/*
 * Comes first of all: it also holds descriptors 0 to 2, so that a file that
 * is opened later is none of them.
 */
void	options_begin(struct options *options, const struct command *command);
/*
 * The next option's code that is the command's own, its argument in optarg;
 * -1 at the end.  The common ones are dealt with: --help and --version exit.
 */
int	options_next(struct options *options, int argc, char **argv);
/*
 * Sets the member of base that the option goes to, from optarg; exits where
 * that is no such value.  An argument that was left out sets none but flags.
 */
void	options_set(const struct options *options, int code, void *base);
/*
 * "mfree: subject: reason" and "Try 'mfree --help'" on stderr, exit 2.  With
 * a NULL subject the reason stands alone.
 */
_Noreturn void options_wrong(const struct options *options,
	    const char *subject, const char *reason);
/* The second line alone, where the first has been said. */
_Noreturn void options_try(const struct options *options);
/* A table for stdout as the common options ask; exits where -o is wrong. */
void	options_table(const struct options *options, struct table *table,
	    struct out *out, const struct column *columns,
	    const char *default_list);
/* A file below the root, as it is called in messages. */
void	options_path(const struct options *options, const char *path,
	    char name[OPTIONS_PATH]);
/* complain() and complain_errno(), noted in options->partly. */
void	options_complain(struct options *options, const char *subject,
	    const char *reason);
void	options_complain_errno(struct options *options, const char *subject);
/* options_complain_errno() about a file below the root. */
void	options_complain_path(struct options *options, const char *path);
/*
 * The keys of that file whose numbers cannot be true: once a run, however
 * often the file is read.
 */
void	options_complain_wrong(struct options *options, const char *path,
	    const struct meminfo_wrong *wrong);
/* Reads /proc/meminfo, and says where it cannot or a number is wrong. */
bool	options_system_read(struct options *options,
	    struct meminfo_system *system);
/*
 * The exit status: all was done, or something was not; written: whether the
 * output arrived.
 */
int	options_status(const struct options *options, bool written);

#endif
