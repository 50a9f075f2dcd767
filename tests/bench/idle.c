/* idle.c: processes that hold still until standard input ends. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Memory that is touched, so that there is something to count. */
static void
touch(size_t kib)
{
	char	*memory = malloc(kib * 1024 + 1);

	if (memory == NULL)
		_exit(1);
	memset(memory, 1, kib * 1024 + 1);
}

/*
 * A daemon that has given up root is not dumpable, and looks like root's.  A
 * byte in the pipe says that all of it is as it will be.
 */
static _Noreturn void
idle(const char *name, size_t kib, uid_t uid, int ready)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, name);
	touch(kib);
	if (uid != 0 && setuid(uid) == -1)
		_exit(1);
	if (uid != 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (write(ready, "", 1) != 1)
		_exit(1);
	close(ready);
	for (;;)
		pause();
}

/* idle COUNT [NAME [KIB [UID]]]: prints the pids, then waits. */
int
main(int argc, char **argv)
{
	long		 count = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	const char	*name = argc > 2 ? argv[2] : "idle";
	size_t		 kib = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	uid_t		 uid = argc > 4 ? (uid_t)strtoul(argv[4], NULL, 10) : 0;
	pid_t		 pid;
	char		 byte;
	int		 ready[2];

	if (pipe(ready) == -1) {
		perror("pipe");
		return 1;
	}
	for (; count > 0; count--) {
		pid = fork();
		if (pid == 0)
			idle(name, kib, uid, ready[1]);
		if (pid == -1) {
			perror("fork");
			return 1;
		}
		printf("%ld\n", (long)pid);
	}
	fflush(stdout);
	/* The end of the pipe: each has name and memory, or has ended. */
	close(ready[1]);
	while (read(ready[0], &byte, 1) > 0)
		continue;
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		continue;
	return 0;
}
