/* mounts.c: where the cgroup hierarchies are mounted: mountinfo. */
#include <errno.h>

#include "internal.h"

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

/*
 * id parent maj:min top point options [tags...] - type source options: one
 * mount; 1 where it is that of the wanted hierarchy.
 */
static int
mount_line(const struct meminfo_line *line, int version,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	word, top = { NULL, 0 }, point = { NULL, 0 };
	struct meminfo_word	type, source, options;
	int			i;

	for (i = 0; i < 6 && meminfo_word_next(&rest, &word); i++)
		if (i == 3)
			top = word;
		else if (i == 4)
			point = word;
	while (meminfo_word_next(&rest, &word))
		if (meminfo_word_is(&word, "-"))
			break;
	meminfo_word_next(&rest, &type);
	meminfo_word_next(&rest, &source);
	meminfo_word_next(&rest, &options);
	if (!meminfo_word_is(&type, version == 2 ? "cgroup2" : "cgroup") ||
	    (version == 1 && !meminfo_word_list_has(options, "memory")))
		return 0;
	if (meminfo_word_copy(&top, out->top, sizeof(out->top)) == -1 ||
	    meminfo_word_copy(&point, out->point, sizeof(out->point)) == -1)
		return -1;
	unescape(out->top);
	unescape(out->point);
	return 1;
}

static int
mount_fill(struct meminfo_lines *lines, int version,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_line	line;
	int			more, found;

	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		found = mount_line(&line, version, out);
		if (found != 0)
			return found == 1 ? 0 : -1;
	}
	if (more == 0)
		errno = ENOENT;
	return -1;
}

int
meminfo_cgroup_mount_parse(const char *text, size_t length, int version,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return mount_fill(&lines, version, out);
}

int
meminfo_cgroup_mount_read(int root, int version,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_CGROUP_LINE];
	int			result;

	if (meminfo_lines_open(&lines, root, "/proc/self/mountinfo", buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = mount_fill(&lines, version, out);
	meminfo_lines_close(&lines);
	return result;
}
