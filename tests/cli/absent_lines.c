/*
 * absent_lines.c: a recorded root with one line less, for each line of each of
 * its files, or each STEPth.  BIN ROOT NAME STEP: no cell that a command in BIN
 * prints of ROOT, a copy that may be changed, becomes 0 by that.  Prints the
 * cells that do, and last the number of lines.
 */
/* SPDX-License-Identifier: MIT */
#include <ftw.h>

#include "spawn.h"

#define OUTPUT 65536
#define ARGUMENTS 8

/* A command, for files whose path below the root has that part in it. */
struct command {
	const char	*part;
	const char	*name;
	const char	*argument[ARGUMENTS];
	int		 keys;		/* cells by which a row is known */
	int		 of_process;	/* the last argument is the pid */
};

#define ALL_COLUMNS "pid,ppid,uid,user,pri,nice,virt,rss,shr,state,mem_pct," \
	"cputime,start,comm,threads,majflt,minflt,oom_score,oom_adj,swap," \
	"anon,file,shmem,peak,hugetlb"
#define ROLLUP_COLUMNS "pid,pss,pss_anon,pss_file,pss_shmem,uss,swap_pss," \
	"locked,huge,footprint"

static const struct command command[] = {
	{ "proc/meminfo", "mfree", { "-T" }, 1, 0 },
	{ "proc/meminfo", "mfree", { "-T", "--where" }, 1, 0 },
	{ "proc/meminfo", "mdropcache", { "-T" }, 1, 0 },
	{ "proc/meminfo", "mtop-once", { "-T", "-k", "-o", "pid,mem_pct" },
	    1, 0 },
	{ "proc/zoneinfo", "mfree", { "-T" }, 1, 0 },
	{ "proc/zoneinfo", "mfree", { "-T", "--where" }, 1, 0 },
	{ "proc/spl", "mfree", { "-T", "--where" }, 1, 0 },
	{ "proc/stat", "mtop-once", { "-T", "-k", "-o", ALL_COLUMNS }, 1, 0 },
	{ "proc/uptime", "mtop-once", { "-T", "-k", "-o", ALL_COLUMNS },
	    1, 0 },
	{ "proc/pressure", "mfree", { "-T", "--pressure" }, 1, 0 },
	{ "sys/kernel/mm", "mfree", { "-T", "--where" }, 1, 0 },
	{ "sys/block", "mfree", { "-T", "--where" }, 1, 0 },
	{ "sys/devices", "mfree", { "-T", "--numa" }, 1, 0 },
	{ "cgroup", "mfree", { "-T", "--cgroup" }, 1, 0 },
	{ "cgroup", "mfree", { "-T", "--where", "--cgroup" }, 1, 0 },
	{ "cgroup", "mfree", { "-T", "--pressure", "--cgroup" }, 1, 0 },
	{ "proc/self/mountinfo", "mfree", { "-T", "--cgroup" }, 1, 0 },
	{ "/stat", "mtop-once", { "-T", "-k", "-o", ALL_COLUMNS }, 1, 1 },
	{ "/smaps", "mtop-once", { "-T", "-k", "-o", ROLLUP_COLUMNS }, 1, 1 },
	{ "/smaps", "mpmap", { "-T" }, 2, 1 },
	{ "/maps", "mpmap", { "-T" }, 2, 1 },
};

static const char	*bin, *root, *name;
static long		 lines, step;
static int		 wrong;
static char		 before[sizeof(command) / sizeof(*command)][OUTPUT];
static char		 after[OUTPUT];

/* The pid in "proc/PID/..."; NULL where it is no such path. */
static const char *
pid_of(const char *path, char pid[16])
{
	size_t	length;

	if (strncmp(path, "proc/", 5) != 0)
		return NULL;
	length = strspn(path + 5, "0123456789");
	if (length == 0 || length > 15 || path[5 + length] != '/')
		return NULL;
	memcpy(pid, path + 5, length);
	pid[length] = '\0';
	return pid;
}

static int
is_for(const struct command *c, const char *path)
{
	char	pid[16];

	return strstr(path, c->part) != NULL &&
	    (pid_of(path, pid) != NULL) == c->of_process;
}

