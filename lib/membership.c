/* membership.c: which cgroups a process is in: /proc/PID/cgroup. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* "4:memory:/path", "0::/path"; the path may hold colons. */
static int
membership_line(const struct meminfo_line *line,
    struct meminfo_membership *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	number, controllers;

	if (!meminfo_word_cut(&rest, ':', &number) ||
	    !meminfo_word_cut(&rest, ':', &controllers) || rest.length == 0 ||
	    *rest.text != '/' || !line->whole)
		return meminfo_fail(EBADMSG);
	if (meminfo_word_list_has(controllers, "memory"))
		return meminfo_word_copy(&rest, out->v1, sizeof(out->v1));
	if (meminfo_word_is(&number, "0") && controllers.length == 0)
		return meminfo_word_copy(&rest, out->v2, sizeof(out->v2));
	if (meminfo_word_is(&controllers, "name=systemd"))
		return meminfo_word_copy(&rest, out->systemd,
		    sizeof(out->systemd));
	return 0;
}

static int
membership_fill(struct meminfo_lines *lines, struct meminfo_membership *out)
{
	struct meminfo_line	line;
	int			more;

	out->v1[0] = '\0';
	out->v2[0] = '\0';
	out->systemd[0] = '\0';
	while ((more = meminfo_lines_next(lines, &line)) == 1)
		if (membership_line(&line, out) == -1)
			return -1;
	return more;
}

int
meminfo_membership_parse(const char *text, size_t length,
    struct meminfo_membership *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return membership_fill(&lines, out);
}

int
meminfo_membership_below(int root, pid_t pid, struct meminfo_membership *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_CGROUP_LINE];
	char			path[6 + MEMINFO_PROCESS_PATH] = "/proc/";
	int			result;

	meminfo_process_path(path + 6, pid, "cgroup");
	if (meminfo_lines_open(&lines, root, path, buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = membership_fill(&lines, out);
	meminfo_lines_close(&lines);
	return result;
}

int
meminfo_membership_read(int at, pid_t pid, struct meminfo_membership *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_CGROUP_LINE];
	int			fd, result;

	fd = meminfo_process_file(at, pid, "cgroup");
	if (fd == -1)
		return -1;
	meminfo_lines_fd(&lines, fd, buffer, sizeof(buffer));
	result = membership_fill(&lines, out);
	meminfo_file_close(fd);
	return result;
}
