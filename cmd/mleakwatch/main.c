/* main.c: mleakwatch, does it leak, how, how fast, how long can it go on */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/alloc.h"
#include "common/input.h"
#include "common/list.h"
#include "common/parse.h"
#include "common/tick.h"
#include "mleakwatch/heap/command.h"
#include "mleakwatch/live/live.h"

enum {
	CGROUP = OPTION_LONG,
	EVERY,
	MAX_MEMORY,
	AGAIN,
	BY,
	VALUE,
	TIME_COLUMN,
	WORK,
	NO_SMAPS,
	COLD,
	AGAINST,
	SYSTEM,
	RECORD,
	STATE,
	KEEP,
	LOCK_TIMEOUT,
	MAX_STATE,
	MIN_RATE,
	MIN_GROWTH,
	SEASONAL,
	SCAN,
	REACHABLE,
	STACKS,
	MAX_SLOW,
	MAX_STOP,
	SCANS,
	MAX_COPY
};

#define HEADING(text) { OPTION_HEADING, NULL, NULL, text, OWN }

#define SETS(type, member) OPTION_SETS(type, struct config, member)

static const struct option_row option[] = {
	HEADING("What to watch, besides pids and -- command:"),
	{ 'a', "all", NULL, "every process", SETS(FLAG, all) },
	{ 'u', "user", "USERS", "those of these effective users", OWN },
	{ 'C', "comm", "NAMES", "those with these names or patterns", OWN },
	{ CGROUP, "cgroup", "PATH", "those in this cgroup or below",
	    SETS(TEXT, selection.cgroup) },
	{ SYSTEM, "system", NULL, "memory of the system that no process has",
	    SETS(FLAG, system) },
	{ 'f', "file", NULL, "judge samples in files, - is stdin",
	    SETS(FLAG, files) },
	{ AGAINST, "against", "OLD", "as -f: do the files leak more than OLD?",
	    SETS(TEXT, against) },
	{ BY, "by", "COLUMNS", "of -f: one series for each value of these",
	    SETS(TEXT, naming.by) },
	{ VALUE, "value", "COLUMN", "of -f: judge this, bytes or a count",
	    SETS(TEXT, naming.value) },
	{ TIME_COLUMN, "time", "COLUMN", "of -f: the time, Unix seconds",
	    SETS(TEXT, naming.time) },
	HEADING("How long, and where samples go:"),
	{ 'd', "duration", "TIME", "how long: 90, 10m, 2h, 7d",
	    SETS(TIME, duration) },
	{ 'i', "interval", "SECONDS", "between samples; else from -d, or 1",
	    SETS(TIME, interval) },
	{ EVERY, "every", "TIME", "print interim verdicts", SETS(TIME, every) },
	{ RECORD, "record", "FILE", "append the samples to FILE",
	    SETS(TEXT, record) },
	{ STATE, "state", "FILE", "add one sample to FILE, judge all in it",
	    SETS(TEXT, state) },
	{ KEEP, "keep", "N", "keep N samples of a process; default 2000",
	    SETS(COUNT, keep) },
	{ MAX_STATE, "max-state", "SIZE", "keep fewer where FILE is larger; 512M",
	    SETS(SIZE, max_state) },
	{ LOCK_TIMEOUT, "lock-timeout", "TIME",
	    "wait this long for its lock; default 10",
	    SETS(TIME, lock_timeout) },
	{ MAX_MEMORY, "max-memory", "SIZE", "give up where samples take more",
	    SETS(SIZE, max_memory) },
	HEADING("How to judge:"),
	{ WORK, "work", "CLOCK",
	    "growth by work: cpu, reads, auto, a file or column",
	    SETS(TEXT, work) },
	{ SEASONAL, "seasonal", "TIME", "the load repeats every TIME",
	    SETS(TIME, seasonal) },
	{ MIN_RATE, "min-rate", "SIZE/h", "ignore slower growth", OWN },
	{ MIN_GROWTH, "min-growth", "SIZE", "ignore growth below SIZE",
	    SETS(SIZE, min_growth) },
	{ NO_SMAPS, "no-smaps", NULL, "do not tell which mappings grew",
	    SETS(FLAG, no_smaps) },
	{ COLD, "cold", NULL, "tell growth that is not touched any more",
	    SETS(FLAG, cold) },
	HEADING("The heap:"),
	{ SCAN, "scan", NULL, "find lost blocks: once, or in a watch",
	    SETS(FLAG, scan.asked) },
	{ REACHABLE, "reachable", NULL, "list blocks in use as well",
	    SETS(FLAG, scan.reachable) },
	{ 'n', NULL, "N", "list N groups of blocks; default 20",
	    SETS(COUNT, scan.lines) },
	{ STACKS, "stacks", "[TIME]", "say who allocated them; watch 10s",
	    SETS(TIME, scan.stacks) },
	{ MAX_SLOW, "max-slow", "PERCENT",
	    "end that if it costs more of a processor; 20",
	    SETS(COUNT, scan.max_slow) },
	{ SCANS, "scans", "N", "in a watch: scan each at most N times; 16",
	    SETS(COUNT, scan.scans) },
	{ MAX_STOP, "max-stop", "MS", "stop a process no longer; default 1000",
	    OWN },
	{ MAX_COPY, "max-copy", "SIZE", "copy no more memory than this",
	    SETS(SIZE, scan.limits.max_copy) },
	HEADING("What to print:"),
	{ 'q', "quiet", NULL, "leaks only; of --state, new ones",
	    SETS(FLAG, quiet) },
	{ AGAIN, "again", NULL, "with -q --state: known leaks as well",
	    SETS(FLAG, again) },
	HABIT("p", "pids stand alone: mleakwatch PID"),
	HABIT("pid", "pids stand alone: mleakwatch PID"),
	HABIT("s", "seconds between samples: -i SECONDS"),
	{ 0, NULL, NULL, NULL, OWN }
};

