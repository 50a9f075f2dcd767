/* views.c: pmap's layouts: the default one, -d and -x. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mpmap.h"

struct view_sums {
	const struct mpmap *mpmap;
	uint64_t size;
	uint64_t writable;	/* private and writable */
	uint64_t shared;
	uint64_t rss;
	uint64_t dirty;
	bool	 rss_partly;	/* not known of some mapping */
	bool	 dirty_partly;
};

struct view_layout {
	bool	smaps;
	void	(*header)(size_t digits, struct out *out);
	void	(*row)(const struct open_process *process, struct out *out);
	void	(*footer)(const struct view_sums *sums, struct out *out);
};

/*
 * pmap finds the stack by its address and calls all else without a file anon;
 * -k takes the kernel's word.  pmap calls a file without a path (a socket, an
 * anon_inode) anon too; it has a name, so we print that.
 */
static void
name_show(const struct open_process *process, struct out *out)
{
	const struct meminfo_map	*map = &process->map;
	enum meminfo_map_kind		 kind = meminfo_map_kind(map);
	const char			*name = map->path, *slash;

	if (kind == MEMINFO_MAP_SHM) {
		out_text(out, "  [ shmid=0x");
		out_hex(out, map->inode, 1);
		out_text(out, " ]");
		return;
	}
	if (*name == '/') {
		slash = strrchr(name, '/');
		if (!process->mpmap->show_path && slash[1] != '\0')
			name = slash + 1;
	} else if (kind != MEMINFO_MAP_FILE &&
	    (!process->mpmap->kernel_names || *name == '\0')) {
		if (kind == MEMINFO_MAP_STACK)
			out_text(out, "  [ stack ]");
		else
			out_text(out, "  [ anon ]");
		return;
	}
	out_safe(out, name, map->path_length - (size_t)(name - map->path));
}

/* "rw---": s is shared; the fifth letter was Solaris' noreserve. */
static void
mode_show(const struct meminfo_map *map, struct out *out)
{
	char	mode[] = "rwx-- ";

	memcpy(mode, map->perms, 3);
	if (map->perms[3] == 's')
		mode[3] = 's';
	out_bytes(out, mode, sizeof(mode) - 1);
}

/* In KiB, or with a unit of its own (-h); text has room for SIZE_TEXT. */
static size_t
memory_text(const struct mpmap *mpmap, uint64_t bytes, char *text)
{
	if (bytes != MEMINFO_ABSENT)
		return size_text(text, (int64_t)bytes, &mpmap->options.size);
	*text = '-';
	return 1;
}

static void
view_memory_show(const struct mpmap *mpmap, uint64_t bytes, size_t width,
    struct out *out)
{
	char	text[SIZE_TEXT];
	size_t	length;

	if (bytes != MEMINFO_ABSENT && !mpmap->options.size.human) {
		out_number(out, bytes / 1024, width);
		return;
	}
	length = memory_text(mpmap, bytes, text);
	if (length < width)
		out_fill(out, ' ', width - length);
	out_bytes(out, text, length);
}

/* Followed by K, as in pmap's layouts without a header. */
static void
memory_show_unit(const struct mpmap *mpmap, uint64_t bytes, size_t width,
    struct out *out)
{
	view_memory_show(mpmap, bytes, width, out);
	if (!mpmap->options.size.human)
		out_char(out, 'K');
}

static void
start_show(const struct open_process *process, size_t width, struct out *out)
{
	const struct meminfo_map	*map = &process->map;

	out_hex(out, map->start, process->mpmap->digits);
	out_char(out, ' ');
	view_memory_show(process->mpmap, map->end - map->start, width, out);
}

static void
plain_row(const struct open_process *process, struct out *out)
{
	if (process->mpmap->options.size.human)
		start_show(process, 7, out);
	else {
		start_show(process, 6, out);
		out_char(out, 'K');
	}
	out_char(out, ' ');
	mode_show(&process->map, out);
}

static void
plain_footer(const struct view_sums *sums, struct out *out)
{
	out_text(out, " total ");
	memory_show_unit(sums->mpmap, sums->size, sums->mpmap->digits, out);
	out_char(out, '\n');
}

static void
device_header(size_t digits, struct out *out)
{
	out_text(out, "Address");
	out_fill(out, ' ', digits - 7);
	out_text(out, "  Kbytes Mode  Offset           Device    Mapping\n");
}

static void
device_row(const struct open_process *process, struct out *out)
{
	const struct meminfo_map	*map = &process->map;

	start_show(process, 7, out);
	out_char(out, ' ');
	mode_show(map, out);
	out_hex(out, map->offset, 16);
	out_char(out, ' ');
	out_hex(out, map->device_major, 3);
	out_char(out, ':');
	out_hex(out, map->device_minor, 5);
	out_char(out, ' ');
}

