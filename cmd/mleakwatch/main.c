/* main.c: mleakwatch, does it leak, how, how fast, how long can it go on */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/alloc.h"
#include "common/parse.h"
#include "common/tick.h"
#include "amount.h"
#include "mleakwatch/live/live.h"

enum {
	CGROUP = OPTION_LONG,
	EVERY,
	MAX_MEMORY,
	RECORD,
	STATE,
	KEEP,
	LOCK_TIMEOUT,
	MIN_RATE,
	MIN_GROWTH,
	SEASONAL
};

static const struct option_row option[] = {
	{ 'f', "file", NULL, "judge samples in files, - is stdin" },
	{ 'a', "all", NULL, "watch every process" },
	{ 'u', "user", "USERS", "watch those of these effective users" },
	{ 'C', "comm", "NAMES", "watch those with these names or patterns" },
	{ CGROUP, "cgroup", "PATH", "watch those in this cgroup or below" },
	{ 'i', "interval", "SECONDS", "between samples, 1" },
	{ 'd', "duration", "TIME", "how long: 90, 10m, 2h, 7d" },
	{ EVERY, "every", "TIME", "verdicts on the way" },
	{ RECORD, "record", "FILE", "append the samples to FILE" },
	{ STATE, "state", "FILE", "add one sample to FILE, judge all in it" },
	{ KEEP, "keep", "N", "samples of a process kept there, 2000" },
	{ LOCK_TIMEOUT, "lock-timeout", "TIME", "wait so long for the lock, 10" },
	{ 'q', "quiet", NULL, "print only what leaks" },
	{ MAX_MEMORY, "max-memory", "SIZE", "give up where samples take more" },
	{ MIN_RATE, "min-rate", "SIZE/h", "slower growth is no leak" },
	{ MIN_GROWTH, "min-growth", "SIZE", "less growth is no leak yet" },
	{ SEASONAL, "seasonal", "TIME", "the load has this period" },
	{ 0, NULL, NULL, NULL }
};

static const struct column_group column_group[] = {
	{ "Columns:", report_columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-ahqTV] [-C names] [-d time] [-i seconds] [-o list] [-u users] "
	"[--cgroup path] [--every time] [--keep n] [--lock-timeout time] "
	"[--max-memory size] [--min-growth size] [--min-rate size/h] [--no-header] [--record file] [--root dir] "
	"[--seasonal time] [--state file] [pid ...] [-f file ...] "
	"[-- command [arg ...]]",
	option, column_group, ANSWER_TROUBLE
};

#define MEMBER(code, member) { code, offsetof(struct config, member) }

static const struct option_member flag[] = {
	MEMBER('f', files),
	MEMBER('a', all),
	MEMBER('q', quiet),
	{ 0, 0 }
};

static const struct option_member text[] = {
	MEMBER(CGROUP, selection.cgroup),
	MEMBER(RECORD, record),
	MEMBER(STATE, state),
	{ 0, 0 }
};

/* Each an int64_t, in nanoseconds. */
static const struct option_member duration[] = {
	MEMBER('i', interval),
	MEMBER('d', duration),
	MEMBER(EVERY, every),
	MEMBER(LOCK_TIMEOUT, lock_timeout),
	{ 0, 0 }
};

static void
durations_set(struct config *config, int code)
{
	int64_t	*nanoseconds = options_member(duration, code, config);
	int64_t	 seasonal;

	if (nanoseconds != NULL && !amount_duration(optarg, nanoseconds))
		options_wrong(&config->options, optarg, "not a positive time");
	if (code != SEASONAL)
		return;
	if (!amount_duration(optarg, &seasonal))
		options_wrong(&config->options, optarg, "not a positive time");
	config->judge.seasonal = (double)seasonal / 1e9;
}

static void
option_set(struct config *config, int code)
{
	options_flag(flag, code, config);
	options_text(text, code, config);
	if (code == 'u')
		selection_add(&config->selection.users, optarg);
	if (code == 'C')
		selection_add_names(&config->selection, optarg);
	durations_set(config, code);
	if (code == MIN_RATE &&
	    !amount_rate(optarg, &config->judge.min_rate))
		options_wrong(&config->options, optarg, "not a rate");
	if (code == MIN_GROWTH &&
	    !amount_size(optarg, &config->judge.min_growth))
		options_wrong(&config->options, optarg, "not a size");
	if (code == MAX_MEMORY &&
	    !parse_size(optarg, &config->max_memory))
		options_wrong(&config->options, optarg, "not a size");
	if (code == KEEP && (!parse_count(optarg, &config->keep) ||
	    config->keep < 128))
		options_wrong(&config->options, optarg,
		    "not a number from 128 up");
}

