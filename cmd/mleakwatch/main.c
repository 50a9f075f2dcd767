/* main.c: mleakwatch, does it leak, how, how fast, for how long can it go on */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/parse.h"
#include "amount.h"
#include "mleakwatch.h"

enum {
	CGROUP = OPTION_LONG,
	EVERY,
	RECORD,
	STATE,
	KEEP,
	MIN_RATE,
	MIN_GROWTH,
	SEASONAL
};

static const struct option_row option[] = {
	{ 'f', "file", NULL, "judge samples in files, - is stdin" },
	{ 'a', "all", NULL, "watch every process" },
	{ 'u', "user", "USERS", "watch those of these effective users" },
	{ 'C', "comm", "NAMES", "watch those with these names" },
	{ CGROUP, "cgroup", "PATH", "watch those in this cgroup or below" },
	{ 'i', "interval", "SECONDS", "between samples, 1" },
	{ 'd', "duration", "TIME", "how long: 90, 10m, 2h, 7d" },
	{ EVERY, "every", "TIME", "verdicts on the way" },
	{ RECORD, "record", "FILE", "append the samples to FILE" },
	{ STATE, "state", "FILE", "add one sample to FILE, judge all in it" },
	{ KEEP, "keep", "N", "samples of a process kept there, 2000" },
	{ 'q', "quiet", NULL, "print only what leaks" },
	{ MIN_RATE, "min-rate", "SIZE/h", "slower growth is no leak" },
	{ MIN_GROWTH, "min-growth", "SIZE", "less growth is no leak yet" },
	{ SEASONAL, "seasonal", "TIME", "the load has this period" },
	{ 0, NULL, NULL, NULL }
};

static const struct column_group column_group[] = {
	{ "Columns:", columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-aqTV] [-C names] [-d time] [-i seconds] [-o list] [-u users] "
	"[--cgroup path] [--every time] [--keep n] [--min-growth size] "
	"[--min-rate size/h] [--no-header] [--record file] [--root dir] "
	"[--seasonal time] [--state file] [pid ...] [-f file ...] "
	"[-- command [arg ...]]",
	option, column_group, ANSWER_TROUBLE
};

#define MEMBER(code, member) { code, offsetof(struct mleakwatch, member) }

static const struct option_member flag[] = {
	MEMBER('f', files),
	MEMBER('a', all),
	MEMBER('q', quiet),
	{ 0, 0 }
};

static const struct option_member text[] = {
	MEMBER('u', users),
	MEMBER('C', comms),
	MEMBER(CGROUP, cgroup),
	MEMBER(RECORD, record),
	MEMBER(STATE, state),
	{ 0, 0 }
};

/* Each an int64_t, in nanoseconds. */
static const struct option_member duration[] = {
	MEMBER('i', interval),
	MEMBER('d', duration),
	MEMBER(EVERY, every),
	{ 0, 0 }
};

static void
durations_set(struct mleakwatch *watch, int code)
{
	int64_t	*nanoseconds = options_member(duration, code, watch);
	int64_t	 seasonal;

	if (nanoseconds != NULL && !amount_duration(optarg, nanoseconds))
		options_wrong(&watch->options, optarg, "not a positive time");
	if (code != SEASONAL)
		return;
	if (!amount_duration(optarg, &seasonal))
		options_wrong(&watch->options, optarg, "not a positive time");
	watch->judge.seasonal = (double)seasonal / 1e9;
}

static void
option_set(struct mleakwatch *watch, int code)
{
	options_flag(flag, code, watch);
	options_text(text, code, watch);
	durations_set(watch, code);
	if (code == MIN_RATE &&
	    !amount_rate(optarg, &watch->judge.min_rate))
		options_wrong(&watch->options, optarg, "not a rate");
	if (code == MIN_GROWTH &&
	    !amount_size(optarg, &watch->judge.min_growth))
		options_wrong(&watch->options, optarg, "not a size");
	if (code == KEEP && (!parse_count(optarg, &watch->keep) ||
	    watch->keep < 128))
		options_wrong(&watch->options, optarg,
		    "not a number from 128 up");
}

