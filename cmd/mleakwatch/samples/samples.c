/* samples.c: samples as TSV. */
#include <string.h>

#include "samples.h"

enum part {
	PART_NONE,
	PART_TIME,
	PART_HOST,
	PART_COMM,
	/* Whole numbers from here on. */
	PART_PID,
	PART_START,
	PART_ANON,
	PART_RSS,
	PART_SWAP,
	PART_SHMEM,
	PART_VIRT,
	PARTS
};

static const char *const	name[PARTS] = {
	[PART_NONE] = "",
	[PART_TIME] = "time",
	[PART_HOST] = "host",
	[PART_COMM] = "comm",
	[PART_PID] = "pid",
	[PART_START] = "start",
	[PART_ANON] = "anon",
	[PART_RSS] = "rss",
	[PART_SWAP] = "swap",
	[PART_SHMEM] = "shmem",
	[PART_VIRT] = "virt",
};

static const size_t	offset[PARTS] = {
	[PART_PID] = offsetof(struct sample, pid),
	[PART_START] = offsetof(struct sample, start),
	[PART_ANON] = offsetof(struct sample, anon),
	[PART_RSS] = offsetof(struct sample, rss),
	[PART_SWAP] = offsetof(struct sample, swap),
	[PART_SHMEM] = offsetof(struct sample, shmem),
	[PART_VIRT] = offsetof(struct sample, virt),
};

void
samples_begin(struct samples *samples, samples_taker *take, void *to)
{
	memset(samples, 0, sizeof(*samples));
	samples->take = take;
	samples->to = to;
}

static const struct sample	unknown = {
	.start = MEMINFO_ABSENT, .pid = MEMINFO_ABSENT,
	.anon = MEMINFO_ABSENT, .rss = MEMINFO_ABSENT,
	.swap = MEMINFO_ABSENT, .shmem = MEMINFO_ABSENT,
	.virt = MEMINFO_ABSENT
};

/* --- headers --- */

static enum part
part_of(const char *text, size_t length)
{
	int	i;

	for (i = PART_TIME; i < PARTS; i++)
		if (strlen(name[i]) == length &&
		    memcmp(name[i], text, length) == 0)
			return (enum part)i;
	return PART_NONE;
}

/*
 * True where the line names columns.  A name that comes twice is that of its
 * first column.
 */
static bool
header_take(struct samples *samples, const char *line, size_t length)
{
	unsigned char	part[SAMPLES_COLUMNS] = { PART_NONE };
	bool		has[PARTS] = { false };
	const char	*tab, *end = line + length - 1;
	int		i, columns = 0;
	enum part	which;

	if (end > line && end[-1] == '\r')
		end--;
	for (i = 0; i < SAMPLES_COLUMNS && line <= end; i++, line = tab + 1) {
		tab = memchr(line, '\t', (size_t)(end - line));
		if (tab == NULL)
			tab = end;
		which = part_of(line, (size_t)(tab - line));
		if (which == PART_NONE || has[which])
			continue;
		has[which] = true;
		part[i] = (unsigned char)which;
		columns = i + 1;
	}
	if (!has[PART_TIME] || !has[PART_PID])
		return false;
	memcpy(samples->part, part, sizeof(part));
	samples->sample = unknown;
	samples->columns = columns;
	samples->headed = true;
	samples->named = has[PART_ANON] || has[PART_RSS];
	return true;
}

/* --- cells: all end at a tab or at the newline that ends the text --- */

static bool
ends(char c)
{
	return c == '\t' || c == '\n' || c == '\r';
}

/* "-" is absent; decimals of a byte are dropped.  NULL where it is neither. */
static const char *
number_take(const char *at, uint64_t *out)
{
	uint64_t	value = 0;
	const char	*first = at;

	if (*at == '-' && ends(at[1])) {
		*out = MEMINFO_ABSENT;
		return at + 1;
	}
	for (; *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	/* 18 digits are below 2^60, and no figure of a kernel has more. */
	if (at == first || at - first > 18)
		return NULL;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++)
			continue;
	*out = value;
	return ends(*at) ? at : NULL;
}

