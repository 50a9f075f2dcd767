/* child.c: work in a process of its own, which may hang in the kernel. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "common/descriptors.h"

void *
child_share(size_t size)
{
	void	*at = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

bool
child_start(struct child *child, void (*work)(int fd, void *context),
    void *context)
{
	int	ends[2];

	memset(child, 0, sizeof(*child));
	if (pipe2(ends, O_CLOEXEC) == -1)
		return false;
	child->pid = fork();
	if (child->pid == 0) {
		descriptors_close(ends[1]);
		work(ends[1], context);
		_exit(0);
	}
	close(ends[1]);
	child->fd = ends[0];
	if (child->pid == -1)
		close(ends[0]);
	return child->pid != -1;
}

/* How often it has gone to sleep; false: it does not sleep, or none knows. */
static bool
child_switches(const struct child *child, uint64_t *switches)
{
	static const char	state[] = "\nState:\t",
				count[] = "\nvoluntary_ctxt_switches:";
	char			path[32], text[8192];
	const char		*at;
	ssize_t			 length = -1;
	int			 fd;

	*switches = 0;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)child->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd != -1) {
		length = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	if (length == -1)
		return false;
	text[length] = '\0';
	at = strstr(text, state);
	if (at == NULL || strchr("SD", at[sizeof(state) - 1]) == NULL)
		return false;
	at = strstr(text, count);
	if (at != NULL)
		*switches = strtoull(at + sizeof(count) - 1, NULL, 10);
	return at != NULL;
}

int64_t
child_slept(struct child *child, int64_t pause)
{
	uint64_t	switches;

	if (!child_switches(child, &switches) ||
	    switches != child->switches) {
		child->switches = switches;
		child->slept = 0;
	} else
		child->slept += pause;
	return child->slept;
}

/* SIGKILL acts once the disk or the server answers. */
void
child_end(const struct child *child, bool done)
{
	close(child->fd);
	if (!done)
		kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, done ? 0 : WNOHANG);
}
