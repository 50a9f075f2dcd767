/* child.c: work in a process of its own, which may hang in the kernel. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
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

void
text_cut(char *to, const char *from, size_t size)
{
	size_t	length = strnlen(from, size - 1);

	memcpy(to, from, length);
	to[length] = '\0';
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

/* SIGKILL acts once the disk or the server answers. */
void
child_end(const struct child *child, bool done)
{
	close(child->fd);
	if (!done)
		kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, done ? 0 : WNOHANG);
}
