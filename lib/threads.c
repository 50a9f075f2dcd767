/* threads.c: the threads of a process, /proc/PID/task/TID. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "internal.h"

static int
pointer_parse(const struct meminfo_word *word, uint64_t *out)
{
	uint64_t	value = 0;
	size_t		i;
	char		c;

	if (word->length < 3 || word->length > 18 || word->text[0] != '0' ||
	    word->text[1] != 'x')
		return -1;
	for (i = 2; i < word->length; i++) {
		c = word->text[i];
		if (c >= '0' && c <= '9')
			value = value << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint64_t)(c - 'a' + 10);
		else
			return -1;
	}
	*out = value;
	return 0;
}

/* "running", or the number of a system call, up to six arguments, sp, pc. */
int
meminfo_stack_pointer_parse(const char *text, size_t length, uint64_t *out)
{
	struct meminfo_word	rest = { text, length }, word;
	struct meminfo_word	last = { text, 0 }, before_last = last;
	size_t			count = 0;

	if (length > 0 && text[length - 1] == '\n')
		rest.length--;
	while (meminfo_word_next(&rest, &word)) {
		before_last = last;
		last = word;
		count++;
	}
	*out = MEMINFO_ABSENT;
	if (count == 1 && meminfo_word_is(&last, "running"))
		return 0;
	if (count >= 3 && pointer_parse(&before_last, out) == 0)
		return 0;
	return meminfo_fail(EBADMSG);
}

static int
stack_pointer_take(int fd, void *out)
{
	char	buffer[256];
	ssize_t	n = meminfo_text_take(fd, buffer, sizeof(buffer), true);

	return n == -1 ? -1 : meminfo_stack_pointer_parse(buffer, (size_t)n,
	    out);
}

int
meminfo_stack_pointer_read(int task, pid_t tid, uint64_t *out)
{
	return meminfo_process_take(task, tid, "syscall", stack_pointer_take,
	    out, NULL);
}

int
meminfo_tasks_open(int at, pid_t pid)
{
	char	path[MEMINFO_PROCESS_PATH];

	meminfo_process_path(path, pid, "task");
	return meminfo_file_open(at, path, O_RDONLY | O_DIRECTORY);
}

static bool
thread_lives(int task, pid_t tid)
{
	struct meminfo_stat	stat;

	return meminfo_stat_read(task, tid, &stat) == 0 &&
	    stat.state != 'Z' && stat.state != 'X';
}

int
meminfo_tasks_living(int task)
{
	struct meminfo_pids	it;
	pid_t			tid;
	int			dir = -1;

	if (meminfo_pids_open(&it, task) == -1)
		return -1;
	while (dir == -1 && meminfo_pids_next(&it, &tid) == 1)
		if (thread_lives(task, tid))
			dir = meminfo_process_open(task, tid);
	meminfo_pids_close(&it);
	if (dir == -1)
		errno = ESRCH;
	return dir;
}

/*
 * A directory has two links, and one more for each directory in it; procfs
 * keeps to that. So one call tells a kernel thread and a zombie, which have
 * one thread.
 */
int
meminfo_living_open(int at, pid_t pid)
{
	char		path[MEMINFO_PROCESS_PATH];
	struct stat	st;
	int		task, dir;

	meminfo_process_path(path, pid, "task");
	if (fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	if (st.st_nlink == 3)
		return meminfo_fail(ESRCH);
	task = meminfo_tasks_open(at, pid);
	if (task == -1)
		return -1;
	dir = meminfo_tasks_living(task);
	meminfo_file_close(task);
	return dir;
}
