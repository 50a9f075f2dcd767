/*
 * point.h: the root of a mounted file system, without asking any server.
 *
 * A path may lead through a FUSE file system whose server, of another user,
 * never answers.  With RESOLVE_CACHED (5.12) the kernel asks no server, and all
 * directories above a mount are cached.
 */
/* SPDX-License-Identifier: MIT */
#ifndef POINT_H
#define POINT_H

#include <meminfo.h>

#include <stdbool.h>

/*
 * A descriptor (O_PATH) of the mount's root, in a namespace whose root is top.
 * own: it is that of this process, and older kernels may be asked too.  -1
 * where a server would have to be asked, or a later mount hides this one.
 */
int	point_open(int top, const struct meminfo_mount *mount, bool own);

#endif
