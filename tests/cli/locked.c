/*
 * locked.c: a process that keeps the lock of its memory for ever.
 *
 * locked FILE: FILE is one of serves.c, which fails, and later does not answer
 * at all.  Threads read its pages again and again.  The kernel tries a page
 * once without the lock and then with it: one of them waits with it.  Another
 * thread maps something, and waits for the lock; says "locked" then.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define THREADS 24

static volatile char		*page;
static size_t			 page_size;
static atomic_ulong		 mapped;
static _Thread_local sigjmp_buf	 back;

static void
page_failed(int number)
{
	(void)number;
	siglongjmp(back, 1);
}

static void *
pages_read(void *argument)
{
	size_t	number = (size_t)(uintptr_t)argument;

	for (;;)
		if (sigsetjmp(back, 1) == 0)
			(void)page[number * page_size];
	return NULL;
}

static void *
memory_map(void *argument)
{
	void	*one;

	(void)argument;
	for (;;) {
		one = mmap(NULL, page_size, PROT_READ,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		munmap(one, page_size);
		mapped++;
		usleep(1000);
	}
	return NULL;
}

static void
thread_start(void *(*run)(void *), size_t number)
{
	pthread_t	thread;

	if (pthread_create(&thread, NULL, run,
	    (void *)(uintptr_t)number) != 0)
		errx(2, "no thread");
}

int
main(int argc, char **argv)
{
	struct sigaction	action = { .sa_handler = page_failed };
	unsigned long		before;
	size_t			i;
	int			fd;

	if (argc != 2 || (fd = open(argv[1], O_RDONLY)) == -1)
		err(2, "locked FILE");
	page_size = (size_t)sysconf(_SC_PAGESIZE);
	page = mmap(NULL, THREADS * page_size, PROT_READ, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		err(2, "%s", argv[1]);
	sigaction(SIGBUS, &action, NULL);
	for (i = 0; i < THREADS; i++)
		thread_start(pages_read, i);
	thread_start(memory_map, 0);
	write(STDOUT_FILENO, "runs\n", 5);
	do {
		before = mapped;
		sleep(3);
	} while (mapped != before);
	write(STDOUT_FILENO, "locked\n", 7);
	for (;;)
		pause();
}
