/* containers.c: containers and pods, by the names of their cgroups. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "common/alloc.h"
#include "containers.h"

#define ID_DIGITS 64

/* More pods than a node can have by a hundred times. */
#define PODS_MAX 65536

static size_t
hex_run(const char *text)
{
	return strspn(text, "0123456789abcdef");
}

/*
 * Docker: /docker/ID, docker-ID.scope; podman: libpod-ID.scope; CRI-O:
 * crio-ID.scope; containerd: cri-containerd-ID.scope, SLICE:cri-containerd:ID;
 * each of them below kubepods/.../ID, too.  crio-conmon-ID and
 * libpod-conmon-ID hold the program that watches the container.
 */
static const char *
component_id(const char *part, size_t length)
{
	size_t	i, run;

	for (i = 0; i < length; i += run + 1) {
		run = hex_run(part + i);
		if (run == ID_DIGITS)
			return i >= 7 && memcmp(part + i - 7, "conmon-",
			    7) == 0 ? NULL : part + i;
	}
	return NULL;
}

const char *
container_of(const char *path)
{
	const char	*found = NULL, *id;
	size_t		 length;

	for (; *path != '\0'; path += length) {
		path += *path == '/';
		length = strcspn(path, "/");
		id = component_id(path, length);
		found = id == NULL ? found : id;
	}
	return found;
}

/* 8-4-4-4-12 digits, with _ for - in systemd's names; or 32 (static pods). */
static size_t
uid_length(const char *text)
{
	size_t	length = strspn(text, "0123456789abcdef-_");

	return length == 36 || (length == 32 && hex_run(text) == 32) ?
	    length : 0;
}

bool
pod_of(const char *path, char uid[POD_UID_MAX + 1])
{
	const char	*at = path;
	size_t		 length, i;

	while ((at = strstr(at, "pod")) != NULL) {
		at += 3;
		length = uid_length(at);
		if (length == 0)
			continue;
		for (i = 0; i < length; i++)
			uid[i] = at[i];
		for (i = 0; i < length; i++)
			if (uid[i] == '_')
				uid[i] = '-';
		uid[length] = '\0';
		return true;
	}
	return false;
}

struct pod {
	struct pod	*next;
	const char	*uid;		/* in name */
	char		 name[];	/* namespace/name */
};

struct pods {
	struct pod	*first;
};

static void
pod_add(struct pods *pods, const char *name)
{
	const char	*slash = strchr(name, '_'), *uid = strrchr(name, '_');
	size_t		 length = strlen(name);
	struct pod	*pod;

	if (slash == NULL || uid == slash)
		return;
	pod = alloc(sizeof(*pod) + length + 1);
	memcpy(pod->name, name, length + 1);
	pod->name[slash - name] = '/';
	pod->name[uid - name] = '\0';
	pod->uid = pod->name + (uid - name) + 1;
	pod->next = pods->first;
	pods->first = pod;
}

struct pods *
pods_open(int root)
{
	int			 fd = meminfo_root_file(root, "/var/log/pods");
	DIR			*directory = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent	*entry;
	struct pods		*pods;
	size_t			 left = PODS_MAX;

	if (directory == NULL) {
		if (fd != -1)
			close(fd);
		return NULL;
	}
	pods = alloc(sizeof(*pods));
	pods->first = NULL;
	while (left-- > 0 && (entry = readdir(directory)) != NULL)
		pod_add(pods, entry->d_name);
	closedir(directory);
	return pods;
}

const char *
pods_name(const struct pods *pods, const char *uid)
{
	const struct pod	*pod;

	for (pod = pods == NULL ? NULL : pods->first; pod != NULL;
	    pod = pod->next)
		if (strcmp(pod->uid, uid) == 0)
			return pod->name;
	return NULL;
}

void
pods_close(struct pods *pods)
{
	struct pod	*pod, *next;

	for (pod = pods == NULL ? NULL : pods->first; pod != NULL;
	    pod = next) {
		next = pod->next;
		free(pod);
	}
	free(pods);
}
