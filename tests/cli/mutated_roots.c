/*
 * mutated_roots.c: commands on a recorded root that is damaged at random.
 * ROOT SEED COUNT COMMAND [ARGUMENT...]: COUNT times, one file of ROOT, a copy
 * that may be changed, is damaged, the command is run with --root ROOT, and the
 * file is put back.  In each case the command ends in time, by no
 * signal, with a status that it documents, and no sanitizer complains.
 */
/* SPDX-License-Identifier: MIT */
#include <ftw.h>
#include <stdint.h>
#include <sys/stat.h>

#include "spawn.h"

#define FILES_MAX 4096
#define TEXT_MAX (1 << 20)
#define ARGUMENTS 32

static char	*path[FILES_MAX];
static size_t	 paths;
static uint64_t	 state;
static char	 text[TEXT_MAX], changed[2 * TEXT_MAX];
static size_t	 length, changed_length;

/* xorshift64*: the same damage for the same seed, on every machine. */
static size_t
draw(size_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (size_t)((state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

static void
bytes_change(void)
{
	size_t	i;

	for (i = draw(8) + 1; i > 0 && length > 0; i--)
		changed[draw(length)] = (char)draw(256);
}

static void
text_cut(void)
{
	changed_length = draw(length + 1);
}

/* A number becomes one that no machine has, or none. */
static void
number_change(void)
{
	static const char *const	number[] = { "18446744073709551615",
	    "18446744073709551616", "-1", "9223372036854775808", "x", "",
	    "99999999999999999999999", "0" };
	const char	*to = number[draw(8)];
	size_t		 at = draw(length + 1), end;

	while (at < length && (text[at] < '0' || text[at] > '9'))
		at++;
	for (end = at; end < length && text[end] >= '0' &&
	    text[end] <= '9'; end++)
		continue;
	memcpy(changed + at, to, strlen(to));
	memcpy(changed + at + strlen(to), text + end, length - end);
	changed_length = at + strlen(to) + length - end;
}

/* A part comes a second time. */
static void
part_repeat(void)
{
	size_t	at = draw(length + 1), size = draw(length - at + 1);

	memcpy(changed + at + size, text + at, length - at);
	changed_length = length + size;
}

static void
file_put(const char *file, const char *bytes, size_t size)
{
	FILE	*to;

	unlink(file);
	to = fopen(file, "w");
	if (to == NULL || fwrite(bytes, 1, size, to) != size ||
	    fclose(to) != 0)
		fail(file);
}

/* Something else stands in place of the file. */
static void
file_replace(const char *file)
{
	static const char *const	to[] = { "/etc/passwd", ".",
	    "../../../../../../../proc/self/maps", "/dev/zero", "nowhere" };
	size_t				 how = draw(9);

	unlink(file);
	if (how < 5) {
		if (symlink(to[how], file) == -1)
			fail(file);
	} else if (how == 5) {
		if (mkfifo(file, 0600) == -1)
			fail(file);
	} else if (how == 6) {
		if (mkdir(file, 0700) == -1)
			fail(file);
	} else if (how == 7) {
		file_put(file, text, length);
		if (truncate(file, (off_t)1 << 40) == -1)
			fail(file);
	}
}

static void
file_damage(const char *file)
{
	static void (*const	way[])(void) = { bytes_change, text_cut,
	    number_change, part_repeat };
	size_t			which = draw(6);

	if (which >= sizeof(way) / sizeof(*way)) {
		file_replace(file);
		return;
	}
	memcpy(changed, text, length);
	changed_length = length;
	way[which]();
	file_put(file, changed, changed_length);
}

static void
file_read(const char *file)
{
	FILE	*from = fopen(file, "r");

	if (from == NULL)
		fail(file);
	length = fread(text, 1, sizeof(text), from);
	fclose(from);
}

static int
path_note(const char *file, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type == FTW_F && paths < FILES_MAX &&
	    (path[paths++] = strdup(file)) == NULL)
		fail(file);
	return 0;
}

static int
path_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* 1 where the command did what none should. */
static int
command_try(const char **argument, const char *file, long run)
{
	static char	said[65536];
	int		status = spawn_read(argument, 2, said, sizeof(said));

	if (status >= 0 && status <= 3 && strstr(said, "Sanitizer") == NULL &&
	    strstr(said, "runtime error") == NULL)
		return 0;
	printf("run %ld, %s: ", run, file);
	if (status < 0)
		printf("%s\n", spawn_reason(status));
	else
		printf("exit %d: %.300s\n", status, said);
	return 1;
}

int
main(int argc, char **argv)
{
	const char	*argument[ARGUMENTS + 3];
	int		 i, wrong = 0;
	long		 run, count;
	char		*file;

	if (argc < 5 || argc > ARGUMENTS)
		return 2;
	state = strtoull(argv[2], NULL, 10) * 2 + 1;
	count = atol(argv[3]);
	argument[0] = argv[4];
	argument[1] = "--root";
	argument[2] = argv[1];
	for (i = 5; i <= argc; i++)
		argument[i - 2] = argv[i];
	if (nftw(argv[1], path_note, 16, FTW_PHYS) == -1 || paths == 0)
		fail(argv[1]);
	qsort(path, paths, sizeof(*path), path_compare);
	for (run = 1; run <= count; run++) {
		file = path[draw(paths)];
		file_read(file);
		file_damage(file);
		wrong |= command_try(argument, file, run);
		if (unlink(file) == -1)
			rmdir(file);
		file_put(file, text, length);
	}
	return wrong;
}
