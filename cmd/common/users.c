/* users.c: names of users, each looked up once. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <meminfo.h>

#include "alloc.h"
#include "grow.h"
#include "parse.h"
#include "users.h"

/* 100,000 users take 8 MiB. */
#define PASSWD_MAX ((size_t)64 * 1024 * 1024)

#define SLOTS 512	/* a prime would be no better: uids are dense */

struct user {
	struct user	*next;
	uint64_t	 uid;
	char		 name[];
};

struct users {
	bool		 local;		/* this machine's */
	struct grow	 file;		/* /etc/passwd, ends in NUL */
	struct user	*slot[SLOTS];
};

/* 0, or -1 with errno. */
static int
passwd_read(int fd, struct grow *file)
{
	struct stat	st;
	ssize_t		n;
	char		*at;

	if (fstat(fd, &st) == -1)
		return -1;
	errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
	if (!S_ISREG(st.st_mode) || st.st_size > (off_t)PASSWD_MAX)
		return -1;
	for (;;) {
		at = grow_add(file, 4096);
		if (at == NULL)
			return -1;
		n = read(fd, at, 4096);
		file->used -= 4096 - (size_t)(n > 0 ? n : 0);
		if (n == 0 || (n == -1 && errno != EINTR))
			break;
		if (file->used > PASSWD_MAX) {
			errno = EFBIG;
			return -1;
		}
	}
	return (int)n;
}

/*
 * Names below a root are that root's, and numbers where it has none.  Here,
 * /etc/passwd goes before getpwuid(3): it is cheaper, and glibc 2.36 ends in
 * SIGSEGV or an assertion (nss_database.c) where malloc fails while it loads
 * what nsswitch.conf names.
 */
struct users *
users_open(struct options *options, bool needed)
{
	struct users	*users = alloc_zeros(1, sizeof(*users));
	int		 fd = -1;

	users->local = options->root == MEMINFO_HOST;
	if (!needed)
		return users;
	fd = meminfo_root_file(options->root, "/etc/passwd");
	if ((fd == -1 && errno != ENOENT) ||
	    (fd != -1 && passwd_read(fd, &users->file) == -1)) {
		users->file.used = 0;
		if (!users->local)
			options_complain_path(options, "/etc/passwd");
	}
	if (fd != -1)
		close(fd);
	if (!grow_copy(&users->file, "", 1))
		alloc_failed();
	return users;
}

/* A line of passwd(5) is name:password:uid:... */
static bool
passwd_split(const char *line, size_t *name_length, uint64_t *uid)
{
	const char	*at = line + strcspn(line, ":\n");
	char		*end;

	*name_length = (size_t)(at - line);
	if (*at != ':')
		return false;
	at++;
	at += strcspn(at, ":\n");
	if (*at != ':' || at[1] < '0' || at[1] > '9')
		return false;
	*uid = strtoull(at + 1, &end, 10);
	return *end == ':';
}

static const char *
passwd_next(const char *line)
{
	line += strcspn(line, "\n");
	return *line == '\0' ? line : line + 1;
}

static struct user *
user_new(uint64_t uid, const char *name, size_t length)
{
	struct user	*user = alloc(sizeof(*user) + length + 1);

	user->uid = uid;
	memcpy(user->name, name, length);
	user->name[length] = '\0';
	return user;
}

static struct user *
user_unnamed(uint64_t uid)
{
	char	text[32];
	int	n = snprintf(text, sizeof(text), "%llu",
	    (unsigned long long)uid);

	return user_new(uid, text, (size_t)n);
}

static struct user *
user_find(const struct users *users, uint64_t uid)
{
	const struct passwd	*entry = NULL;
	const char		*line;
	size_t			 length;
	uint64_t		 found;

	for (line = users->file.bytes; *line != '\0'; line = passwd_next(line))
		if (passwd_split(line, &length, &found) && found == uid &&
		    length > 0)
			return user_new(uid, line, length);
	if (users->local)
		entry = getpwuid((uid_t)uid);
	if (entry == NULL)
		return user_unnamed(uid);
	return user_new(uid, entry->pw_name, strlen(entry->pw_name));
}

const char *
users_name(struct users *users, uint64_t uid)
{
	struct user	**slot = &users->slot[uid % SLOTS];
	struct user	 *user;

	for (user = *slot; user != NULL; user = user->next)
		if (user->uid == uid)
			return user->name;
	user = user_find(users, uid);
	user->next = *slot;
	*slot = user;
	return user->name;
}

/* A name goes before a number: 1000 may be a name. */
bool
users_find(struct users *users, const char *name, size_t length,
    uint64_t *uid)
{
	const struct passwd	*entry = NULL;
	const char		*line;
	char			 copy[256];
	size_t			 found;

	if (length == 0 || length >= sizeof(copy))
		return false;
	for (line = users->file.bytes; *line != '\0'; line = passwd_next(line))
		if (passwd_split(line, &found, uid) && found == length &&
		    memcmp(line, name, length) == 0)
			return true;
	memcpy(copy, name, length);
	copy[length] = '\0';
	if (users->local)
		entry = getpwnam(copy);
	if (entry == NULL)
		return parse_digits(name, length, UINT32_MAX, uid);
	*uid = entry->pw_uid;
	return true;
}

void
users_close(struct users *users)
{
	struct user	*user, *next;
	size_t		 i;

	for (i = 0; i < SLOTS; i++)
		for (user = users->slot[i]; user != NULL; user = next) {
			next = user->next;
			free(user);
		}
	grow_free(&users->file);
	free(users);
}
