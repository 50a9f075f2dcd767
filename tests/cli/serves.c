/*
 * serves.c: a file system whose server stops to answer.
 *
 * serves FOLDER FILE NAME SILENT [fails]: mounts on FOLDER, as any user can in
 * a namespace of his own, with the one file NAME of the bytes of FILE.  When
 * the file SILENT is there, nothing is answered any more.  With "fails", no
 * byte can be read before.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define NODE	2
#define REQUEST	((size_t)1 << 18)

static int	device;
static char	*bytes;
static size_t	size;
static const char *name;
static int	fails;

static void
answer(uint64_t id, int error, const void *body, size_t length)
{
	struct fuse_out_header	head = { .len = (uint32_t)(sizeof(head) +
				    length), .error = error, .unique = id };
	char			*all = malloc(head.len);

	if (all == NULL)
		errx(2, "memory");
	memcpy(all, &head, sizeof(head));
	if (length > 0)
		memcpy(all + sizeof(head), body, length);
	if (write(device, all, head.len) == -1 && errno != ENOENT)
		err(2, "answer");
	free(all);
}

static struct fuse_attr
attributes(uint64_t node)
{
	struct fuse_attr	attr = { .ino = node, .nlink = 1,
				    .mode = S_IFDIR | 0755, .uid = getuid(),
				    .gid = getgid(), .blksize = 4096 };

	if (node == NODE) {
		attr.mode = S_IFREG | 0755;
		attr.size = size;
	}
	return attr;
}

static void
take_init(const struct fuse_in_header *head, const void *body)
{
	const struct fuse_init_in	*asked = body;
	struct fuse_init_out		 out = { .major = 7,
					    .max_write = 65536 };

	out.minor = asked->minor < 31 ? asked->minor : 31;
	answer(head->unique, 0, &out, out.minor < 23 ? 24 : sizeof(out));
}

static void
take_lookup(const struct fuse_in_header *head, const void *body)
{
	struct fuse_entry_out	out = { .nodeid = NODE };

	out.attr = attributes(NODE);
	if (strcmp(body, name) == 0)
		answer(head->unique, 0, &out, sizeof(out));
	else
		answer(head->unique, -ENOENT, NULL, 0);
}

static void
take_getattr(const struct fuse_in_header *head, const void *body)
{
	struct fuse_attr_out	out = { .attr_valid = 0 };

	(void)body;
	out.attr = attributes(head->nodeid);
	answer(head->unique, 0, &out, sizeof(out));
}

static void
take_open(const struct fuse_in_header *head, const void *body)
{
	const struct fuse_open_out	out = { .open_flags =
					    FOPEN_KEEP_CACHE };

	(void)body;
	answer(head->unique, 0, &out, sizeof(out));
}

static void
take_read(const struct fuse_in_header *head, const void *body)
{
	const struct fuse_read_in	*asked = body;
	size_t				 length = asked->size;

	if (fails) {
		answer(head->unique, -EIO, NULL, 0);
		return;
	}
	if (asked->offset >= size)
		length = 0;
	else if (length > size - asked->offset)
		length = size - (size_t)asked->offset;
	answer(head->unique, 0, length > 0 ? bytes + asked->offset : NULL,
	    length);
}

static void
take_nothing(const struct fuse_in_header *head, const void *body)
{
	(void)body;
	answer(head->unique, 0, NULL, 0);
}

static void
take_in_silence(const struct fuse_in_header *head, const void *body)
{
	(void)head;
	(void)body;
}

static const struct {
	uint32_t	 code;
	void		 (*take)(const struct fuse_in_header *head,
			    const void *body);
} operation[] = {
	{ FUSE_INIT, take_init },
	{ FUSE_LOOKUP, take_lookup },
	{ FUSE_GETATTR, take_getattr },
	{ FUSE_OPEN, take_open },
	{ FUSE_OPENDIR, take_open },
	{ FUSE_READ, take_read },
	{ FUSE_READDIR, take_nothing },
	{ FUSE_RELEASE, take_nothing },
	{ FUSE_RELEASEDIR, take_nothing },
	{ FUSE_FLUSH, take_nothing },
	{ FUSE_FORGET, take_in_silence },
	{ FUSE_BATCH_FORGET, take_in_silence },
	{ FUSE_INTERRUPT, take_in_silence },
};

static void
request_take(char *request)
{
	const struct fuse_in_header	*head = (void *)request;
	size_t				 i;

	for (i = 0; i < sizeof(operation) / sizeof(operation[0]); i++)
		if (operation[i].code == head->opcode) {
			operation[i].take(head, request + sizeof(*head));
			return;
		}
	answer(head->unique, -ENOSYS, NULL, 0);
}

static void
file_read(const char *path)
{
	struct stat	st;
	int		fd = open(path, O_RDONLY);

	if (fd == -1 || fstat(fd, &st) == -1)
		err(2, "%s", path);
	size = (size_t)st.st_size;
	bytes = malloc(size + 1);
	if (bytes == NULL || read(fd, bytes, size) != (ssize_t)size)
		err(2, "%s", path);
	close(fd);
}

static void
folder_mount(const char *folder)
{
	char	options[96];

	device = open("/dev/fuse", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (device == -1)
		err(3, "/dev/fuse");
	snprintf(options, sizeof(options),
	    "fd=%d,rootmode=40000,user_id=%d,group_id=%d", device,
	    (int)getuid(), (int)getgid());
	if (mount("serves", folder, "fuse", MS_NOSUID | MS_NODEV,
	    options) == -1)
		err(3, "%s", folder);
	puts("mounted");
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	struct pollfd	 poll_device;
	char		*request = malloc(REQUEST);

	if (argc < 5 || request == NULL)
		errx(2, "serves FOLDER FILE NAME SILENT [fails]");
	name = argv[3];
	fails = argc > 5;
	file_read(argv[2]);
	folder_mount(argv[1]);
	poll_device = (struct pollfd){ device, POLLIN, 0 };
	for (;;) {
		poll(&poll_device, 1, -1);
		if ((poll_device.revents & (POLLERR | POLLHUP)) != 0)
			return 0;
		if (read(device, request, REQUEST) > 0 &&
		    access(argv[4], F_OK) != 0)
			request_take(request);
	}
}
