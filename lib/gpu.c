/* gpu.c: system memory that GPUs have mapped. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define DRM_DIR "/sys/class/drm"

/* "card0" is a device, "card0-HDMI-A-1" one of its connectors. */
static bool
is_card(const char *name)
{
	return strncmp(name, "card", 4) == 0 && strchr(name, '-') == NULL;
}

/* Skip cards whose driver has no such file. */
static int
sum_cards(struct meminfo_entries *cards, int root, uint64_t *bytes)
{
	char		path[sizeof(DRM_DIR) + 300];
	const char	*name;
	uint64_t	used;
	bool		any = false;
	int		more;

	*bytes = 0;
	while ((more = meminfo_entries_next(cards, &name)) == 1) {
		if (!is_card(name) || meminfo_format(path, sizeof(path),
		    DRM_DIR "/%s/device/mem_info_gtt_used", name) == -1)
			continue;
		if (meminfo_cgroup_value_read(root, path, &used) == -1) {
			if (errno != ENOENT)
				return -1;
			continue;
		}
		if (used > MEMINFO_BYTES_MAX - *bytes)
			return meminfo_fail(EBADMSG);
		*bytes += used;
		any = true;
	}
	if (more == 0 && !any)
		errno = ENOENT;
	return more == 0 && any ? 0 : -1;
}

int
meminfo_gpu_read(int root, uint64_t *bytes)
{
	struct meminfo_entries	cards;
	int			result;

	if (meminfo_entries_open(&cards, root, DRM_DIR) == -1)
		return -1;
	result = sum_cards(&cards, root, bytes);
	meminfo_entries_close(&cards);
	return result;
}