static void
device_footer(const struct view_sums *sums, struct out *out)
{
	out_text(out, "mapped: ");
	memory_show_unit(sums->mpmap, sums->size, 0, out);
	out_text(out, "    writeable/private: ");
	memory_show_unit(sums->mpmap, sums->writable, 0, out);
	out_text(out, "    shared: ");
	memory_show_unit(sums->mpmap, sums->shared, 0, out);
	out_char(out, '\n');
}

static void
extended_header(size_t digits, struct out *out)
{
	out_text(out, "Address");
	out_fill(out, ' ', digits - 7);
	out_text(out, "  Kbytes     RSS   Dirty Mode  Mapping\n");
}

static uint64_t
view_dirty(const struct open_process *process)
{
	return known_plus(process->usage.shared_dirty,
	    process->usage.private_dirty);
}

static void
extended_row(const struct open_process *process, struct out *out)
{
	start_show(process, 7, out);
	out_char(out, ' ');
	view_memory_show(process->mpmap, process->usage.rss, 7, out);
	out_char(out, ' ');
	view_memory_show(process->mpmap, view_dirty(process), 7, out);
	out_char(out, ' ');
	mode_show(&process->map, out);
}

/* "At least 0" is not known. */
static void
view_total_show(const struct mpmap *mpmap, uint64_t bytes, bool partly,
    struct out *out)
{
	char	text[SIZE_TEXT + 1] = ">";
	size_t	length;

	if (!partly || bytes == 0 || bytes == MEMINFO_ABSENT) {
		view_memory_show(mpmap, partly ? MEMINFO_ABSENT : bytes, 7,
		    out);
		return;
	}
	length = 1 + memory_text(mpmap, bytes, text + 1);
	if (length < 7)
		out_fill(out, ' ', 7 - length);
	out_bytes(out, text, length);
}

static void
extended_footer(const struct view_sums *sums, struct out *out)
{
	out_fill(out, '-', sums->mpmap->digits);
	out_text(out, " ------- ------- ------- \n");
	out_text(out, sums->mpmap->options.size.human ? "total   " :
	    "total kB");
	out_fill(out, ' ', sums->mpmap->digits - 8);
	out_char(out, ' ');
	view_memory_show(sums->mpmap, sums->size, 7, out);
	out_char(out, ' ');
	view_total_show(sums->mpmap, sums->rss, sums->rss_partly, out);
	out_char(out, ' ');
	view_total_show(sums->mpmap, sums->dirty, sums->dirty_partly, out);
	out_char(out, '\n');
}

static void
view_add(struct view_sums *sums, const struct open_process *process)
{
	const struct meminfo_map	*map = &process->map;
	uint64_t			 size = map->end - map->start, dirty;

	sums->size += size;
	if (map->perms[3] == 's')
		sums->shared += size;
	else if (map->perms[1] == 'w')
		sums->writable += size;
	if (!process->smaps)
		return;
	dirty = view_dirty(process);
	sums->rss = known_sum(sums->rss, process->usage.rss);
	sums->dirty = known_sum(sums->dirty, dirty);
	sums->rss_partly |= process->usage.rss == MEMINFO_ABSENT;
	sums->dirty_partly |= dirty == MEMINFO_ABSENT;
}

static void
plain_header(size_t digits, struct out *out)
{
	(void)digits;
	(void)out;
}

static const struct view_layout	plain_layout = {
	false, plain_header, plain_row, plain_footer
};
static const struct view_layout	device_layout = {
	false, device_header, device_row, device_footer
};
static const struct view_layout	extended_layout = {
	true, extended_header, extended_row, extended_footer
};

static const struct view_layout *
view_layout(const struct mpmap *mpmap)
{
	if (mpmap->extended)
		return &extended_layout;
	return mpmap->device ? &device_layout : &plain_layout;
}

void
mapping_view_show(struct open_process *process, struct out *out)
{
	const struct view_layout	*layout = view_layout(process->mpmap);
	struct view_sums		 sums = { .mpmap = process->mpmap };
	int			 more = process_next(process);

	if (more == -1)
		return;
	process_title(process, out);
	if (!process->mpmap->quiet)
		layout->header(process->mpmap->digits, out);
	/* The sums of no mappings at all are 0. */
	if (layout->smaps && (more == 1 || !process->smaps))
		sums.rss = sums.dirty = MEMINFO_ABSENT;
	for (; more == 1; more = process_next(process)) {
		if (process_usage(process) == -1)
			return;
		view_add(&sums, process);
		layout->row(process, out);
		name_show(process, out);
		out_char(out, '\n');
	}
	if (more == 0 && !process->mpmap->quiet)
		layout->footer(&sums, out);
}
