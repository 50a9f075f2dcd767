/* cgroup_mount.c: where the cgroup hierarchies are mounted. */
/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* 1 if the mount is one of the wanted hierarchy. */
static int
mount_line(const struct meminfo_line *line, int version,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_mount_words	words;

	meminfo_mount_words(line, &words);
	if (!meminfo_word_is(&words.type, version == 2 ? "cgroup2" :
	    "cgroup") || (version == 1 &&
	    !meminfo_word_list_has(words.options, "memory")))
		return 0;
	if (meminfo_mount_path(&words.top, out->top) == -1 ||
	    meminfo_mount_path(&words.point, out->point) == -1)
		return -1;
	return 1;
}

/*
 * How well a mount serves. A mount inside the root that is read is best
 * (prefix: the points are those of the caller's own root). Next is the one
 * that begins nearest above the cgroup. Then comes the latest, which hides
 * those below it.
 */
static size_t
fitness(const struct meminfo_cgroup_mount *mount, const char *prefix,
    const char *path)
{
	size_t	fit = 1;

	if (prefix[0] != '\0' &&
	    meminfo_path_below(mount->point, prefix) != NULL)
		fit += 2 * MEMINFO_PATH_MAX;
	if (path != NULL && meminfo_path_below(path, mount->top) != NULL)
		fit += strlen(mount->top);
	return fit;
}

static void
strip(struct meminfo_cgroup_mount *mount, const char *prefix)
{
	const char	*rest;

	rest = prefix[0] == '\0' ? NULL :
	    meminfo_path_below(mount->point, prefix);
	if (rest != NULL)
		memmove(mount->point, rest, strlen(rest) + 1);
}

/*
 * Find the best mount that is worse than rank, and set rank to its own. The
 * later one of two equals wins.
 */
static int
mount_fill(struct meminfo_lines *lines, int version, const char *prefix,
    const char *path, struct meminfo_mount_rank *rank,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_cgroup_mount	mount;
	struct meminfo_mount_rank	best = { 0, 0 }, this = { 0, 0 };
	struct meminfo_line		line;
	int				more, found;

	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		found = mount_line(&line, version, &mount);
		if (found == -1)
			return -1;
		this.line++;
		this.fit = found == 1 ? fitness(&mount, prefix, path) : 0;
		if (this.fit >= best.fit && this.fit > 0 &&
		    (this.fit < rank->fit || (this.fit == rank->fit &&
		    this.line < rank->line))) {
			best = this;
			*out = mount;
		}
	}
	if (more == -1)
		return -1;
	*rank = best;
	if (best.fit == 0)
		return meminfo_fail(ENOENT);
	strip(out, prefix);
	return 0;
}

/*
 * Like fitness(): a mount inside the root is best, then the point nearest
 * above the directory, then the latest.
 */
static size_t
nearness(struct meminfo_cgroup_mount *mount, const char *prefix,
    const char *directory)
{
	size_t	near = 1;

	if (prefix[0] != '\0' &&
	    meminfo_path_below(mount->point, prefix) != NULL)
		near += MEMINFO_PATH_MAX;
	strip(mount, prefix);
	if (meminfo_path_below(directory, mount->point) == NULL)
		return 0;
	return near + strlen(mount->point);
}

static int
name_make(const struct meminfo_cgroup_mount *mount, const char *directory,
    struct meminfo_cgroup_name *out)
{
	const char	*rest = meminfo_path_below(directory, mount->point);
	const char	*top = strcmp(mount->top, "/") == 0 ? "" : mount->top;

	if (*rest == '\0' && *top == '\0')
		rest = "/";
	return meminfo_format(out->path, sizeof(out->path), "%s%s", top,
	    rest);
}

static int
name_fill(struct meminfo_lines *lines, const char *prefix,
    const char *directory, struct meminfo_cgroup_name *out)
{
	struct meminfo_cgroup_mount	mount;
	struct meminfo_line		line;
	size_t				best = 0, near;
	int				more, version, found;

	while ((more = meminfo_lines_next(lines, &line)) == 1)
		for (version = 1; version <= 2; version++) {
			found = mount_line(&line, version, &mount);
			if (found == -1)
				return -1;
			near = found == 0 ? 0 :
			    nearness(&mount, prefix, directory);
			if (near == 0 || near < best)
				continue;
			best = near;
			out->version = version;
			if (name_make(&mount, directory, out) == -1)
				return -1;
		}
	if (more == 0 && best == 0)
		return meminfo_fail(ENOENT);
	return more;
}

/* The path of an open root: "" for this machine, and if it cannot be had. */
static void
root_path(int root, char path[MEMINFO_PATH_MAX])
{
	char	link[64];
	ssize_t	length = -1;

	if (root != MEMINFO_HOST && meminfo_format(link, sizeof(link),
	    "/proc/self/fd/%d", root) == 0)
		length = readlink(link, path, MEMINFO_PATH_MAX - 1);
	path[length > 1 ? length : 0] = '\0';
}

int
meminfo_cgroup_mount_parse(const char *text, size_t length, int version,
    const char *prefix, const char *path, struct meminfo_mount_rank *rank,
    struct meminfo_cgroup_mount *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return mount_fill(&lines, version, prefix, path, rank, out);
}

int
meminfo_cgroup_mount_read(int root, int version, const char *path,
    struct meminfo_mount_rank *rank, struct meminfo_cgroup_mount *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_CGROUP_LINE];
	char			prefix[MEMINFO_PATH_MAX];
	int			result;

	root_path(root, prefix);
	if (meminfo_lines_open(&lines, root, "/proc/self/mountinfo", buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = mount_fill(&lines, version, prefix, path, rank, out);
	meminfo_lines_close(&lines);
	return result;
}

int
meminfo_cgroup_name_parse(const char *text, size_t length,
    const char *prefix, const char *directory,
    struct meminfo_cgroup_name *out)
{
	struct meminfo_lines	lines;

	if (meminfo_path_climbs(directory))
		return meminfo_fail(EINVAL);
	meminfo_lines_text(&lines, text, length);
	return name_fill(&lines, prefix, directory, out);
}

int
meminfo_cgroup_name_read(int root, const char *directory,
    struct meminfo_cgroup_name *out)
{
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_CGROUP_LINE];
	char			prefix[MEMINFO_PATH_MAX];
	int			result;

	if (meminfo_path_climbs(directory))
		return meminfo_fail(EINVAL);
	root_path(root, prefix);
	if (meminfo_lines_open(&lines, root, "/proc/self/mountinfo", buffer,
	    sizeof(buffer)) == -1)
		return -1;
	result = name_fill(&lines, prefix, directory, out);
	meminfo_lines_close(&lines);
	return result;
}