/* What stands behind -- is not looked at by getopt, which moves words. */
static int
command_find(struct mleakwatch *watch, int argc, char **argv)
{
	int	i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			watch->command = argv + i + 1;
			return i;
		}
	return argc;
}

static void
files_check(struct mleakwatch *watch)
{
	if (watch->operands > 0 && watch->command != NULL)
		options_wrong(&watch->options, "--",
		    "files stand on one side of it");
	if (watch->command != NULL) {
		watch->operand = watch->command;
		while (watch->operand[watch->operands] != NULL)
			watch->operands++;
		watch->command = NULL;
	}
	if (watch->operands == 0)
		options_wrong(&watch->options, "-f", "names no file");
}

static void
ways_check(struct mleakwatch *watch)
{
	bool	chosen = watch->all || watch->users != NULL ||
	    watch->comms != NULL || watch->cgroup != NULL;
	int	ways;

	if (watch->cgroup != NULL && watch->cgroup[0] == '\0')
		options_wrong(&watch->options, "--cgroup", "needs a path");
	if (watch->files)
		files_check(watch);
	ways = chosen + watch->files + (watch->command != NULL) +
	    (watch->operands > 0 && !watch->files);
	if (ways == 0)
		options_wrong(&watch->options, "nothing to watch",
		    "name a process, a command or a file");
	if (ways > 1)
		options_wrong(&watch->options, "too much to watch",
		    "processes by pid, by kind, a command or files");
	if (watch->command != NULL && *watch->command == NULL)
		options_wrong(&watch->options, "--", "no command behind it");
	if (watch->state != NULL && (watch->files || watch->command != NULL))
		options_wrong(&watch->options, "--state",
		    "is for processes that live");
	if (watch->record != NULL && (watch->files || watch->state != NULL))
		options_wrong(&watch->options, "--record",
		    "is for what is watched, not with -f or --state");
}

static void
options_read(struct mleakwatch *watch, int argc, char **argv)
{
	int	code, own = command_find(watch, argc, argv);

	while ((code = options_next(&watch->options, own, argv)) != -1)
		option_set(watch, code);
	watch->operand = argv + optind;
	watch->operands = own - optind;
	ways_check(watch);
}

/* Only a terminal has a width; TSV knows none, nor do sentences. */
static void
table_make(struct mleakwatch *watch, struct out *out)
{
	out_begin(out, STDOUT_FILENO);
	options_table(&watch->options, &watch->table, out, columns,
	    watch->options.tsv ? columns_tsv : columns_text);
	watch->table.squeeze = true;
	watch->table.size.human = true;
}

/* What ran or was born was too quick for an answer; else it is an error. */
static void
nothing_judged(struct mleakwatch *watch)
{
	watch->undecided = watch->unjudged > 0 || watch->command != NULL;
	if (watch->unjudged > 0 || watch->trouble)
		return;
	complain("samples", "none");
	watch->trouble = watch->command == NULL;
}

static enum answer
answer(const struct mleakwatch *watch)
{
	if (watch->leaks)
		return ANSWER_LEAK;
	if (watch->trouble)
		return ANSWER_TROUBLE;
	return watch->undecided ? ANSWER_UNDECIDED : ANSWER_NO_LEAK;
}

int
main(int argc, char **argv)
{
	struct mleakwatch	watch = { .keep = 2000,
				    .interval = 1000000000 };
	struct out		out;
	enum answer		said;

	options_begin(&watch.options, &command);
	options_read(&watch, argc, argv);
	table_make(&watch, &out);
	processes_begin(&watch.processes);
	if (watch.files)
		files_watch(&watch);
	else if (watch.state != NULL)
		state_watch(&watch);
	else
		live_watch(&watch);
	if (watch.judged == 0)
		nothing_judged(&watch);
	said = out_end(&out) ? answer(&watch) : ANSWER_TROUBLE;
	processes_free(&watch.processes);
	free(watch.outcome);
	return (int)said;
}
