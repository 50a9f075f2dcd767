/*
 * caches.c: other names of a cache of the kernel's.
 *
 * The kernel keeps objects of one size in one cache, and /proc/slabinfo has
 * the name of the first kind alone.  /sys/kernel/slab has a link for each
 * kind (CONFIG_SLUB, 2.6.22); those of one cache have the same text.
 */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "common/list.h"
#include "report.h"

#define CACHES_DIR "/sys/kernel/slab"
#define CACHES_KEY "slab/"
/* Kinds that are named; a cache may have twenty. */
#define CACHES_NAMED 4
/* Kinds that are kept for sorting: a kernel has some 300 in all. */
#define CACHES_MOST 64
#define CACHE_NAME 32

/* Programs can gather these with ordinary system calls: named first. */
static const char	gathered[] = "UNIX,UNIX-STREAM,TCP,TCPv6,UDP,UDPv6,"
			    "PING,RAW,sigqueue,inotify_inode_mark,"
			    "fanotify_mark,dnotify_mark,eventpoll_epi,"
			    "eventpoll_pwq,posix_timers_cache,key_jar,cred,"
			    "pid,signal_cache,file_lock_cache,"
			    "fsnotify_mark_connector,mnt_cache,kioctx,"
			    "aio_kiocb,tcp_bind_bucket,vmap_area";

struct caches {
	char	name[CACHES_MOST][CACHE_NAME];
	size_t	kept, count;
};

/* The text of the link of a name; false where there is none. */
static bool
cache_link(int dir, const char *name, char target[CACHE_NAME])
{
	ssize_t	length;

	if (strchr(name, '/') != NULL)
		return false;
	length = readlinkat(dir, name, target, CACHE_NAME);
	if (length <= 0 || length == CACHE_NAME)
		return false;
	target[length] = '\0';
	return true;
}

static bool
cache_is_plain(const char *name)
{
	size_t	i;

	for (i = 0; name[i] != '\0'; i++)
		if (!isgraph((unsigned char)name[i]))
			return false;
	return i < CACHE_NAME;
}

static int
cache_compare(const void *a, const void *b)
{
	int	by = list_has(gathered, b) - list_has(gathered, a);

	return by != 0 ? by : strcmp(a, b);
}

static void
caches_find(struct caches *caches, DIR *dir, const char *name)
{
	char			 wanted[CACHE_NAME], target[CACHE_NAME];
	const struct dirent	*entry;

	caches->kept = caches->count = 0;
	if (!cache_link(dirfd(dir), name, wanted))
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, name) == 0 ||
		    !cache_is_plain(entry->d_name) ||
		    !cache_link(dirfd(dir), entry->d_name, target) ||
		    strcmp(target, wanted) != 0)
			continue;
		caches->count++;
		if (caches->kept < CACHES_MOST)
			strcpy(caches->name[caches->kept++], entry->d_name);
	}
	qsort(caches->name, caches->kept, sizeof(caches->name[0]),
	    cache_compare);
}

static size_t
caches_list(char text[CACHES_TEXT], const struct caches *caches)
{
	size_t	named = caches->kept <= CACHES_NAMED + 1 ? caches->kept :
		    CACHES_NAMED;	/* never "1 other" */
	size_t	i, length = 0, others = caches->count - named;

	if (named == 0)
		return 0;
	length = (size_t)snprintf(text, CACHES_TEXT, "; the kernel keeps ");
	for (i = 0; i < named; i++)
		length += (size_t)snprintf(text + length, CACHES_TEXT - length,
		    "%s%s", i == 0 ? "" : others == 0 && i == named - 1 ?
		    " and " : ", ", caches->name[i]);
	if (others > 0)
		length += (size_t)snprintf(text + length, CACHES_TEXT - length,
		    " and %zu other kinds", others);
	return length + (size_t)snprintf(text + length, CACHES_TEXT - length,
	    " in the same cache");
}

size_t
caches_text(char text[CACHES_TEXT], int root, const char *key)
{
	struct caches	*caches;
	size_t		 length;
	DIR		*dir;
	int		 fd;

	text[0] = '\0';
	if (strncmp(key, CACHES_KEY, strlen(CACHES_KEY)) != 0)
		return 0;
	fd = meminfo_root_file(root, CACHES_DIR);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		if (fd != -1)
			close(fd);
		return 0;
	}
	caches = alloc(sizeof(*caches));
	caches_find(caches, dir, key + strlen(CACHES_KEY));
	closedir(dir);
	length = caches_list(text, caches);
	free(caches);
	return length;
}
