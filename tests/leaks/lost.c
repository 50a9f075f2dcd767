/*
 * lost.c: blocks lost in known ways, for mleakwatch --scan.
 *
 * lost CASE: loses blocks, prints "direct N bytes N indirect N bytes N" and
 * waits to be killed.  All other blocks are kept or freed.
 *
 * At every word the search is conservative, so no copy of a lost pointer may
 * stay behind: each case runs in a function of its own, on a stack that is
 * wiped afterwards.  Nothing may be optimised away: noipa, volatile.
 *
 * Nor may a word be an address by chance.  The frames of the C library above
 * main() have such words: a flag of 32 bits, and beside it the upper half of a
 * pointer that was there before.  Mapped blocks have the same upper half: in 20
 * of 1000 runs of "realloc" that word lay in a lost block of 3 MiB.
 */
/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__clang__) || !defined(__GNUC__)
#define KEEP_CALL __attribute__((noinline))
#else
#define KEEP_CALL __attribute__((noipa))
#endif

#define KEPT_MAX 20000

static void *volatile	kept[KEPT_MAX];
static volatile int	kept_count;
static volatile size_t	direct, direct_bytes, indirect, indirect_bytes;

struct node {
	struct node	*volatile next, *volatile other;
	char		 rest[40];
};

KEEP_CALL static void *
get(size_t size)
{
	void	*p = malloc(size);

	if (p == NULL)
		_exit(3);
	memset(p, 0x5a, size);
	return p;
}

KEEP_CALL static struct node *
get_node(void)
{
	struct node	*node = get(sizeof(*node));

	node->next = node->other = NULL;
	return node;
}

KEEP_CALL static void *
keep(void *p)
{
	if (kept_count < KEPT_MAX)
		kept[kept_count++] = p;
	return p;
}

/* Counted as lost; the caller forgets it. */
KEEP_CALL static void
lose(void *p)
{
	direct++;
	direct_bytes += malloc_usable_size(p);
}

KEEP_CALL static void
lose_with(void *p)
{
	indirect++;
	indirect_bytes += malloc_usable_size(p);
}

/* Below this the stack held pointers.  One struct: no gap is left as it is. */
KEEP_CALL static void
wipe(void)
{
	struct {
		char	bytes[16000];
		size_t	i;
	} volatile	stack;

	for (stack.i = 0; stack.i < sizeof(stack.bytes); stack.i++)
		stack.bytes[stack.i] = 0;
#if defined(__x86_64__)
	/*
	 * glibc's functions leave pointers in vector registers, where there is
	 * AVX-512 in those that vzeroall leaves as they are.
	 */
	if (__builtin_cpu_supports("avx"))
		__asm__ volatile("vzeroall" : : : "memory");
	if (__builtin_cpu_supports("avx512f"))
		__asm__ volatile(
		    ".irp n, 16, 17, 18, 19, 20, 21, 22, 23\n\t"
		    "vpxorq %%zmm\\n, %%zmm\\n, %%zmm\\n\n\t.endr\n\t"
		    ".irp n, 24, 25, 26, 27, 28, 29, 30, 31\n\t"
		    "vpxorq %%zmm\\n, %%zmm\\n, %%zmm\\n\n\t.endr"
		    : : : "memory");
#endif
}

/* All of the stack between main() and its arguments: main() never returns. */
KEEP_CALL static void
wipe_start(volatile uintptr_t *from, const volatile uintptr_t *arguments)
{
	while (from < arguments)
		*from++ = 0;
}

KEEP_CALL static void
many(size_t size, int count)
{
	int	i;

	for (i = 0; i < count; i++) {
		lose(get(size));
		keep(get(size));
	}
}

KEEP_CALL static void
case_plain(void)
{
	many(24, 10);
	many(100, 10);
	many(1000, 10);
	many(20000, 3);
}

KEEP_CALL static void
case_none(void)
{
	int	i;

	for (i = 0; i < 1000; i++)
		keep(get(16 + (size_t)i));
	for (i = 0; i < 1000; i += 2) {
		free(kept[i]);
		kept[i] = NULL;
	}
}

/* Frees fill the lists of free blocks, beside blocks that are lost. */
KEEP_CALL static void
frees(size_t size, int lost, int freed)
{
	void *volatile	p[512];
	int		i;

	for (i = 0; i < lost + freed; i++)
		p[i] = get(size);
	for (i = 0; i < lost + freed; i++) {
		if (i % 2 == 0 && i / 2 < lost)
			lose(p[i]);
		else if (i % 2 == 1 ? i / 2 < freed : i / 2 >= lost)
			free(p[i]);
		else
			lose(p[i]);
		p[i] = NULL;
	}
}

