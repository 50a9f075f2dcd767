/*
 * thrown.cc: a library for tests/leaks/owners.c: blocks that are lost since an
 * exception passes the functions which allocated them.
 */
/* SPDX-License-Identifier: MIT */
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#ifdef __clang__
#define APART extern "C" __attribute__((noinline))
#else
#define APART extern "C" __attribute__((noipa))
#endif

static volatile unsigned	lost[5];
static void *volatile		seen;

APART void
forget(void *block, unsigned way)
{
	seen = block;
	seen = nullptr;
	lost[way]++;
}

/* Nobody frees it: the exception goes past. */
APART void
by_throw(int depth)
{
	forget(std::malloc(760), 0);
	if (depth == 0)
		throw std::string("an exception that allocates as well");
	by_throw(depth - 1);
	std::puts("not reached");
}

APART void
by_destructor()
{
	forget(std::malloc(856), 1);
}

/* Runs while the exception is on its way. */
struct Guard {
	~Guard() { by_destructor(); }
};

APART void
guarded()
{
	Guard	guard;

	throw 1;
}

APART void
by_catch()
{
	try {
		guarded();
	} catch (int) {
		forget(std::malloc(952), 2);
	}
}

APART void
by_new()
{
	forget(new char[1048], 3);
}

/* What a constructor allocated before it throws. */
struct Thrower {
	Thrower();
};

APART void
by_constructor()
{
	forget(::operator new(1144), 4);
}

Thrower::Thrower()
{
	by_constructor();
	throw 2;
}

static const char *const	name[] = { "by_throw", "by_destructor",
	"by_catch", "by_new", "by_constructor" };

extern "C" void
owners_turn()
{
	try {
		by_throw(3);
	} catch (const std::string &) {
	}
	by_catch();
	by_new();
	try {
		delete new Thrower;
	} catch (int) {
	}
}

extern "C" void
owners_said()
{
	for (unsigned i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		std::printf("%s %u\n", name[i], lost[i]);
}
