/* cgroup.c: any bytes as the texts of a cgroup and of its whereabouts. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"
#include "internal.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char			*text = (const char *)data;
	struct meminfo_membership	 member;
	struct meminfo_cgroup_mount	 mount;
	struct meminfo_mounts		 mounts;
	struct meminfo_mount		 point;
	struct meminfo_cgroup_name	 name;
	struct meminfo_cgroup_stat	 stat;
	struct meminfo_cgroup_events	 events;
	uint64_t			 limit;
	static char			 plain[MEMINFO_PATH_MAX];
	static char			 copy[MEMINFO_PATH_MAX];
	int				 version;

	if (meminfo_membership_parse(text, size, &member) == 0)
		HOLDS(strlen(member.v1) < sizeof(member.v1) &&
		    (member.v1[0] == '/' || member.v1[0] == '\0'));
	if (size < sizeof(plain)) {
		memcpy(plain, text, size);
		plain[size] = '\0';
		if (meminfo_cgroup_unescape(plain, copy) == 1)
			HOLDS(strnlen(copy, sizeof(copy)) < size);
	}
	for (version = 1; version <= 2; version++) {
		struct meminfo_mount_rank	rank = MEMINFO_RANK_FIRST;

		while (meminfo_cgroup_mount_parse(text, size, version,
		    "/host", "/a/b", &rank, &mount) == 0)
			HOLDS(strlen(mount.top) < sizeof(mount.top) &&
			    strlen(mount.point) < sizeof(mount.point));
		if (meminfo_cgroup_stat_parse(text, size, version,
		    &stat) == 0)
			HOLDS(fuzz_possible(stat.anon, (uint64_t)1 << 58));
	}
	meminfo_mounts_text(&mounts, text, size);
	while (meminfo_mounts_next(&mounts, &point) == 1)
		HOLDS(strlen(point.point) < sizeof(point.point) &&
		    strlen(point.type) < sizeof(point.type));
	if (meminfo_cgroup_name_parse(text, size, "/host", "/a/b", &name) == 0)
		HOLDS(strlen(name.path) < sizeof(name.path) &&
		    (name.version == 1 || name.version == 2));
	meminfo_cgroup_events_parse(text, size, &events);
	if (meminfo_cgroup_value_parse(text, size, &limit) == 0)
		HOLDS(limit == MEMINFO_UNLIMITED ||
		    limit < (uint64_t)1 << 62);
	return 0;
}