KEEP_CALL static void
case_tcache_part(void)
{
	frees(40, 3, 3);
	frees(200, 2, 2);
}

KEEP_CALL static void
case_tcache_full(void)
{
	frees(40, 20, 20);
	frees(600, 20, 20);
}

KEEP_CALL static void
case_tcache_exhausted(void)
{
	int	i;

	frees(40, 7, 7);
	for (i = 0; i < 7; i++)
		keep(get(40));
}

KEEP_CALL static void
case_fastbins(void)
{
	frees(24, 100, 100);
	frees(56, 100, 100);
	frees(104, 100, 100);
}

KEEP_CALL static void
case_bins(void)
{
	frees(300, 60, 60);
	frees(2000, 60, 60);
	frees(9000, 60, 60);
	/* From the unsorted bin into the others. */
	keep(get(100000));
	frees(5000, 40, 40);
}

KEEP_CALL static void
case_mapped(void)
{
	void	*p;
	int	i;

	for (i = 0; i < 5; i++) {
		lose(get(1 << 20));
		keep(get((1 << 20) + 12345));
		p = get(3 << 20);
		free(p);
		p = NULL;
	}
}

KEEP_CALL static void
case_aligned(void)
{
	void	*p;
	size_t	 align;

	for (align = 32; align <= 65536; align *= 2) {
		if (posix_memalign(&p, align, 500) == 0)
			lose(p);
		if (posix_memalign(&p, align, 600) == 0)
			keep(p);
		if (posix_memalign(&p, align, 2 << 20) == 0)
			lose(p);
		if (posix_memalign(&p, align, 2 << 20) == 0)
			keep(p);
		p = NULL;
	}
}

KEEP_CALL static void
case_realloc(void)
{
	void	*p;
	int	i;

	for (i = 0; i < 20; i++) {
		p = realloc(get(100), 60);	/* in place */
		lose(p);
		p = get(100);
		keep(get(50));
		p = realloc(p, 5000);		/* moved */
		lose(p);
		p = realloc(get(1 << 20), 3 << 20);
		lose(p);
		keep(realloc(get(200), 2000));
		p = NULL;
	}
}

KEEP_CALL static void
case_lists(void)
{
	struct node	*head, *node;
	int		i, j;

	for (j = 0; j < 3; j++) {
		head = node = get_node();
		lose(head);
		for (i = 0; i < 99; i++) {
			node->next = get_node();
			node = node->next;
			lose_with(node);
		}
		head = node = get_node();
		keep(head);
		for (i = 0; i < 99; i++)
			node = node->next = get_node();
	}
}

KEEP_CALL static void
case_rings(void)
{
	struct node	*first, *node;
	int		i, j;

	for (j = 0; j < 3; j++) {
		first = node = get_node();
		for (i = 0; i < 9; i++) {
			node->next = get_node();
			node->next->other = node;
			node = node->next;
			lose_with(node);
		}
		node->next = first;
		first->other = node;
		lose(first);
		/* One that points at itself, and one with a tail. */
		node = get_node();
		node->next = node->other = node;
		lose(node);
		node->other = get_node();
		lose_with(node->other);
	}
}

/* A ring that another ring leads to, entered in its middle. */
KEEP_CALL static void
case_ring_chain(void)
{
	struct node	*a[6];
	int		i;

	for (i = 0; i < 6; i++)
		a[i] = get_node();
	a[0]->next = a[1];
	a[1]->next = a[0];
	a[2]->next = a[3];
	a[3]->next = a[2];
	a[4]->next = a[5];
	a[5]->next = a[4];
	a[5]->other = a[1];
	a[0]->other = a[3];
	lose(a[4]);
	for (i = 0; i < 6; i++)
		if (i != 4)
			lose_with(a[i]);
	memset(a, 0, sizeof(a));
}

KEEP_CALL static struct node *
tree(int depth)
{
	struct node	*node = get_node();

	if (depth > 0) {
		node->next = tree(depth - 1);
		node->other = tree(depth - 1);
		lose_with(node->next);
		lose_with(node->other);
	}
	return node;
}

KEEP_CALL static void
case_trees(void)
{
	lose(tree(9));
}

/* Kept by a pointer into the middle alone. */
KEEP_CALL static void
case_interior(void)
{
	int	i;

	for (i = 0; i < 50; i++) {
		keep((char *)get(200) + 64);
		keep((char *)get(300000) + 150000);
	}
	lose(get(200));
}

