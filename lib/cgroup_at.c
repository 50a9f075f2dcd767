/* cgroup_at.c: which memory cgroup, and where its directory is. */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* A line of /proc/PID/cgroup with a path of PATH_MAX, and some. */
#define LINE_MAX_BYTES 8192

struct membership {
	char	v1[MEMINFO_PATH_MAX];	/* empty: memory is no v1 controller */
	char	v2[MEMINFO_PATH_MAX];	/* empty: no unified hierarchy */
};

struct mount {
	char	point[MEMINFO_PATH_MAX];	/* empty: not found */
	char	top[MEMINFO_PATH_MAX];		/* the cgroup mounted there */
};

static int
copy(char *to, size_t size, const struct meminfo_word *from)
{
	if (from->length >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(to, from->text, from->length);
	to[from->length] = '\0';
	return 0;
}

/* Takes what stands before the next separator off the front of rest. */
static bool
cut(struct meminfo_word *rest, char separator, struct meminfo_word *part)
{
	const char	*at = NULL;

	if (rest->length > 0)
		at = memchr(rest->text, separator, rest->length);
	*part = *rest;
	if (at == NULL) {
		rest->length = 0;
		return false;
	}
	part->length = (size_t)(at - rest->text);
	rest->text = at + 1;
	rest->length -= part->length + 1;
	return true;
}

static bool
list_has(struct meminfo_word list, const char *name)
{
	struct meminfo_word	item;
	bool			more;

	do {
		more = cut(&list, ',', &item);
		if (meminfo_word_is(&item, name))
			return true;
	} while (more);
	return false;
}

/* "4:memory:/path", "0::/path"; the path may hold colons. */
static int
membership_line(const struct meminfo_line *line, struct membership *out)
{
	struct meminfo_word	rest = { line->text, line->length };
	struct meminfo_word	number, controllers;

	if (!cut(&rest, ':', &number) || !cut(&rest, ':', &controllers) ||
	    rest.length == 0 || *rest.text != '/' || !line->whole) {
		errno = EBADMSG;
		return -1;
	}
	if (list_has(controllers, "memory"))
		return copy(out->v1, sizeof(out->v1), &rest);
	if (meminfo_word_is(&number, "0") && controllers.length == 0)
		return copy(out->v2, sizeof(out->v2), &rest);
	return 0;
}

static int
membership_fill(struct meminfo_lines *lines, struct membership *out)
{
	struct meminfo_line	line;
	int			more;

	out->v1[0] = '\0';
	out->v2[0] = '\0';
	while ((more = meminfo_lines_next(lines, &line)) == 1)
		if (membership_line(&line, out) == -1)
			return -1;
	return more;
}

static int
membership_read(int root, pid_t pid, struct membership *out)
{
	struct meminfo_lines	lines;
	char			buffer[LINE_MAX_BYTES], path[64];
	int			result;

	if (pid == 0)
		result = meminfo_format(path, sizeof(path),
		    "/proc/self/cgroup");
	else
		result = meminfo_format(path, sizeof(path),
		    "/proc/%ld/cgroup", (long)pid);
	if (result == -1 || meminfo_lines_open(&lines, root, path, buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = membership_fill(&lines, out);
	meminfo_lines_close(&lines);
	return result;
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

/*
 * id parent maj:min top point options [tags...] - type source options: one
 * mount; 1 where it is that of the wanted hierarchy.
 */
static int
mount_line(const struct meminfo_line *line, int version, struct mount *out)
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
	    (version == 1 && !list_has(options, "memory")))
		return 0;
	if (copy(out->top, sizeof(out->top), &top) == -1 ||
	    copy(out->point, sizeof(out->point), &point) == -1)
		return -1;
	unescape(out->top);
	unescape(out->point);
	return 1;
}

static int
mount_fill(struct meminfo_lines *lines, int version, struct mount *out)
{
	struct meminfo_line	line;
	int			more, found;

	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		found = mount_line(&line, version, out);
		if (found != 0)
			return found;
	}
	if (more == 0)
		errno = ENOENT;
	return -1;
}

static int
mount_read(int root, int version, struct mount *out)
{
	struct meminfo_lines	lines;
	char			buffer[LINE_MAX_BYTES];
	int			result;

	if (meminfo_lines_open(&lines, root, "/proc/self/mountinfo", buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = mount_fill(&lines, version, out);
	meminfo_lines_close(&lines);
	return result == -1 ? -1 : 0;
}

/* What is left of path below top; NULL where it is not below. */
static const char *
below(const char *path, const char *top)
{
	size_t	length = strlen(top);

	while (length > 0 && top[length - 1] == '/')
		length--;
	if (strncmp(path, top, length) != 0)
		return NULL;
	path += length;
	return *path == '/' || *path == '\0' ? path : NULL;
}

static void
trim(char *path, size_t least)
{
	size_t	length = strlen(path);

	while (length > least && path[length - 1] == '/')
		path[--length] = '\0';
}

static int
at_make(int version, const char *point, const char *path,
    struct meminfo_cgroup_at *out)
{
	out->version = version;
	out->mount_length = strlen(point);
	if (meminfo_format(out->path, sizeof(out->path), "%s%s", point,
	    path) == -1)
		return -1;
	trim(out->path, out->mount_length);
	return 0;
}

static int
hierarchy(const struct membership *member, int version)
{
	if (version != 0)
		return version;
	return member->v1[0] != '\0' ? 1 : 2;
}

/*
 * In a container, the mount may show only its own part of the hierarchy (then
 * top is its cgroup, or an ancestor), and a cgroup namespace may show a path
 * that begins with "/..": what is not below the mount is the mount itself.
 */
int
meminfo_cgroup_find(int root, pid_t pid, int version,
    struct meminfo_cgroup_at *out)
{
	struct membership	 member;
	struct mount		 mount;
	const char		*path;

	if (membership_read(root, pid, &member) == -1)
		return -1;
	version = hierarchy(&member, version);
	if (mount_read(root, version, &mount) == -1)
		return -1;
	path = version == 1 ? member.v1 : member.v2;
	if (path[0] == '\0') {
		errno = ENOENT;
		return -1;
	}
	path = below(path, mount.top);
	if (path == NULL || strncmp(path, "/..", 3) == 0)
		path = "";
	return at_make(version, mount.point, path, out);
}

/* A name must not lead out of the hierarchy. */
static bool
climbs(const char *path)
{
	const char	*at = path;

	while ((at = strstr(at, "..")) != NULL) {
		if ((at == path || at[-1] == '/') &&
		    (at[2] == '/' || at[2] == '\0'))
			return true;
		at += 2;
	}
	return false;
}

static int
exists(int root, const char *path)
{
	struct meminfo_entries	entries;

	if (meminfo_entries_open(&entries, root, path) == -1)
		return -1;
	meminfo_entries_close(&entries);
	return 0;
}

int
meminfo_cgroup_named(int root, const char *name, int version,
    struct meminfo_cgroup_at *out)
{
	struct membership	 member;
	struct mount		 mount;
	const char		*path;

	if (climbs(name)) {
		errno = ENOENT;
		return -1;
	}
	if (version == 0 && membership_read(root, 0, &member) == -1)
		return -1;
	version = hierarchy(&member, version);
	if (mount_read(root, version, &mount) == -1)
		return -1;
	path = below(name, mount.point);
	if (path == NULL)
		path = name;
	if (meminfo_format(mount.top, sizeof(mount.top), "%s%s",
	    *path == '/' || *path == '\0' ? "" : "/", path) == -1 ||
	    at_make(version, mount.point, mount.top, out) == -1)
		return -1;
	return exists(root, out->path);
}

int
meminfo_cgroup_parent(struct meminfo_cgroup_at *at)
{
	char	*slash = strrchr(at->path, '/');

	if (slash == NULL || (size_t)(slash - at->path) < at->mount_length)
		return 0;
	*slash = '\0';
	return 1;
}
