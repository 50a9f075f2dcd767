/* child.c: a command that is started to be watched. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"

static _Noreturn void
start_fail(const char *name, int error)
{
	complain(name, strerror(error));
	exit(ANSWER_TROUBLE);
}

/* Runs in the child, with the signals as mleakwatch found them. */
static _Noreturn void
command_exec(char **command, const sigset_t *mask,
    const struct sigaction *on_child, int report)
{
	ssize_t	n;

	sigaction(SIGCHLD, on_child, NULL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	do {
		n = write(report, &errno, sizeof(errno));
	} while (n == -1 && errno == EINTR);
	_exit(127);
}

/* The pipe closes when the command runs: nothing is sampled before. */
void
child_start(struct child *child, char **command, const sigset_t *mask)
{
	static const struct sigaction	by_default;	/* SIG_DFL is 0 */
	struct sigaction		on_child;
	int				report[2], error;
	ssize_t				n;

	child->name = command[0];
	child->ended = false;
	/* Where SIGCHLD is ignored there is nothing to wait for. */
	sigaction(SIGCHLD, &by_default, &on_child);
	if (pipe2(report, O_CLOEXEC) == -1)
		start_fail(command[0], errno);
	/* Orphans of the command become our children, and stay in sight. */
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	child->pid = fork();
	if (child->pid == -1)
		start_fail(command[0], errno);
	if (child->pid == 0)
		command_exec(command, mask, &on_child, report[1]);
	close(report[1]);
	do {
		n = read(report[0], &error, sizeof(error));
	} while (n == -1 && errno == EINTR);
	close(report[0]);
	if (n == (ssize_t)sizeof(error)) {
		waitpid(child->pid, NULL, 0);
		start_fail(command[0], error);
	}
}

static void
end_say(const struct child *child)
{
	char	text[64];
	int	status = child->wait_status;

	if (WIFEXITED(status))
		snprintf(text, sizeof(text), "exit status %d",
		    WEXITSTATUS(status));
	else
		snprintf(text, sizeof(text), "ended by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	complain(child->name, text);
}

/* Its own pid alone: other children are waited for where they are known. */
void
child_reap(struct child *child)
{
	if (child->pid == 0 || child->ended ||
	    waitpid(child->pid, &child->wait_status, WNOHANG) != child->pid)
		return;
	child->ended = true;
	end_say(child);
}

int
child_exit_status(const struct child *child)
{
	if (!child->ended)
		return 0;
	/* Shells do the same. */
	return WIFEXITED(child->wait_status) ?
	    WEXITSTATUS(child->wait_status) :
	    128 + WTERMSIG(child->wait_status);
}

/*
 * A signal of the kernel comes from a terminal, which has sent it to the child
 * as well.
 */
void
child_signal(const struct child *child, const siginfo_t *info)
{
	if (!child->ended && info->si_code != SI_KERNEL)
		kill(child->pid, info->si_signo);
}