static const struct column_group column_group[] = {
	{ "Columns: the verdict", report_columns },
	{ "Columns: rates and time left", report_columns + REPORT_RATES },
	{ "Columns: where it grew", report_columns + REPORT_WHERE },
	{ "Columns of --against:", against_columns },
	{ "Columns of --scan:", scan_columns },
	{ "Columns of --scan --stacks:", owner_columns },
	{ NULL, NULL }
};

static const struct command command = {
	"[-ahqTV] [-C names] [-d time] [-i seconds] [-n groups] [-o list] "
	"[-u users] [--again] [--against file] [--by columns] [--cgroup path] [--cold] [--every time] "
	"[--keep n] [--lock-timeout time] [--max-copy size] "
	"[--max-memory size] [--max-slow percent] [--max-state size] [--max-stop ms] "
	"[--min-growth size] [--min-rate size/h] [--no-header] [--no-smaps] "
	"[--reachable] [--record file] [--root dir] [--scan] [--scans n] "
	"[--seasonal time] [--stacks[=time]] [--state file] [--system] "
	"[--time column] [--value column] [--work clock] "
	"[pid ...] [-f file ...] "
	"[-- command [arg ...]]",
	option, column_group, ANSWER_TROUBLE
};

/* Counts and sizes that have a range; NULL where the value is in it. */
static const char *
range_wrong(const struct config *config, int code)
{
	if (code == SCANS && (config->scan.scans < 2 ||
	    config->scan.scans > HEAP_SCANS_MAX))
		return "must be 2 to 64: growth is seen between scans";
	if (code == MAX_SLOW && config->scan.max_slow > 100000)
		return "more than 100000 per cent";
	if (code == KEEP && config->keep < 128)
		return "must be at least 128";
	if (code == MAX_STATE && config->max_state < (1 << 20))
		return "must be at least 1M";
	if (code == MIN_GROWTH && config->min_growth == 0)
		return "not a size, as 10M";
	return NULL;
}

static void
max_stop_set(struct config *config)
{
	int64_t	milliseconds;

	if (!parse_count(optarg, &milliseconds) || milliseconds > 1000000)
		options_wrong(&config->options, optarg,
		    "not a number of milliseconds up to 1000000");
	config->scan.limits.max_stop = milliseconds * 1000000;
}

/* "--stacks 5" would scan process 5: the time stands behind = only. */
static void
stacks_word_check(const struct config *config, const char *next)
{
	char	path[64];
	int64_t	time;

	if (next == NULL || !parse_duration(next, &time))
		return;
	snprintf(path, sizeof(path), "/proc/%s", next);
	if (access(path, F_OK) == -1)
		options_wrong(&config->options, next,
		    "no such process (a time: --stacks=TIME)");
}

static void
option_set(struct config *config, int code)
{
	const char	*wrong;

	options_set(&config->options, code, config);
	wrong = range_wrong(config, code);
	if (wrong != NULL)
		options_wrong(&config->options, optarg, wrong);
	if (code == STACKS)
		config->scan.stacks_timed = optarg != NULL;
	if (code == STACKS && optarg == NULL)
		config->scan.stacks = 10 * (int64_t)SECOND;
	if (code == MAX_STOP)
		max_stop_set(config);
	if (code == 'u')
		selection_add(&config->selection.users, optarg);
	if (code == 'C')
		selection_add_names(&config->selection, optarg);
	if (code == MIN_RATE &&
	    !parse_rate(optarg, &config->judge.min_rate))
		options_wrong(&config->options, optarg,
		    "not a rate, as 10M/h");
}

