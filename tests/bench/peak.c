/* peak.c: the most memory that a command had resident, in KiB. */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct rusage	usage;
	pid_t		pid;
	int		status, fd;

	if (argc < 2)
		errx(2, "usage: peak command ...");
	/* vfork: the child's figure must not begin with what we have. */
	pid = vfork();
	if (pid == -1)
		err(1, "vfork");
	if (pid == 0) {
		fd = open("/dev/null", O_WRONLY);
		if (fd != -1 && dup2(fd, STDOUT_FILENO) != -1)
			execv(argv[1], argv + 1);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) == -1 || status != 0)
		errx(1, "%s failed", argv[1]);
	printf("%ld\n", usage.ru_maxrss);
	return 0;
}
