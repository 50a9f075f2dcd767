/*
 * recognise.c: allocators that a process has and that cannot be read.
 *
 * Known by the names of mapped libraries, and by texts in the executable,
 * where such an allocator may be linked in.  The texts are cut in two, so
 * that this program does not hold them itself.
 */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "common/stall.h"
#include "mleakwatch/elf/pinned.h"
#include "recognise.h"

static const struct allocator_sign {
	const char	*name;
	const char	*library;	/* begins the name of a file */
	const char	*text, *rest;	/* in the executable, one after the
					   other */
} signs[] = {
	{ "jemalloc", "libjemalloc", "<jemall", "oc>: " },
	{ "tcmalloc", "libtcmalloc", "tcmallo", "c: large alloc" },
	{ "mimalloc", "libmimalloc", "mimallo", "c: warning: " },
	{ "Go", NULL, "\xff Go bui", "ldinf:" },
	{ "hardened_malloc", "libhardened_malloc", NULL, NULL },
	{ "snmalloc", "libsnmalloc", NULL, NULL },
	{ "Hoard", "libhoard", NULL, NULL },
	{ "scudo", "libscudo", NULL, NULL },
	{ "AddressSanitizer", "libasan", "AddressSani", "tizer: CHECK" }
};

#define SIGNS (sizeof(signs) / sizeof(signs[0]))

static const char *
sign_of_library(const char *path)
{
	const char	*name = strrchr(path, '/');
	size_t		 i;

	for (i = 0; name != NULL && i < SIGNS; i++)
		if (signs[i].library != NULL && strncmp(name + 1,
		    signs[i].library, strlen(signs[i].library)) == 0)
			return signs[i].name;
	return NULL;
}

static const char *
libraries_look(pid_t pid)
{
	struct meminfo_maps	*maps = malloc(sizeof(*maps));
	struct meminfo_map	 map;
	const char		*found = NULL;
	int			 proc = open("/proc", O_RDONLY | O_DIRECTORY |
				    O_CLOEXEC);

	stall_begin(pid, "maps");
	if (maps != NULL && proc != -1 &&
	    meminfo_maps_open(maps, proc, pid) == 0) {
		while (found == NULL && meminfo_maps_next(maps, &map) == 1)
			found = sign_of_library(map.path);
		meminfo_maps_close(maps);
	}
	stall_end();
	if (proc != -1)
		close(proc);
	free(maps);
	return found;
}

static bool
sign_in(const struct allocator_sign *sign, const char *bytes, size_t length)
{
	char	text[32];
	int	n;

	if (sign->text == NULL)
		return false;
	n = snprintf(text, sizeof(text), "%s%s", sign->text, sign->rest);
	return memmem(bytes, length, text, (size_t)n) != NULL;
}

/* Pieces overlap by more than the longest text; the rest is not read. */
#define PIECE	((size_t)1 << 18)
#define OVERLAP	64
#define MOST	((uint64_t)1 << 28)

static const char *
texts_look(int fd, char *piece)
{
	const char	*found = NULL;
	uint64_t	 at;
	ssize_t		 n;
	size_t		 i;

	for (at = 0; at < MOST && found == NULL; at += PIECE - OVERLAP) {
		n = pread(fd, piece, PIECE, (off_t)at);
		if (n <= 0)
			break;
		for (i = 0; i < SIGNS && found == NULL; i++)
			if (sign_in(&signs[i], piece, (size_t)n))
				found = signs[i].name;
	}
	return found;
}

static const char *
executable_look(pid_t pid)
{
	struct pinned_mount	 mount = { .known = 0 };
	char			 path[64], *piece = malloc(PIECE);
	const char		*found = NULL;
	int			 fd;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	fd = pinned_open(pinned_path(&mount, pid, path));
	if (fd != -1 && piece != NULL) {
		if (pread(fd, piece, EI_NIDENT, 0) == EI_NIDENT &&
		    memcmp(piece, ELFMAG, SELFMAG) == 0 &&
		    piece[EI_CLASS] == ELFCLASS32)
			found = "32-bit";
		else
			found = texts_look(fd, piece);
	}
	if (fd != -1)
		close(fd);
	free(piece);
	return found;
}

const char *
recognise(pid_t pid)
{
	const char	*found = libraries_look(pid);

	return found != NULL ? found : executable_look(pid);
}