static const char *
time_take(const char *at, double *out)
{
	static const double	ten[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6,
				    1e7, 1e8, 1e9 };
	uint64_t		value = 0;
	const char		*first = at;
	int			decimals = 0;

	for (; *at >= '0' && *at <= '9' && at - first < 12; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == first)
		return NULL;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++)
			if (decimals < 6) {
				value = value * 10 + (uint64_t)(*at - '0');
				decimals++;
			}
	*out = (double)value / ten[decimals];
	return ends(*at) ? at : NULL;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* \xHH, \t, \n and \\ as out_safe() writes them; else as it stands. */
static size_t
decode(char *text, const char *from, size_t length)
{
	const char	*end = from + length;
	size_t		 used = 0;

	while (from < end) {
		if (*from != '\\' || end - from < 2)
			text[used++] = *from++;
		else if (from[1] == 'x' && end - from > 3 &&
		    digit(from[2]) >= 0 && digit(from[3]) >= 0) {
			text[used++] = (char)(digit(from[2]) * 16 +
			    digit(from[3]));
			from += 4;
		} else {
			text[used++] = from[1] == 't' ? '\t' :
			    from[1] == 'n' ? '\n' : from[1];
			from += 2;
		}
	}
	return used;
}

static const char *
text_take(const char *at, char decoded[SAMPLES_TEXT], const char **text,
    size_t *length)
{
	const char	*first = at;
	bool		 escaped = false;

	for (; !ends(*at); at++)
		escaped |= *at == '\\';
	*text = first;
	*length = (size_t)(at - first);
	if (*length == 1 && *first == '-')
		*length = 0;
	else if (escaped && *length <= SAMPLES_TEXT) {
		*text = decoded;
		*length = decode(decoded, first, *length);
	}
	return at;
}

/* Behind the cell, or NULL where it is not what its column promises. */
static const char *
cell_take(struct samples *samples, enum part part, const char *at,
    struct sample *sample)
{
	switch (part) {
	case PART_NONE:
		while (*at != '\t' && *at != '\n')
			at++;
		return at;
	case PART_TIME:
		return time_take(at, &sample->time);
	case PART_HOST:
		return text_take(at, samples->host, &sample->host,
		    &sample->host_length);
	case PART_COMM:
		return text_take(at, samples->comm, &sample->comm,
		    &sample->comm_length);
	default:
		return number_take(at, (uint64_t *)(void *)
		    ((char *)sample + offset[part]));
	}
}

static bool
row_parse(struct samples *samples, const char *line, struct sample *sample)
{
	const char	*at = line;
	int		 i;

	for (i = 0; i < samples->columns; i++) {
		at = cell_take(samples, (enum part)samples->part[i], at,
		    sample);
		if (at == NULL)
			return false;
		if (*at == '\t')
			at++;
		else if (i + 1 < samples->columns)
			return false;
	}
	return sample->pid != MEMINFO_ABSENT;
}

static bool
starts_as_number(const char *line)
{
	return (*line >= '0' && *line <= '9') || *line == '-';
}

static void
line_take(struct samples *samples, const char *line, size_t length)
{
	struct sample	*sample = &samples->sample;

	if (samples->named && row_parse(samples, line, sample)) {
		samples->count++;
		samples->take(samples, sample, line, length);
	} else if (length <= 1)
		return;
	else if (starts_as_number(line) ||
	    !header_take(samples, line, length))
		samples->malformed++;
	else if (samples->head != NULL)
		samples->head(samples, line, length);
}

size_t
samples_text(struct samples *samples, const char *text, size_t length)
{
	const char	*newline;
	size_t		 start = 0;

	while (start < length && (newline = memchr(text + start, '\n',
	    length - start)) != NULL) {
		line_take(samples, text + start,
		    (size_t)(newline - text) + 1 - start);
		start = (size_t)(newline - text) + 1;
	}
	return start;
}
