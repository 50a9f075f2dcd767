/* blocks.c: a file of samples, read in blocks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples.h"

#define BLOCK 262144
/* A command line may be 2 MiB long, and each byte of it four when escaped. */
#define BLOCK_MAX (16 * 1024 * 1024)

struct block {
	char	*text;
	size_t	 used, size;
	bool	 skip;		/* to the next newline */
};

/* Of a line that is too long to be one, all but its end is let go. */
static void
make_room(struct samples *samples, struct block *block)
{
	if (block->size < BLOCK_MAX) {
		block->size *= 2;
		block->text = allocate(block->text, block->size);
	} else {
		samples->malformed += !block->skip;
		block->skip = true;
		block->used = 0;
	}
}

static void
block_take(struct samples *samples, struct block *block)
{
	char	*from = block->text, *newline;
	size_t	 taken;

	if (block->skip) {
		newline = memchr(from, '\n', block->used);
		if (newline == NULL) {
			block->used = 0;
			return;
		}
		from = newline + 1;
		block->skip = false;
	}
	taken = (size_t)(from - block->text);
	taken += samples_text(samples, from, block->used - taken);
	block->used -= taken;
	memmove(block->text, block->text + taken, block->used);
	if (block->used == block->size)
		make_room(samples, block);
}

bool
samples_read(struct samples *samples, int fd)
{
	struct block	block = { allocate(NULL, BLOCK), 0, BLOCK, false };
	ssize_t		n;

	for (;;) {
		n = read(fd, block.text + block.used,
		    block.size - block.used);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		block.used += (size_t)n;
		block_take(samples, &block);
	}
	samples->cut = block.used > 0;
	free(block.text);
	return n == 0;
}