/* getopt moves words, and must not see those after --. */
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
		    "file names before and after it");
	if (config->command != NULL) {
		config->operand = config->command;
		while (config->operand[config->operands] != NULL)
			config->operands++;
		config->command = NULL;
	}
	if (config->operands == 0)
		options_wrong(&config->options, config->against != NULL ?
		    "--against" : "-f", config->against != NULL ? "needs the "
		    "newer samples as well: -f FILE" : "needs a file name");
}

/* The first option that selects processes, as it is typed; NULL: none. */
static const char *
selection_option(const struct config *config)
{
	if (config->system)
		return "--system";
	if (config->all)
		return "-a";
	if (config->selection.users != NULL)
		return "-u";
	if (config->selection.pattern_count > 0)
		return "-C";
	return config->selection.cgroup != NULL ? "--cgroup" : NULL;
}

/* Pids, a selection, a command and files exclude each other. */
static void
ways_check(struct config *config)
{
	const char	*selection = selection_option(config);
	const char	*way = selection != NULL ? selection :
			    config->command != NULL ? "--" : NULL;

	if (config->files && way != NULL)
		options_wrong(&config->options, "-f",
		    "cannot be combined with pids, --system, a selection or a "
		    "command");
	if (!config->files && config->operands > 0 && way != NULL)
		options_wrong(&config->options, way,
		    "cannot be combined with pids");
	if (config->system && (config->all ||
	    selection_is_by_kind(&config->selection)))
		options_wrong(&config->options, "--system",
		    "is memory that no process has: it cannot be combined "
		    "with -a, -u, -C or --cgroup");
	if (selection != NULL && config->command != NULL)
		options_wrong(&config->options, selection,
		    "cannot be combined with a command");
	if (config->scan.asked && way == NULL && config->operands == 0)
		options_wrong(&config->options, "--scan", "needs pids (--scan "
		    "PID), or something to watch");
	if (way == NULL && !config->files && config->operands == 0)
		options_wrong(&config->options, NULL, "nothing to watch: name "
		    "pids, a selection (-a, -u, -C, --cgroup), -- a command, "
		    "or -f files");
	if (config->command != NULL && *config->command == NULL)
		options_wrong(&config->options, "--", "no command after it");
}

static void
file_options_check(const struct config *config)
{
	if (config->selection.cgroup != NULL &&
	    config->selection.cgroup[0] == '\0')
		options_wrong(&config->options, "--cgroup", "needs a path");
	if (config->state != NULL && (config->files || config->command != NULL))
		options_wrong(&config->options, "--state",
		    "cannot be combined with -f or a command");
	if (config->record != NULL && (config->files || config->state != NULL))
		options_wrong(&config->options, "--record",
		    "cannot be combined with -f or --state");
}

/* Pages are cleared in a process that lives.  A scan's copy touches them. */
static void
cold_check(const struct config *config)
{
	if (config->cold && (config->files || config->state != NULL ||
	    config->system || config->scan.asked || config->scan.scans > 0))
		options_wrong(&config->options, "--cold", "is for watching "
		    "living processes: not with -f, --state, --system or "
		    "--scan");
}

/* A column is read for one purpose. */
static void
naming_once_check(const struct config *config, const char *name,
    const char *others)
{
	if (name != NULL && others != NULL && list_has(others, name))
		options_wrong(&config->options, name, "one column cannot be "
		    "two of --by, --value and --time");
}

static void
naming_check(const struct config *config)
{
	const struct series_columns	*naming = &config->naming;

	if (!config->files && (naming->by != NULL || naming->value != NULL ||
	    naming->time != NULL))
		options_wrong(&config->options, "--by, --value, --time",
		    "name columns of files: add -f FILE");
	if (naming->by != NULL && naming->value == NULL)
		options_wrong(&config->options, "--by",
		    "needs --value, the column to judge");
	naming_once_check(config, naming->value, naming->by);
	naming_once_check(config, naming->time, naming->by);
	naming_once_check(config, naming->time, naming->value);
}