static void
command_run(const struct command *c, const char *path, char output[OUTPUT])
{
	char		 program[1024], pid[16];
	const char	*argument[ARGUMENTS + 5];
	int		 i = 0, j, status;

	snprintf(program, sizeof(program), "%s/%s", bin, c->name);
	argument[i++] = program;
	argument[i++] = "--root";
	argument[i++] = root;
	for (j = 0; c->argument[j] != NULL; j++)
		argument[i++] = c->argument[j];
	if (c->of_process && strcmp(c->name, "mpmap") == 0)
		argument[i++] = pid_of(path, pid);
	argument[i] = NULL;
	status = spawn_read(argument, 1, output, OUTPUT);
	if (status < 0) {
		printf("%s: %s without a line of %s: %s\n", name, c->name,
		    path, spawn_reason(status));
		wrong = 1;
	}
}

/* The length of the first cells of a row. */
static size_t
key_length(const char *row, int cells)
{
	const char	*at = row;

	for (; cells > 0; cells--)
		at += strcspn(at, "\t\n") + (cells > 1);
	return (size_t)(at - row);
}

static int
is_zero(const char *cell, size_t length)
{
	size_t	i;

	for (i = 0; i < length; i++)
		if (cell[i] != '0' && cell[i] != '.')
			return 0;
	return length > 0;
}

static int
is_number(const char *cell, size_t length)
{
	return length > 0 && strspn(cell, "0123456789.") == length;
}

static void
row_compare(const struct command *c, const char *path, long line,
    const char *was, const char *now)
{
	size_t	a, b;
	int	column;

	for (column = 1; *was != '\n' && *now != '\n' && *was != '\0' &&
	    *now != '\0'; column++) {
		a = strcspn(was, "\t\n");
		b = strcspn(now, "\t\n");
		if (is_number(was, a) && !is_zero(was, a) &&
		    is_zero(now, b)) {
			printf("%s: %s %s: without line %ld of %s, cell %d "
			    "is 0, was %.*s\n", name, c->name,
			    c->argument[1] == NULL ? c->argument[0] :
			    c->argument[1], line, path, column, (int)a, was);
			wrong = 1;
		}
		was += a + (was[a] == '\t');
		now += b + (now[b] == '\t');
	}
}

/* Each row against the one with the same first cells, the title apart. */
static void
compare(const struct command *c, const char *path, long line,
    const char *was, const char *now)
{
	const char	*row;
	size_t		 length;

	for (was += strcspn(was, "\n"); *was++ == '\n' && *was != '\0';
	    was += strcspn(was, "\n")) {
		length = key_length(was, c->keys);
		for (row = strchr(now, '\n'); row != NULL && row[1] != '\0';
		    row = strchr(row + 1, '\n'))
			if (strncmp(row + 1, was, length + 1) == 0)
				row_compare(c, path, line, was, row + 1);
	}
}

static void
file_write(const char *path, const char *text, size_t length,
    const char *rest, size_t rest_length)
{
	FILE	*file = fopen(path, "w");

	if (file == NULL || fwrite(text, 1, length, file) != length ||
	    fwrite(rest, 1, rest_length, file) != rest_length ||
	    fclose(file) != 0)
		fail(path);
}

static void
lines_remove(const char *file, const char *path, const char *text,
    size_t length)
{
	const size_t	 commands = sizeof(command) / sizeof(*command);
	const char	*end = text + length, *at, *next;
	long		 line = 0;
	size_t		 i;

	for (i = 0; i < commands; i++)
		if (is_for(&command[i], path))
			command_run(&command[i], path, before[i]);
	for (at = text; at < end; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next == NULL ? end : next + 1;
		if (++line % step != 0)
			continue;
		file_write(file, text, (size_t)(at - text), next,
		    (size_t)(end - next));
		for (i = 0; i < commands; i++) {
			if (!is_for(&command[i], path))
				continue;
			command_run(&command[i], path, after);
			compare(&command[i], path, line, before[i], after);
		}
	}
	file_write(file, text, length, "", 0);
	lines += line;
}

static int
file_try(const char *file, const struct stat *st, int type, struct FTW *ftw)
{
	static char	 text[1 << 20];
	const char	*path = file + strlen(root) + 1;
	size_t		 i, length;
	FILE		*from;

	(void)st;
	(void)ftw;
	for (i = 0; i < sizeof(command) / sizeof(*command); i++)
		if (type == FTW_F && is_for(&command[i], path))
			break;
	if (i == sizeof(command) / sizeof(*command))
		return 0;
	from = fopen(file, "r");
	if (from == NULL)
		fail(file);
	length = fread(text, 1, sizeof(text), from);
	fclose(from);
	lines_remove(file, path, text, length);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	bin = argv[1];
	root = argv[2];
	name = argv[3];
	step = atol(argv[4]);
	if (nftw(root, file_try, 16, FTW_PHYS) == -1)
		fail(root);
	printf("%ld lines\n", lines);
	return wrong;
}
