/* oom.c: what the OOM killer wrote into the kernel's log. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* Columns of the table by number, so that one byte each tells the order. */
enum { COLUMN_SKIP, COLUMN_PID, COLUMN_NAME, COLUMN_ADJUST, COLUMN_NUMBERS };

static const struct {
	const char	*name;
	unsigned char	 special;	/* or 0: a number, into offset */
	size_t		 offset;
} oom_column[] = {
	{ "uid", 0, offsetof(struct meminfo_oom_task, uid) },
	{ "tgid", COLUMN_PID, 0 },
	{ "total_vm", 0, offsetof(struct meminfo_oom_task, size_pages) },
	{ "rss", 0, offsetof(struct meminfo_oom_task, rss_pages) },
	{ "rss_anon", 0, offsetof(struct meminfo_oom_task, anon_pages) },
	{ "rss_file", 0, offsetof(struct meminfo_oom_task, file_pages) },
	{ "rss_shmem", 0, offsetof(struct meminfo_oom_task, shmem_pages) },
	{ "swapents", 0, offsetof(struct meminfo_oom_task, swap_pages) },
	{ "nr_ptes", 0, offsetof(struct meminfo_oom_task, table_pages) },
	{ "pgtables_bytes", 0, offsetof(struct meminfo_oom_task,
	    table_bytes) },
	{ "oom_score_adj", COLUMN_ADJUST, 0 },
	{ "name", COLUMN_NAME, 0 },
};

/* Behind "Killed process 1 (name) ": each with a comma or a blank after it. */
static const struct {
	const char	*name;
	size_t		 offset;
} kill_key[] = {
	{ "total-vm:", offsetof(struct meminfo_oom_kill, size) },
	{ "vsz:", offsetof(struct meminfo_oom_kill, size) },
	{ "anon-rss:", offsetof(struct meminfo_oom_kill, anon) },
	{ "file-rss:", offsetof(struct meminfo_oom_kill, file) },
	{ "shmem-rss:", offsetof(struct meminfo_oom_kill, shmem) },
	{ "UID:", offsetof(struct meminfo_oom_kill, uid) },
	{ "pgtables:", offsetof(struct meminfo_oom_kill, page_tables) },
};

static unsigned char
column_kind(const struct meminfo_word *word)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(oom_column); i++)
		if (meminfo_word_is(word, oom_column[i].name))
			return oom_column[i].special != 0 ?
			    oom_column[i].special :
			    (unsigned char)(COLUMN_NUMBERS + i);
	return COLUMN_SKIP;
}

/*
 * "[ pid ]   uid  tgid ... name": true where the line is a table's header.
 * The name has to be the last: only so is it known where a row's begins.
 */
static bool
oom_header_take(struct meminfo_oom *it, struct meminfo_word line)
{
	struct meminfo_word	rest, word;
	unsigned char		kind = COLUMN_SKIP;
	int			count = 0;

	if (!meminfo_oom_find(line, "[ pid ]", &rest) &&
	    !meminfo_oom_find(line, "[  pid  ]", &rest))
		return false;
	while (meminfo_word_next(&rest, &word) &&
	    count < MEMINFO_OOM_COLUMNS) {
		kind = column_kind(&word);
		it->column[count++] = kind;
	}
	it->columns = kind == COLUMN_NAME ? count : 0;
	return it->columns > 0;
}

/* A comm may hold any byte, and end in blanks. */
static void
comm_copy(char comm[MEMINFO_COMM_MAX], struct meminfo_word name)
{
	if (name.length >= MEMINFO_COMM_MAX)
		name.length = MEMINFO_COMM_MAX - 1;
	memcpy(comm, name.text, name.length);
	comm[name.length] = '\0';
}

static bool
adjust_take(struct meminfo_word word, int64_t *out)
{
	uint64_t	value;
	bool		minus = word.length > 0 && *word.text == '-';

	if (minus) {
		word.text++;
		word.length--;
	}
	if (meminfo_word_number(&word, &value) == -1 || value > 1000)
		return false;
	*out = minus ? -(int64_t)value : (int64_t)value;
	return true;
}

