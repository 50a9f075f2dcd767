/* containers.h: containers and pods, by the names of their cgroups. */
/* SPDX-License-Identifier: MIT */
#ifndef CONTAINERS_H
#define CONTAINERS_H

#include <stdbool.h>
#include <stddef.h>

/* Just as docker ps, podman ps and crictl ps show an id. */
#define CONTAINER_ID 12

/*
 * The innermost container on a cgroup's path: its id, of 64 hexadecimal
 * digits.  NULL where there is none.
 */
const char *container_of(const char *path);

#define POD_UID_MAX 36

/*
 * The uid of the pod on a cgroup's path, as the API writes it, into uid; false
 * where there is none.
 */
bool	pod_of(const char *path, char uid[POD_UID_MAX + 1]);

struct pods;

/*
 * The pods of /var/log/pods below root: directories that the kubelet names
 * NAMESPACE_NAME_UID.  NULL where there are none.
 */
struct pods *pods_open(int root);
/* "namespace/name", or NULL; lives until pods_close(). */
const char *pods_name(const struct pods *pods, const char *uid);
void	pods_close(struct pods *pods);

#endif