/* An address behind the end does not hold a block. */
KEEP_CALL static void
case_past_end(void)
{
	int	i;

	for (i = 0; i < 20; i++) {
		char	*p = get(120);

		keep(p + 120);
		lose(p);
		keep(get(120));
	}
}

static __thread void	*volatile in_tls[4];

KEEP_CALL static void
case_tls(void)
{
	int	i;

	for (i = 0; i < 4; i++)
		in_tls[i] = get(80);
	lose(get(80));
}

#if defined(__x86_64__)
static volatile int	in_registers;

/* The only pointer is in a register; the stack has it inverted. */
static void *
thread_register(void *unused)
{
	uintptr_t	coded = ~(uintptr_t)get(80);

	(void)unused;
	wipe();
	/* It is said when the register has it, not before. */
	__asm__ volatile("mov %1, %%r12\n\tnot %%r12\n\tmovl $1, %0\n"
	    "1:\tmov $34, %%eax\n\tsyscall\n\tjmp 1b"	/* pause(2) */
	    : "=m" (in_registers) : "r" (coded)
	    : "r12", "rax", "rcx", "r11", "memory");
	return NULL;
}

KEEP_CALL static void
case_register(void)
{
	pthread_t	thread;

	pthread_create(&thread, NULL, thread_register, NULL);
	while (in_registers < 1)
		usleep(1000);
	lose(get(80));
}
#endif

#if defined(__GLIBC__) && defined(LM_ID_NEWLM)
/*
 * A library in another namespace holds a block of this one in its data, and
 * has a malloc of its own, whose blocks are not seen.
 */
KEEP_CALL static void
case_dlmopen(void)
{
	void	*library = dlmopen(LM_ID_NEWLM, "libc.so.6", RTLD_NOW);
	void	*(*other)(size_t);
	char	**data;
	int	 i;

	if (library == NULL) {
		lose(get(104));
		return;
	}
	*(void **)(void *)&other = dlsym(library, "malloc");
	data = dlsym(library, "environ");
	*data = get(72);
	for (i = 0; i < 10; i++) {
		lose(get(104));
		memset(other(200), 1, 200);
	}
}
#endif

static pthread_barrier_t	barrier;
static volatile size_t		thread_size;

KEEP_CALL static void
thread_allocate(void)
{
	pthread_mutex_t	*lock = kept[0];
	int		 i;

	pthread_mutex_lock(lock);
	for (i = 0; i < 200; i++) {
		lose(get(thread_size));
		keep(get(thread_size));
		free(get(thread_size + 16));
	}
	pthread_mutex_unlock(lock);
}

static void *
thread_stay(void *unused)
{
	void *volatile	on_stack = get(500);

	(void)unused;
	thread_allocate();
	wipe();
	in_tls[0] = get(700);
	pthread_barrier_wait(&barrier);
	for (;;)
		pause();
	return on_stack;
}

static void *
thread_end(void *unused)
{
	void *volatile	on_stack[4];
	int		i;

	(void)unused;
	/* Its stack is kept by the C library, with these on it. */
	for (i = 0; i < 4; i++)
		on_stack[i] = get(900);
	in_tls[0] = get(901);
	lose(in_tls[0]);
	for (i = 0; i < 4; i++)
		lose(on_stack[i]);
	return NULL;
}

KEEP_CALL static void
threads_stay(int count, size_t size)
{
	pthread_t	thread;
	int		i;

	if (kept_count == 0) {
		keep(get(sizeof(pthread_mutex_t)));
		pthread_mutex_init(kept[0], NULL);
	}
	thread_size = size;
	pthread_barrier_init(&barrier, NULL, (unsigned)count + 1);
	for (i = 0; i < count; i++)
		if (pthread_create(&thread, NULL, thread_stay, NULL) != 0)
			_exit(3);
	pthread_barrier_wait(&barrier);
}

KEEP_CALL static void
case_arenas(void)
{
	threads_stay(8, 120);
}

/* More than the first 64 MiB of an arena. */
KEEP_CALL static void
case_arena_heaps(void)
{
	threads_stay(1, 100000);
	threads_stay(4, 60000);
}

KEEP_CALL static void
case_dead_thread(void)
{
	pthread_t	thread;

	if (pthread_create(&thread, NULL, thread_end, NULL) != 0)
		_exit(3);
	pthread_join(thread, NULL);
}

/* Memory that somebody else takes by sbrk, with a pointer in it. */
KEEP_CALL static void
case_sbrk(void)
{
	void	**foreign;
	int	i;

	for (i = 0; i < 3; i++) {
		many(1000, 100);
		foreign = sbrk(40000);
		/* musl has no sbrk(3). */
		if ((intptr_t)foreign == -1)
			continue;
		memset(foreign, 0, 40000);
		foreign[100] = get(333);
		many(3000, 100);
	}
	foreign = NULL;
}

