/* maps.c: the mappings of a process, /proc/PID/maps and smaps. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

static void
maps_begin(struct meminfo_maps *it, int fd, size_t piece)
{
	meminfo_lines_fd(&it->lines, fd, it->buffer, sizeof(it->buffer) - 1);
	it->lines.left = MEMINFO_MAPS_MOST;
	it->lines.piece = piece;
}

static int
maps_open(struct meminfo_maps *it, int at, pid_t pid, const char *name,
    size_t piece)
{
	int	fd = meminfo_process_file(at, pid, name), dir;

	if (fd == -1)
		return -1;
	it->ahead = NULL;
	it->any = 0;
	it->hint = 0;
	it->buffer[sizeof(it->buffer) - 1] = '\n';
	maps_begin(it, fd, piece);
	/*
	 * The file is empty for a kernel thread, a zombie, and a process whose
	 * first thread has ended.
	 */
	if (meminfo_lines_more(&it->lines) != 0)
		return 0;
	dir = meminfo_living_open(at, pid);
	if (dir == -1)
		return 0;
	fd = meminfo_process_file(dir, 0, name);
	meminfo_file_close(dir);
	if (fd == -1)
		return 0;
	meminfo_lines_close(&it->lines);
	maps_begin(it, fd, piece);
	return 0;
}

int
meminfo_maps_open(struct meminfo_maps *it, int at, pid_t pid)
{
	return maps_open(it, at, pid, "maps", SIZE_MAX);
}

/*
 * The kernel makes records until a page is full. The record that did not fit
 * is made again at the next read (seq_read_iter() in fs/seq_file.c): one in
 * six of smaps, where a page has five. A read of less than a page by one
 * record avoids this, and saves a tenth of the time.
 */
#define RECORD 896

int
meminfo_smaps_open(struct meminfo_maps *it, int at, pid_t pid)
{
	return maps_open(it, at, pid, "smaps",
	    (size_t)meminfo_page_size() - RECORD);
}

void
meminfo_maps_text(struct meminfo_maps *it, const char *text, size_t length)
{
	it->ahead = NULL;
	it->any = 0;
	it->hint = 0;
	meminfo_lines_text(&it->lines, text, length);
}

void
meminfo_maps_close(struct meminfo_maps *it)
{
	meminfo_lines_close(&it->lines);
}

/*
 * A reader also gets the end of the file once the address space is gone
 * (m_start() in fs/proc/task_mmu.c). It never comes back. So the first byte,
 * read again, tells whether all was read before. On x86-64 the last mapping is
 * [vsyscall] as a rule: then the file is whole, and the question, which takes
 * 5 % of the time for a small process, is spared.
 */
static int
still_there(const struct meminfo_maps *it)
{
	char	c;
	ssize_t	n;

	if (it->lines.fd == -1 || !it->any ||
	    strcmp(it->path, "[vsyscall]") == 0)
		return 0;
	n = pread(it->lines.fd, &c, 1, 0);
	if (n == 1 || (n == -1 && errno != ESRCH))
		return 0;
	return meminfo_fail(ESRCH);
}

/* 1 + the digit. A line has 36 of them, which took a quarter of the time. */
static const unsigned char	hex_digit[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	['a'] = 11, 12, 13, 14, 15, 16
};

/*
 * Each function takes its part off the front and returns the rest, or NULL if
 * the part is missing. None looks for the end: a newline follows the line, and
 * is in no part. (The buffer's last byte is a newline, for a line that fills
 * it.)
 */
static const char *
take_hex(const char *at, char end, uint64_t *out)
{
	const char	*begin = at;
	uint64_t	 value = 0;
	unsigned	 digit;

	while ((digit = hex_digit[(unsigned char)*at]) != 0) {
		value = value << 4 | (digit - 1);
		at++;
	}
	*out = value;
	return *at == end && at > begin && at - begin <= 16 ? at + 1 : NULL;
}

static const char *
take_inode(const char *at, uint64_t *out)
{
	struct meminfo_word	word = { at, 0 };

	while (*at >= '0' && *at <= '9')
		at++;
	word.length = (size_t)(at - word.text);
	return meminfo_word_number(&word, out) == 0 ? at : NULL;
}

