/* mounts.c: the mounts of this process, and which one a file is on. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* id parent maj:min top point options [tags...] - type source options */
void
meminfo_mount_words(const struct meminfo_line *line,
    struct meminfo_mount_words *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	word;

	meminfo_word_next(&rest, &out->id);
	meminfo_word_next(&rest, &word);
	meminfo_word_next(&rest, &out->device);
	meminfo_word_next(&rest, &out->top);
	meminfo_word_next(&rest, &out->point);
	while (meminfo_word_next(&rest, &word))
		if (meminfo_word_is(&word, "-"))
			break;
	meminfo_word_next(&rest, &out->type);
	meminfo_word_next(&rest, &word);
	meminfo_word_next(&rest, &out->options);
}

static bool
is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* mountinfo writes blank, tab, newline and backslash as \040 and so on. */
static void
unescape(char *text)
{
	char	*to = text;

	while (*text != '\0') {
		if (text[0] == '\\' && is_octal(text[1]) &&
		    is_octal(text[2]) && is_octal(text[3])) {
			*to++ = (char)((text[1] - '0') << 6 |
			    (text[2] - '0') << 3 | (text[3] - '0'));
			text += 4;
		} else
			*to++ = *text++;
	}
	*to = '\0';
}

int
meminfo_mount_path(const struct meminfo_word *from,
    char to[MEMINFO_PATH_MAX])
{
	if (meminfo_word_copy(from, to, MEMINFO_PATH_MAX) == -1)
		return -1;
	unescape(to);
	return 0;
}

int
meminfo_mounts_open(struct meminfo_mounts *it)
{
	return meminfo_lines_open(&it->lines, MEMINFO_HOST,
	    "/proc/self/mountinfo", it->buffer, sizeof(it->buffer));
}

int
meminfo_mounts_open_at(struct meminfo_mounts *it, int at, pid_t pid)
{
	int	fd = meminfo_process_file(at, pid, "mountinfo");

	meminfo_lines_fd(&it->lines, fd, it->buffer, sizeof(it->buffer));
	return fd == -1 ? -1 : 0;
}

void
meminfo_mounts_text(struct meminfo_mounts *it, const char *text,
    size_t length)
{
	meminfo_lines_text(&it->lines, text, length);
}

static int
device_parse(struct meminfo_word rest, uint32_t *major, uint32_t *minor)
{
	struct meminfo_word	first;
	uint64_t		high, low;

	if (!meminfo_word_cut(&rest, ':', &first) ||
	    meminfo_word_number(&first, &high) == -1 ||
	    meminfo_word_number(&rest, &low) == -1 ||
	    high > UINT32_MAX || low > UINT32_MAX)
		return meminfo_fail(EBADMSG);
	*major = (uint32_t)high;
	*minor = (uint32_t)low;
	return 0;
}

/*
 * The end of a line that is too long is cut off: the options of an overlay of
 * many layers, which nobody needs.
 */
int
meminfo_mounts_next(struct meminfo_mounts *it, struct meminfo_mount *out)
{
	struct meminfo_mount_words	words;
	struct meminfo_line		line;
	int				more;

	more = meminfo_lines_next(&it->lines, &line);
	if (more != 1)
		return more;
	meminfo_mount_words(&line, &words);
	if (words.options.length == 0)
		return meminfo_fail(EBADMSG);
	if (meminfo_word_number(&words.id, &out->id) == -1 ||
	    device_parse(words.device, &out->device_major,
	    &out->device_minor) == -1 ||
	    meminfo_word_copy(&words.type, out->type,
	    sizeof(out->type)) == -1 ||
	    meminfo_mount_path(&words.point, out->point) == -1)
		return -1;
	return 1;
}

void
meminfo_mounts_close(struct meminfo_mounts *it)
{
	meminfo_lines_close(&it->lines);
}

/* statx would tell it since 5.8, but no libc of before 2023 has it. */
int
meminfo_mount_id(int fd, uint64_t *id)
{
	static const struct meminfo_key		key = { "mnt_id",
	    MEMINFO_COUNT, 0 };
	static const struct meminfo_keys	keys = { &key, 1, 0 };
	char					path[64];

	if (meminfo_format(path, sizeof(path), "/proc/self/fdinfo/%d",
	    fd) == -1)
		return -1;
	return meminfo_keys_read(&keys, MEMINFO_HOST, path, id);
}
