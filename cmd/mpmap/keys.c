/* keys.c: what -g sums by. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mpmap.h"

static const char *const	key_word[] = {
	[KEY_PATH] = "path",
	[KEY_KIND] = "kind",
	[KEY_NAME] = "name",
	[KEY_PERMS] = "perms"
};

enum key
key_parse(const char *text)
{
	size_t	i;

	for (i = KEY_PATH; i < COUNT_OF(key_word); i++)
		if (strcmp(text, key_word[i]) == 0)
			return (enum key)i;
	return KEY_NONE;
}

const char *
key_column(enum key key)
{
	return key_word[key];
}

/* The last part of a path, without what the kernel appended. */
static const char *
key_file_name(const char *path, char *buffer)
{
	static const char	deleted[] = " (deleted)";
	size_t			length = strlen(path);
	size_t			suffix = sizeof(deleted) - 1;
	char			*slash;

	if (length > suffix && strcmp(path + length - suffix, deleted) == 0)
		length -= suffix;
	memcpy(buffer, path, length);
	buffer[length] = '\0';
	if (strncmp(buffer, "/memfd:", 7) == 0)
		return buffer + 1;
	slash = strrchr(buffer, '/');
	return slash[1] == '\0' ? buffer : slash + 1;
}

/*
 * Threads' stacks are one group: their own names have the thread's id, of
 * which there are many.
 */
static const char *
mapping_name(const char *path, const char *kind, char *buffer)
{
	if (path == NULL)
		return NULL;
	if (*path == '/')
		return key_file_name(path, buffer);
	if (kind != NULL && strcmp(kind, "thread-stack") == 0)
		return "[thread-stack]";
	return *path == '\0' ? "[anon]" : path;
}

const char *
key_of(enum key key, const char *path, const char *kind, const char *perms,
    char *buffer)
{
	switch (key) {
	case KEY_KIND:
		return kind;
	case KEY_NAME:
		return mapping_name(path, kind, buffer);
	case KEY_PERMS:
		return perms;
	default:
		return path;
	}
}