/* A counter that has gone below 0 is not known; the row still counts. */
static bool
count_take(struct meminfo_word word, uint64_t *out)
{
	bool	minus = word.length > 1 && *word.text == '-';

	if (minus) {
		word.text++;
		word.length--;
	}
	if (meminfo_word_number(&word, out) == -1)
		return false;
	if (minus || *out > MEMINFO_BYTES_MAX)
		*out = MEMINFO_ABSENT;
	return true;
}

static bool
oom_cell_take(unsigned char kind, struct meminfo_word word,
    struct meminfo_oom_task *task)
{
	uint64_t	skipped;

	if (kind == COLUMN_PID)
		return count_take(word, &task->pid);
	if (kind == COLUMN_ADJUST)
		return adjust_take(word, &task->oom_adjust);
	if (kind < COLUMN_NUMBERS)
		return count_take(word, &skipped);
	return count_take(word, (uint64_t *)(void *)((char *)task +
	    oom_column[kind - COLUMN_NUMBERS].offset));
}

static void
task_begin(struct meminfo_oom_task *task)
{
	size_t	i;

	memset(task, 0, sizeof(*task));
	for (i = 0; i < COUNT_OF(oom_column); i++)
		if (oom_column[i].special == 0)
			*(uint64_t *)(void *)((char *)task +
			    oom_column[i].offset) = MEMINFO_ABSENT;
	task->oom_adjust = MEMINFO_OOM_NO_ADJUST;
}

/*
 * From behind the pid's bracket on: how many cells there are.  An empty name
 * still has the blank before it.
 */
static int
cells_take(const struct meminfo_oom *it, struct meminfo_word rest,
    struct meminfo_oom_task *task)
{
	struct meminfo_word	word;
	int			i;

	for (i = 0; i + 1 < it->columns; i++)
		if (!meminfo_word_next(&rest, &word) ||
		    !oom_cell_take(it->column[i], word, task))
			return i;
	if (rest.length == 0)
		return i;
	rest.text++;
	rest.length--;
	comm_copy(task->comm, rest);
	return it->columns;
}

/* "[  123] ...": the pid, and what stands behind the bracket. */
static bool
pid_take(struct meminfo_word rest, struct meminfo_oom_task *task,
    struct meminfo_word *behind)
{
	struct meminfo_word	inside, word;

	*behind = rest;
	if (!meminfo_word_cut(behind, ']', &inside) ||
	    !meminfo_word_next(&inside, &word) ||
	    meminfo_word_number(&word, &task->pid) == -1 ||
	    task->pid == 0 || task->pid > INT32_MAX ||
	    meminfo_word_next(&inside, &word))
		return false;
	return behind->length == 0 || *behind->text == ' ';
}

/*
 * A row of the table, whole or not.  Each bracket may be the pid's, since a
 * log may put brackets of its own before it.  "systemd[1]:" is no row, nor is
 * a bracket without a number behind it.
 */
static bool
row_take(const struct meminfo_oom *it, struct meminfo_word line,
    struct meminfo_oom_event *out)
{
	struct meminfo_word	rest = line, behind;
	int			cells;

	while (meminfo_oom_find(rest, "[", &rest)) {
		task_begin(&out->task);
		if ((rest.text - line.text > 1 && rest.text[-2] != ' ') ||
		    !pid_take(rest, &out->task, &behind))
			continue;
		cells = cells_take(it, behind, &out->task);
		if (cells == 0)
			continue;
		out->kind = cells == it->columns ? MEMINFO_OOM_TASK :
		    MEMINFO_OOM_TORN;
		return true;
	}
	return false;
}

/* "(name)" ends at the last bracket before the figures: a name may hold one. */
static void
victim_take(struct meminfo_word rest, struct meminfo_oom_event *out)
{
	struct meminfo_word	name, behind;
	size_t			i;

	if (!meminfo_oom_find(rest, "(", &name))
		return;
	behind = name;
	while (meminfo_oom_find(behind, ") total-vm:", &behind))
		name.length = (size_t)(behind.text - name.text) -
		    sizeof(" total-vm:") + 1;
	for (i = name.length; i > 0 && name.text[i - 1] != ')'; i--)
		;
	name.length = i > 0 ? i - 1 : name.length;
	comm_copy(out->kill.comm, name);
	out->text = name.text;
	out->text_length = name.length;
}

