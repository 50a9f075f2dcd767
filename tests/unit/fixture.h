/* fixture.h: a recorded root of tests/fixtures. */
/* SPDX-License-Identifier: MIT */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stdio.h>

#include "unit.h"

static inline int
fixture_open(const char *name)
{
	char	path[128];
	int	root;

	snprintf(path, sizeof(path), "tests/fixtures/%s", name);
	root = meminfo_root_open(path);
	ck_assert_msg(root >= 0, "%s: %s", path, strerror(errno));
	return root;
}

#endif