static const char *
take_perms(const char *at, char perms[5])
{
	static const char	set[] = "rwxs", clear[] = "---p";
	int			i;

	for (i = 0; i < 4; i++) {
		perms[i] = at[i];
		if (at[i] != set[i] && at[i] != clear[i])
			return NULL;
	}
	perms[4] = '\0';
	return at[4] == ' ' ? at + 5 : NULL;
}

static const char *
take_device(const char *at, struct meminfo_map *out)
{
	uint64_t	major_number, minor_number;

	at = take_hex(at, ':', &major_number);
	if (at == NULL)
		return NULL;
	at = take_hex(at, ' ', &minor_number);
	if (at == NULL || major_number > UINT32_MAX ||
	    minor_number > UINT32_MAX)
		return NULL;
	out->device_major = (uint32_t)major_number;
	out->device_minor = (uint32_t)minor_number;
	return at;
}

static const char *
take_file(const char *at, const char *end, struct meminfo_map *out)
{
	static const char	none[] = "00000000 00:00 0 ";

	/* A process with very many mappings has mostly anonymous ones. */
	if (end - at >= (ptrdiff_t)sizeof(none) - 1 &&
	    memcmp(at, none, sizeof(none) - 1) == 0) {
		out->offset = out->inode = 0;
		out->device_major = out->device_minor = 0;
		return at + sizeof(none) - 2;
	}
	if ((at = take_hex(at, ' ', &out->offset)) == NULL ||
	    (at = take_device(at, out)) == NULL)
		return NULL;
	return take_inode(at, &out->inode);
}

/* start-end perms offset major:minor inode, then blanks and the path. */
static const char *
take_numbers(const char *at, const char *end, struct meminfo_map *out)
{
	if ((at = take_hex(at, '-', &out->start)) == NULL ||
	    (at = take_hex(at, ' ', &out->end)) == NULL ||
	    (at = take_perms(at, out->perms)) == NULL ||
	    (at = take_file(at, end, out)) == NULL)
		return NULL;
	return out->start < out->end &&
	    out->end - out->start <= MEMINFO_BYTES_MAX ? at : NULL;
}

static bool
is_mapping(const char *text, size_t length)
{
	size_t	i = 0;

	while (i < length && hex_digit[(unsigned char)text[i]] != 0)
		i++;
	return i > 0 && i < length && text[i] == '-';
}

/*
 * -1 if the line is no mapping, or a malformed one. The path is copied: in
 * smaps it comes before the figures, and the buffer moves on while they are
 * read.
 */
static int
mapping_parse(struct meminfo_maps *it, const struct meminfo_line *line,
    struct meminfo_map *out)
{
	const char	*at = NULL, *end = line->text + line->length;
	size_t		 length;

	out->path_cut = !line->whole && it->lines.cut;
	if (line->whole || out->path_cut)
		at = take_numbers(line->text, end, out);
	if (at == NULL || (at < end && *at != ' '))
		return -1;
	while (at < end && *at == ' ')
		at++;
	length = (size_t)(end - at);
	if (length >= sizeof(it->path)) {
		length = sizeof(it->path) - 1;
		out->path_cut = 1;
	}
	memcpy(it->path, at, length);
	it->path[length] = '\0';
	out->path = it->path;
	out->path_length = length;
	it->any = 1;
	it->hint = 0;
	return 0;
}

/* The line that was read too far, or else the next one. */
static int
line_next(struct meminfo_maps *it, struct meminfo_line *line)
{
	if (it->ahead == NULL)
		return meminfo_lines_next(&it->lines, line);
	line->text = it->ahead;
	line->length = it->ahead_length;
	line->whole = it->ahead_whole;
	it->ahead = NULL;
	return 1;
}

int
meminfo_maps_next(struct meminfo_maps *it, struct meminfo_map *out)
{
	struct meminfo_line	line;
	int			more;

	for (;;) {
		more = line_next(it, &line);
		if (more == 0)
			return still_there(it);
		if (more == -1)
			return -1;
		if (mapping_parse(it, &line, out) == 0)
			return 1;
		if (!it->any || is_mapping(line.text, line.length))
			return meminfo_fail(EBADMSG);
	}
}

int
meminfo_maps_key(struct meminfo_maps *it, struct meminfo_line *line)
{
	int	more = line_next(it, line);

	if (more != 1 || !is_mapping(line->text, line->length))
		return more;
	it->ahead = line->text;
	it->ahead_length = line->length;
	it->ahead_whole = line->whole;
	return 0;
}