static void
kill_figures(struct meminfo_word rest, struct meminfo_oom_kill *kill)
{
	struct meminfo_word	behind, word;
	bool			kib;
	size_t			i;

	for (i = 0; i < COUNT_OF(kill_key); i++)
		if (meminfo_oom_find(rest, kill_key[i].name, &behind) &&
		    meminfo_word_next(&behind, &word))
			*(uint64_t *)(void *)((char *)kill +
			    kill_key[i].offset) = meminfo_oom_number(word,
			    &kib);
	if (meminfo_oom_find(rest, "oom_score_adj:", &behind) &&
	    meminfo_word_next(&behind, &word))
		adjust_take(word, &kill->oom_adjust);
}

/*
 * "Killed process 1 (name) total-vm:4kB, ..."; RHEL 6 has "1, UID 0, (name)",
 * and 2.6.18 nothing behind the name.
 */
static bool
kill_take(struct meminfo_word line, struct meminfo_oom_event *out)
{
	struct meminfo_word	rest, word, figures;
	size_t			i;

	if (!meminfo_oom_find(line, "Killed process ", &rest) ||
	    !meminfo_word_next(&rest, &word))
		return false;
	memset(&out->kill, 0, sizeof(out->kill));
	for (i = 0; i < COUNT_OF(kill_key); i++)
		*(uint64_t *)(void *)((char *)&out->kill +
		    kill_key[i].offset) = MEMINFO_ABSENT;
	out->kill.oom_adjust = MEMINFO_OOM_NO_ADJUST;
	if (word.text[word.length - 1] == ',')
		word.length--;
	if (meminfo_word_number(&word, &out->kill.pid) == -1)
		return false;
	out->kind = MEMINFO_OOM_KILLED;
	out->text = rest.text;
	out->text_length = 0;
	victim_take(rest, out);
	figures.text = out->text + out->text_length;
	figures.length = (size_t)(rest.text + rest.length - figures.text);
	kill_figures(figures, &out->kill);
	return true;
}

/* "NAME invoked oom-killer: ..."; before 2.6.19 without the name. */
static bool
invoked_take(struct meminfo_word line, struct meminfo_oom_event *out)
{
	static const char	invoked[] = " invoked oom-killer:";
	struct meminfo_word	behind;
	bool			named = meminfo_oom_find(line, invoked,
	    &behind);

	if (!named && !meminfo_oom_find(line, "oom-killer: gfp_mask=",
	    &behind))
		return false;
	out->kind = MEMINFO_OOM_INVOKED;
	out->text = line.text;
	out->text_length = 0;
	if (named)
		out->text_length = (size_t)(behind.text - line.text) -
		    (sizeof(invoked) - 1);
	return true;
}

/*
 * "Memory cgroup stats for /a:" since 3.10; before that "Task in /a/b killed
 * as a result of limit of /a", on one line or two.  The first counts:
 * ancestors are told as well.
 */
static bool
oom_cgroup_take(struct meminfo_oom *it, struct meminfo_word line,
    struct meminfo_oom_event *out)
{
	struct meminfo_word	path, rest;

	if (it->told || (!meminfo_oom_find(line, " a result of limit of ",
	    &rest) && !meminfo_oom_find(line, "Memory cgroup stats for ",
	    &rest)))
		return false;
	if (!meminfo_oom_find(line, " a result of limit of ", &path))
		meminfo_word_cut(&rest, ':', &path);
	it->told = path.length > 0;
	out->kind = MEMINFO_OOM_CGROUP;
	out->text = path.text;
	out->text_length = path.length;
	return it->told;
}

static void
kill_begin(struct meminfo_oom *it)
{
	it->within = 1;
	it->told = 0;
	it->columns = 0;
	meminfo_oom_memory_begin(&it->memory);
}