static enum work_clock
work_clock_of(const char *name)
{
	static const char *const	clock[] = {
		[WORK_CPU] = "cpu", [WORK_READS] = "reads",
		[WORK_AUTO] = "auto"
	};
	size_t				i;

	for (i = 0; i < COUNT_OF(clock); i++)
		if (clock[i] != NULL && strcmp(clock[i], name) == 0)
			return (enum work_clock)i;
	return WORK_FILE;
}

static void
work_set(struct config *config)
{
	if (config->work == NULL)
		return;
	if (strcmp(config->work, "faults") == 0)
		options_wrong(&config->options, "--work faults",
		    "growth itself causes page faults, "
		    "one a page; try cpu, reads or auto");
	if (config->state != NULL)
		options_wrong(&config->options, "--work",
		    "cannot be combined with --state");
	config->work_clock = work_clock_of(config->work);
	config->naming.work_auto = config->work_clock == WORK_AUTO;
	if (config->naming.work_auto && config->against != NULL)
		options_wrong(&config->options, "--work auto", "may choose "
		    "differently for both; with --against name the clock");
	if (config->system && config->work_clock != WORK_FILE)
		options_wrong(&config->options, "--work",
		    "with --system, the clock must be a FILE: name one");
	if (!config->files)
		return;
	config->naming.work = config->work_clock == WORK_CPU ? "cputime" :
	    config->work_clock == WORK_FILE ? config->work : "reads";
	/* Older records have one column for any clock. */
	if (config->work_clock == WORK_READS ||
	    config->work_clock == WORK_AUTO)
		config->naming.work_old = "work";
}

/* Scans of a process in a watch, at most, where --scans does not tell. */
#define SCANS_DEFAULT 16

/* --scan of pids is no watch, unless something else asks for one. */
static void
scan_place(struct config *config)
{
	bool	watch = config->scan.scans > 0 || config->command != NULL ||
		    config->duration != 0 || config->every != 0 ||
		    config->record != NULL || config->quiet ||
		    selection_option(config) != NULL;

	if (!config->scan.asked || !watch)
		return;
	config->scan.asked = false;
	if (config->scan.scans == 0)
		config->scan.scans = SCANS_DEFAULT;
}

static void
scan_options_check(struct config *config)
{
	bool	once = config->scan.reachable || config->scan.lines != 0;
	bool	scan = config->scan.asked || config->scan.scans > 0;

	if (scan && (config->files || config->state != NULL ||
	    config->system || config->options.root != MEMINFO_HOST))
		options_wrong(&config->options, "--scan",
		    "needs living processes that it can stop: it cannot be "
		    "combined with -f, --state, --system or --root");
	scan_place(config);
	if (!config->scan.asked && once)
		options_wrong(&config->options, "-n, --reachable",
		    "need --scan of pids, without a watch");
	if (!scan && config->scan.stacks != 0)
		options_wrong(&config->options, "--stacks",
		    "needs --scan");
	if (!scan && config->scan.limits.max_copy != 0)
		options_wrong(&config->options, "--max-copy",
		    "needs --scan");
}

/* Nanoseconds. */
#define INTERVAL_LEAST (SECOND / 1000)
#define INTERVAL_COMMAND (SECOND / 100)

/*
 * Five times as many samples in the time of -d as a verdict takes.  A command
 * may be short: its interval widens as it lives, see loop.c.
 */
static void
interval_choose(struct config *config)
{
	int64_t	chosen = SECOND;

	config->widen = config->command != NULL && config->duration == 0;
	if (config->widen)
		chosen = INTERVAL_COMMAND;
	else if (config->duration > 0)
		chosen = config->duration / (5 * SAMPLES_NEEDED);
	if (chosen < INTERVAL_LEAST)
		chosen = INTERVAL_LEAST;
	config->interval = chosen > SECOND ? SECOND : chosen;
}

/* Says it before the wait, not after. */
static void
interval_check(const struct config *config)
{
	int64_t	samples = config->duration / config->interval;
	char	reason[128];

	if (config->duration == 0 || config->state != NULL ||
	    samples >= SAMPLES_NEEDED)
		return;
	snprintf(reason, sizeof(reason), "%" PRId64 " sample%s in the time of -d "
	    "are too few for a verdict, which takes %d", samples,
	    samples == 1 ? "" : "s", SAMPLES_NEEDED);
	complain("-i", reason);
}

