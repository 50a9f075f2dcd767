/* child.c: a command that is started to be watched. */
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
cannot(const char *name, int error)
{
	complain(name, strerror(error));
	exit(ANSWER_TROUBLE);
}

static _Noreturn void
become(char **command, const sigset_t *mask, int report)
{
	ssize_t	n;

	sigprocmask(SIG_SETMASK, mask, NULL);
	execvp(command[0], command);
	do {
		n = write(report, &errno, sizeof(errno));
	} while (n == -1 && errno == EINTR);
	_exit(127);
}

/* The pipe closes when the command runs: nothing of before is sampled. */
void
child_start(struct child *child, char **command, const sigset_t *mask)
{
	int	report[2], error;
	ssize_t	n;

	child->name = command[0];
	child->ended = false;
	if (pipe2(report, O_CLOEXEC) == -1)
		cannot(command[0], errno);
	/* Whom a child leaves behind comes to us, and stays in sight. */
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	child->pid = fork();
	if (child->pid == -1)
		cannot(command[0], errno);
	if (child->pid == 0)
		become(command, mask, report[1]);
	close(report[1]);
	do {
		n = read(report[0], &error, sizeof(error));
	} while (n == -1 && errno == EINTR);
	close(report[0]);
	if (n == (ssize_t)sizeof(error)) {
		waitpid(child->pid, NULL, 0);
		cannot(command[0], error);
	}
}

static void
end_say(const struct child *child, int status)
{
	char	text[64];

	if (WIFEXITED(status))
		snprintf(text, sizeof(text), "exit status %d",
		    WEXITSTATUS(status));
	else
		snprintf(text, sizeof(text), "ended by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	complain(child->name, text);
}

/* One signal may stand for several that have ended. */
void
child_reap(struct child *child)
{
	int	status;
	pid_t	pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == child->pid) {
			child->ended = true;
			end_say(child, status);
		}
}

/* What a terminal sends goes to the child as well, and comes from a kernel. */
void
child_signal(const struct child *child, const siginfo_t *info)
{
	if (!child->ended && info->si_code != SI_KERNEL)
		kill(child->pid, info->si_signo);
}