/* Has the line something of a kill? */
static bool
oom_line_take(struct meminfo_oom *it, struct meminfo_word line,
    struct meminfo_oom_event *out)
{
	if (invoked_take(line, out)) {
		kill_begin(it);
		return true;
	}
	/* A row comes first: its name may look like any other line. */
	if (it->columns > 0 && row_take(it, line, out))
		return true;
	if (kill_take(line, out)) {
		it->columns = 0;
		it->within = 0;
		return true;
	}
	if (oom_header_take(it, line)) {
		out->kind = MEMINFO_OOM_TABLE;
		return true;
	}
	/* The log may begin in the middle of a kill. */
	if (!it->within && meminfo_word_is(&line, "Mem-Info:"))
		kill_begin(it);
	if (!it->within || it->columns > 0)
		return false;
	if (oom_cgroup_take(it, line, out))
		return true;
	out->kind = MEMINFO_OOM_MEMORY;
	return meminfo_oom_figures(line, &it->memory);
}

static void
oom_begin(struct meminfo_oom *it)
{
	it->kmsg = 0;
	kill_begin(it);
	it->within = 0;
}

int
meminfo_oom_open(struct meminfo_oom *it)
{
	int	fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1)
		return -1;
	meminfo_oom_fd(it, fd);
	it->kmsg = 1;
	return 0;
}

void
meminfo_oom_fd(struct meminfo_oom *it, int fd)
{
	oom_begin(it);
	meminfo_lines_fd(&it->lines, fd, it->buffer, sizeof(it->buffer));
	it->lines.log = 1;
}

void
meminfo_oom_text(struct meminfo_oom *it, const char *text, size_t length)
{
	oom_begin(it);
	meminfo_lines_text(&it->lines, text, length);
	it->lines.log = 1;
}

/* The kernel writes what is not printable, and a backslash, as \x1b. */
static size_t
record_unescape(char *text, size_t length)
{
	static const char	digit[] = "0123456789abcdef";
	const char		*high, *low;
	size_t			 from, to = 0;

	for (from = 0; from < length; from++, to++) {
		text[to] = text[from];
		if (length - from < 4 || text[from] != '\\' ||
		    text[from + 1] != 'x')
			continue;
		high = memchr(digit, text[from + 2], 16);
		low = memchr(digit, text[from + 3], 16);
		if (high == NULL || low == NULL)
			continue;
		text[to] = (char)((high - digit) << 4 | (low - digit));
		from += 3;
	}
	return to;
}

/*
 * A read of /dev/kmsg gives a record: 1, 0 at the end, -1.  Records that
 * were overwritten meanwhile (EPIPE) are lost, and the next ones are there.
 */
static int
record_next(struct meminfo_oom *it, struct meminfo_line *line)
{
	const char	*newline;
	ssize_t		 n;

	do {
		n = read(it->lines.fd, it->buffer, sizeof(it->buffer));
	} while (n == -1 && (errno == EINTR || errno == EPIPE));
	if (n <= 0)
		return n == -1 && errno != EAGAIN ? -1 : 0;
	newline = memchr(it->buffer, '\n', (size_t)n);
	if (newline != NULL)
		n = newline - it->buffer;
	line->text = it->buffer;
	line->length = record_unescape(it->buffer, (size_t)n);
	line->whole = true;
	return 1;
}

int
meminfo_oom_next(struct meminfo_oom *it, struct meminfo_oom_event *out)
{
	struct meminfo_line	line;
	struct meminfo_word	text;
	int			more;

	for (;;) {
		more = it->kmsg ? record_next(it, &line) :
		    meminfo_lines_next(&it->lines, &line);
		if (more != 1)
			return more;
		text.text = line.text;
		text.length = line.length;
		out->text = NULL;
		out->text_length = 0;
		meminfo_oom_strip(&text, &out->time_usec);
		if (oom_line_take(it, text, out))
			return 1;
	}
}

void
meminfo_oom_close(struct meminfo_oom *it)
{
	if (it->kmsg)
		meminfo_lines_close(&it->lines);
}

uint64_t
meminfo_oom_page_size(const struct meminfo_oom_task *task,
    const struct meminfo_oom_kill *kill)
{
	uint64_t	size;

	if (kill->size == MEMINFO_ABSENT || task->size_pages == 0 ||
	    task->size_pages == MEMINFO_ABSENT ||
	    kill->size % task->size_pages != 0)
		return 0;
	size = kill->size / task->size_pages;
	return size >= 4096 && size <= 1 << 20 && (size & (size - 1)) == 0 ?
	    size : 0;
}
