/* long_cmdline.c: a command line of a gigabyte, at no cost.  It ends with its
 * stdin; status 77 where the kernel does not let it. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LENGTH ((size_t)1 << 30)
#define WRITTEN ((size_t)300 << 10)	/* more than any bound */

/* The boundaries of this program, with other ones of its arguments. */
static int
arguments_move(char *begin)
{
	struct prctl_mm_map	map;
	unsigned long		address[13];
	FILE			*file = fopen("/proc/self/stat", "r");
	char			line[4096], *at;
	size_t			i;

	if (file == NULL || fgets(line, sizeof(line), file) == NULL)
		return -1;
	fclose(file);
	at = strrchr(line, ')');
	/* Fields 26 to 28 are the code and the stack, 45 to 51 the rest. */
	memset(&map, 0, sizeof(map));
	memset(address, 0, sizeof(address));
	for (i = 3; at != NULL && i <= 51; i++) {
		at = strchr(at + 1, ' ');
		if (at != NULL && i >= 26 && i <= 28)
			sscanf(at, "%lu", &address[i - 26]);
		if (at != NULL && i >= 45)
			sscanf(at, "%lu", &address[i - 42]);
	}
	map.start_code = address[0];
	map.end_code = address[1];
	map.start_stack = address[2];
	map.start_data = address[3];
	map.end_data = address[4];
	map.start_brk = address[5];
	map.brk = (unsigned long)sbrk(0);
	map.arg_start = (unsigned long)begin;
	map.arg_end = (unsigned long)(begin + LENGTH);
	map.env_start = address[8];
	map.env_end = address[9];
	map.exe_fd = (unsigned)-1;
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0);
}

int
main(void)
{
	char	*begin = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char	end;

	if (begin == MAP_FAILED)
		return 77;
	memset(begin, 'x', WRITTEN);
	if (arguments_move(begin) == -1)
		return 77;
	puts("ready");
	fflush(stdout);
	return read(STDIN_FILENO, &end, 1) == -1;
}
