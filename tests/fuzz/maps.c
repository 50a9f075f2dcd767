/* maps.c: any bytes as /proc/PID/maps and smaps. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

static struct meminfo_maps	it;

/* Rss by the fields, read one by one: the last one counts. */
static int
rss_of_fields(struct meminfo_maps *fields, uint64_t *rss)
{
	struct meminfo_field	field;
	int			more;

	*rss = MEMINFO_ABSENT;
	while ((more = meminfo_maps_field(fields, &field)) == 1)
		if (field.key_length == 3 && memcmp(field.key, "Rss", 3) == 0)
			*rss = field.unit == MEMINFO_BYTES ? field.value :
			    MEMINFO_ABSENT;
	return more;
}

/* Both ways of reading the keys see the same mappings and figures. */
static void
compare(const char *text, size_t size)
{
	static struct meminfo_maps	 fields;
	struct meminfo_map		 a, b;
	struct meminfo_usage		 usage;
	const char			*name;
	uint64_t			 rss;
	size_t				 length;

	meminfo_maps_text(&it, text, size);
	meminfo_maps_text(&fields, text, size);
	while (meminfo_maps_next(&it, &a) == 1) {
		HOLDS(meminfo_maps_next(&fields, &b) == 1);
		HOLDS(a.start < a.end && a.start == b.start);
		HOLDS(a.path[a.path_length] == '\0');
		name = meminfo_map_name(&a, &length);
		HOLDS(name >= a.path &&
		    name + length <= a.path + a.path_length);
		if (meminfo_maps_usage(&it, &usage) == -1)
			return;
		HOLDS(rss_of_fields(&fields, &rss) == 0);
		HOLDS(usage.rss == rss);
		HOLDS(usage.flags[usage.flags_length] == '\0');
		meminfo_usage_kind(&a, &usage);
		meminfo_usage_uss(&usage);
		meminfo_usage_huge(&usage);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char		*text = (const char *)data;
	struct meminfo_map	 map;
	size_t			 mappings = 0;

	compare(text, size);
	meminfo_maps_text(&it, text, size);
	while (meminfo_maps_next(&it, &map) == 1)
		mappings++;
	/* "0-1 r--p 0 0:0 0\n" is the shortest there is. */
	HOLDS(mappings <= size / 17);
	return 0;
}