/* brk fails: the main arena goes on in mappings. */
KEEP_CALL static void
case_no_brk(void)
{
	char	*end;

	many(1000, 100);
	end = sbrk(0);
	end = (char *)(((uintptr_t)end + 4095) / 4096 * 4096);
	if (mmap(end + 65536, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS |
	    MAP_FIXED, -1, 0) == MAP_FAILED)
		_exit(3);
	many(1000, 2000);
	many(20000, 200);
}

KEEP_CALL static void
case_mapped_file(void)
{
	char	name[] = "/tmp/lost.XXXXXX";
	void	**shared;
	int	fd = mkstemp(name), i;

	if (fd == -1 || ftruncate(fd, 8192) == -1)
		_exit(3);
	unlink(name);
	shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (i = 0; i < 10; i++) {
		shared[i * 7] = get(64);
		lose(get(64));
	}
	shared = NULL;
}

KEEP_CALL static void
case_anonymous(void)
{
	void	**memory = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int	i;

	for (i = 0; i < 100; i++) {
		memory[i * 5] = get(72);
		lose(get(72));
	}
	memory = NULL;
}

KEEP_CALL static void
case_fork(void)
{
	many(500, 50);
	if (fork() == 0) {
		many(400, 50);
		wipe();
	} else {
		for (;;)
			pause();
	}
}

KEEP_CALL static void
case_untouched(void)
{
	/*
	 * Never written to: no page of it is there.  Half a stale pointer
	 * would hold a lost block of a gigabyte.
	 */
	lose(malloc((size_t)32 << 20));
	keep(malloc((size_t)1 << 30));
	many(100, 10);
}

/* A little of much: recorded for tests/fixtures/heaps. */
KEEP_CALL static void
case_mixed(void)
{
	threads_stay(1, 40);
	many(100, 3);
	frees(24, 12, 12);
	frees(40, 12, 12);
	frees(300, 12, 12);
	case_rings();
	case_ring_chain();
}

static const struct {
	const char	*name;
	void		(*run)(void);
} cases[] = {
	{ "plain", case_plain },
	{ "none", case_none },
	{ "tcache-part", case_tcache_part },
	{ "tcache-full", case_tcache_full },
	{ "tcache-exhausted", case_tcache_exhausted },
	{ "fastbins", case_fastbins },
	{ "bins", case_bins },
	{ "mapped", case_mapped },
	{ "aligned", case_aligned },
	{ "realloc", case_realloc },
	{ "lists", case_lists },
	{ "rings", case_rings },
	{ "ring-chain", case_ring_chain },
	{ "trees", case_trees },
	{ "interior", case_interior },
	{ "past-end", case_past_end },
	{ "tls", case_tls },
#if defined(__x86_64__)
	{ "register", case_register },
#endif
#if defined(__GLIBC__) && defined(LM_ID_NEWLM)
	{ "dlmopen", case_dlmopen },
#endif
	{ "arenas", case_arenas },
	{ "arena-heaps", case_arena_heaps },
	{ "dead-thread", case_dead_thread },
	{ "sbrk", case_sbrk },
	{ "no-brk", case_no_brk },
	{ "mapped-file", case_mapped_file },
	{ "anonymous", case_anonymous },
	{ "fork", case_fork },
	{ "untouched", case_untouched },
	{ "mixed", case_mixed }
};

/* Pointers that calls left in registers. */
KEEP_CALL static void
say(void)
{
	char	text[160];
	int	length;

	length = snprintf(text, sizeof(text),
	    "%d direct %zu bytes %zu indirect %zu bytes %zu\n",
	    (int)getpid(), direct, direct_bytes, indirect, indirect_bytes);
	if (write(STDOUT_FILENO, text, (size_t)length) != length)
		_exit(3);
}

int
main(int argc, char **argv)
{
	/* Not on the stack: it lies above the frame's address on some machines. */
	static size_t	i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (argc < 2)
			puts(cases[i].name);
		else if (strcmp(argv[1], cases[i].name) == 0)
			break;
	if (argc < 2 || i == sizeof(cases) / sizeof(cases[0]))
		return argc < 2 ? 0 : 2;
	wipe_start(__builtin_frame_address(0), (uintptr_t *)(void *)argv - 1);
	cases[i].run();
	wipe();
	say();
	wipe();
	for (;;)
		pause();
}