static void
options_read(struct config *config, int argc, char **argv)
{
	int	code, own = command_find(config, argc, argv);

	while ((code = options_next(&config->options, own, argv)) != -1) {
		option_set(config, code);
		if (code == STACKS && optarg == NULL)
			stacks_word_check(config, argv[optind]);
	}
	config->judge.min_growth = (double)config->min_growth;
	config->judge.seasonal = (double)config->seasonal / 1e9;
	config->operand = argv + optind;
	config->operands = own - optind;
	config->files |= config->against != NULL;
	if (config->files)
		files_check(config);
	naming_check(config);
	ways_check(config);
	file_options_check(config);
	cold_check(config);
	work_set(config);
	scan_options_check(config);
	config->scan.interval = config->interval;
	if (config->interval == 0)
		interval_choose(config);
	interval_check(config);
}

/* For a pipe that grows. */
static void
verdicts_due(void *to)
{
	struct report	*report = to;

	report_print(report);
	out_flush(report->table.out);
}

static void
by_work_begin(struct processes *processes, const struct config *config)
{
	processes->by_work = config->work != NULL;
	processes->work_auto = config->work_clock == WORK_AUTO;
	processes->work_is_cpu = processes->work_auto ||
	    config->work_clock == WORK_CPU;
}

/* False where one could not be read, which is said. */
static bool
files_take(const struct config *config, struct processes *processes,
    char *const *file, int count, struct samples_clock *clock)
{
	const struct series_columns	*naming = NULL;
	bool				 read = true;
	int				 i;

	if (config->naming.value != NULL || config->naming.time != NULL ||
	    config->work != NULL)
		naming = &config->naming;
	by_work_begin(processes, config);
	for (i = 0; i < count; i++)
		read &= recording_read(processes, file[i], naming, clock);
	recording_settle(processes, count == 1 ? input_name(file[0]) :
	    "samples");
	return read;
}

static void
files_read(const struct config *config, struct processes *processes,
    struct report *report)
{
	struct samples_clock	clock = { .due = verdicts_due,
				    .to = report };

	tick_begin(&clock.tick, config->every);
	report->trouble |= !files_take(config, processes, config->operand,
	    config->operands, config->every > 0 ? &clock : NULL);
	report_print(report);
}

/* Nothing to compare in one of the two is an error, not a doubt. */
static bool
against_take(const struct config *config, struct processes *processes,
    char *const *file, int count)
{
	bool	read = files_take(config, processes, file, count, NULL);

	if (processes->count == 0 && read)
		complain(input_name(file[0]), "has no samples to compare");
	return read && processes->count > 0;
}

static int
against(const struct config *config, struct out *out)
{
	struct processes	old, new;
	char			*file = (char *)(uintptr_t)config->against;
	enum answer		 answer;
	bool			 read;

	processes_begin(&old, config->max_memory);
	processes_begin(&new, config->max_memory);
	read = against_take(config, &old, &file, 1);
	read &= against_take(config, &new, config->operand, config->operands);
	answer = report_against(config, out, &old, &new);
	if (!read && answer != ANSWER_LEAK)
		answer = ANSWER_TROUBLE;
	processes_free(&old);
	processes_free(&new);
	return (int)answer;
}

static void
watch_living(struct config *config, struct processes *processes,
    struct report *report)
{
	struct users	*users = users_open(&config->options,
	    config->selection.users != NULL);

	by_work_begin(processes, config);
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

static int
watch(struct config *config, struct out *out)
{
	struct processes	processes;
	struct report		report;
	int			answer;

	processes_begin(&processes, config->max_memory);
	report_begin(&report, config, &processes, out);
	if (config->files)
		files_read(config, &processes, &report);
	else
		watch_living(config, &processes, &report);
	answer = report_answer(&report);
	processes_free(&processes);
	report_free(&report);
	return answer;
}

int
main(int argc, char **argv)
{
	struct config		 config = { .keep = 2000,
				    .max_memory = UINT64_MAX,
				    .max_state = 512 << 20,
				    .scan.limits.max_stop = SECOND,
				    .scan.max_slow = 20,
				    .lock_timeout = 10 * (int64_t)SECOND };
	struct out		*out;
	int			 answer;

	alloc_failure(ANSWER_TROUBLE);
	out = alloc(sizeof(*out));
	options_begin(&config.options, &command);
	config.options.size.power = 1;
	options_read(&config, argc, argv);
	/* Samples and verdicts do not mix. */
	out_begin(out, config.record != NULL &&
	    strcmp(config.record, "-") == 0 ? STDERR_FILENO : STDOUT_FILENO);
	answer = config.scan.asked ? scan_command(&config, out) :
	    config.against != NULL ? against(&config, out) :
	    watch(&config, out);
	if (!out_end(out))
		answer = ANSWER_TROUBLE;
	selection_close(&config.selection);
	free(out);
	return answer;
}