/* What stands behind -- is not looked at by getopt, which moves words. */
static int
command_find(struct config *config, int argc, char **argv)
{
	int	i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			config->command = argv + i + 1;
			return i;
		}
	return argc;
}

static void
files_check(struct config *config)
{
	if (config->operands > 0 && config->command != NULL)
		options_wrong(&config->options, "--",
		    "files stand on one side of it");
	if (config->command != NULL) {
		config->operand = config->command;
		while (config->operand[config->operands] != NULL)
			config->operands++;
		config->command = NULL;
	}
	if (config->operands == 0)
		options_wrong(&config->options, "-f", "names no file");
}

static void
ways_check(struct config *config)
{
	bool	chosen = config->all ||
	    selection_is_by_kind(&config->selection);
	int	ways;

	if (config->selection.cgroup != NULL &&
	    config->selection.cgroup[0] == '\0')
		options_wrong(&config->options, "--cgroup", "needs a path");
	if (config->files)
		files_check(config);
	ways = chosen + config->files + (config->command != NULL) +
	    (config->operands > 0 && !config->files);
	if (ways == 0)
		options_wrong(&config->options, "nothing to watch",
		    "name a process, a command or a file");
	if (ways > 1)
		options_wrong(&config->options, "too much to watch",
		    "processes by pid, by kind, a command or files");
	if (config->command != NULL && *config->command == NULL)
		options_wrong(&config->options, "--", "no command behind it");
	if (config->state != NULL && (config->files || config->command != NULL))
		options_wrong(&config->options, "--state",
		    "is for processes that live");
	if (config->record != NULL && (config->files || config->state != NULL))
		options_wrong(&config->options, "--record",
		    "is for what is watched, not with -f or --state");
}

static void
options_read(struct config *config, int argc, char **argv)
{
	int	code, own = command_find(config, argc, argv);

	while ((code = options_next(&config->options, own, argv)) != -1)
		option_set(config, code);
	config->operand = argv + optind;
	config->operands = own - optind;
	ways_check(config);
}

static void
files_read(const struct config *config, struct processes *processes,
    struct report *report)
{
	int	i;

	for (i = 0; i < config->operands; i++)
		report->trouble |= !recording_read(processes,
		    config->operand[i]);
	recording_settle(processes, config->operands == 1 ?
	    config->operand[0] : "samples");
	report_print(report);
}

static void
watch_living(struct config *config, struct processes *processes,
    struct report *report)
{
	struct users	*users = users_open(&config->options,
	    config->selection.users != NULL);

	selection_resolve(&config->selection, &config->options, users);
	if (!selection_can_match(&config->selection))
		exit(ANSWER_TROUBLE);
	if (config->state != NULL)
		live_once(config, processes, report);
	else
		live_watch(config, processes, report);
	selection_complain(&config->selection, &config->options);
	report->trouble |= config->options.partly;
	users_close(users);
}

int
main(int argc, char **argv)
{
	struct config		 config = { .keep = 2000,
				    .interval = SECOND,
				    .max_memory = UINT64_MAX,
				    .lock_timeout = 10 * (int64_t)SECOND };
	struct processes	 processes;
	struct report		 report;
	struct out		*out = allocate(NULL, sizeof(*out));
	int			 answer;

	alloc_failure(ANSWER_TROUBLE);
	options_begin(&config.options, &command);
	config.options.size.power = 1;
	options_read(&config, argc, argv);
	/* Samples and verdicts do not mix. */
	out_begin(out, config.record != NULL &&
	    strcmp(config.record, "-") == 0 ? STDERR_FILENO : STDOUT_FILENO);
	processes_begin(&processes, config.max_memory);
	report_begin(&report, &config, &processes, out);
	if (config.files)
		files_read(&config, &processes, &report);
	else
		watch_living(&config, &processes, &report);
	answer = report_answer(&report);
	if (!out_end(out))
		answer = ANSWER_TROUBLE;
	processes_free(&processes);
	report_free(&report);
	selection_close(&config.selection);
	free(out);
	return answer;
}
