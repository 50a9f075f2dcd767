/* cgroup_value.c: files of one number, or "max". */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

/*
 * A limit above any machine's memory is none. v1 has no word for unlimited: it
 * prints LONG_MAX rounded down to a page. This is 9223372036854771712 with 4
 * KiB pages and less with larger ones. (On 32 bit it is 8 TiB, which limits
 * such a machine as little.)
 */
int
meminfo_cgroup_value_parse(const char *text, size_t length, uint64_t *out)
{
	struct meminfo_word	word = { text, length };

	if (length > 0 && text[length - 1] == '\n')
		word.length--;
	if (meminfo_word_is(&word, "max")) {
		*out = MEMINFO_UNLIMITED;
		return 0;
	}
	if (meminfo_word_number(&word, out) == -1)
		return -1;
	if (*out >= MEMINFO_BYTES_MAX)
		*out = MEMINFO_UNLIMITED;
	return 0;
}

int
meminfo_cgroup_value_read(int root, const char *path, uint64_t *out)
{
	char	buffer[64];
	ssize_t	length = meminfo_file_read(root, path, buffer, sizeof(buffer));

	if (length == -1)
		return -1;
	return meminfo_cgroup_value_parse(buffer, (size_t)length, out);
}
