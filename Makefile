# memutils: GNU make.  Everything made goes to build/.
#
# make [all]  make check  make bench  make fuzz  make lint  make demo
# make install [DESTDIR=] [prefix=]  make uninstall  make clean
#
# No file is listed by hand: a .c file in lib/ is part of the library, one in
# cmd/ (or a folder there) is a command, one in tests/unit/ is a suite, one in
# tests/fuzz/ is a target.

version := 0.1.0
soversion := 0

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
sbindir ?= $(exec_prefix)/sbin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CLANG ?= clang

B := build
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes
# Two builds of one commit are the same to the byte, wherever they stand.
own_cflags := -std=c11 -O2 $(warnings) -fPIC -fvisibility=hidden \
	-ffile-prefix-map=$(CURDIR)=.
own_cppflags := -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 \
	-DMEMUTILS_VERSION='"$(version)"' -Ilib
compile = $(CC) $(own_cppflags) $(CPPFLAGS) $(own_cflags) $(CFLAGS) -MMD -MP

lib_src := $(sort $(wildcard lib/*.c))
lib_obj := $(lib_src:%.c=$B/%.o)
common_obj := $(patsubst %.c,$B/%.o,$(sort $(wildcard cmd/common/*.c)))
commands := $(sort $(filter-out common, \
	$(basename $(notdir $(wildcard cmd/*.c))) \
	$(notdir $(patsubst %/,%,$(wildcard cmd/*/)))))
binaries := $(commands:%=$B/bin/%)
libraries := $B/libmeminfo.a $B/libmeminfo.so.$(soversion) $B/meminfo.pc

.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
.PHONY: all check bench fuzz lint demo install uninstall clean FORCE

all: $(binaries) $(libraries)

# What was compiled with other flags is stale.
$B/flags: FORCE
	@mkdir -p $B
	@printf '%s\n' '$(subst ','\'',$(compile) $(LDFLAGS))' | \
		cmp -s - $@ || printf '%s\n' \
		'$(subst ','\'',$(compile) $(LDFLAGS))' >$@

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(compile) -c -o $@ $<

$B/libmeminfo.a: $(lib_obj)
	rm -f $@
	$(AR) rcsD $@ $^

# -static is for the commands: a shared object has no use for it.
$B/libmeminfo.so.$(soversion): $(lib_obj) lib/libmeminfo.map
	$(CC) $(own_cflags) $(CFLAGS) $(filter-out -static,$(LDFLAGS)) \
		-shared -Wl,-soname,$(@F) \
		-Wl,--version-script=lib/libmeminfo.map -o $@ $(lib_obj)

$B/meminfo.pc: lib/meminfo.pc.in Makefile
	@mkdir -p $B
	sed -e 's|@prefix@|$(prefix)|' -e 's|@includedir@|$(includedir)|' \
		-e 's|@libdir@|$(libdir)|' -e 's|@version@|$(version)|' \
		$< >$@

objects_of = $(patsubst %.c,$B/%.o,$(sort $(wildcard cmd/$(1).c cmd/$(1)/*.c)))

$(binaries): $B/bin/%: $$(call objects_of,$$*) $(common_obj) $B/libmeminfo.a
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

-include $(wildcard $B/*.d $B/*/*.d $B/*/*/*.d)

clean:
	rm -rf $B
