# memutils: GNU make.  Everything made goes to build/.
#
# make [all] [V=1]  make check [SANITIZE=]  make check-slow  make check-kernels
# make test T=FILE [SAN=yes]  make bench  make bench-fleet
# make leakbench [CURVES=DIR]
# make fuzz  make lint  make demo  make dist  make clean
# make install [DESTDIR=] [prefix=]  make install-bin  make uninstall
#
# HARDEN= leaves out the flags that distributions harden programs with; CFLAGS,
# CPPFLAGS and LDFLAGS stand behind all others, and so win.
#
# No file is listed by hand: a .c file in lib/ is part of the library, one in
# cmd/ (or a folder there) is a command, one in tests/unit/ is a suite, one in
# tests/fuzz/ is a target.
# SPDX-License-Identifier: MIT

version := 0.1.0
soversion := 1

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
sbindir ?= $(exec_prefix)/sbin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/memutils
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CLANG ?= clang

B := build
# make shows what it makes; V=1 the whole command, -s nothing.
ifeq ($(V)$(findstring s,$(firstword -$(MAKEFLAGS))),)
say = @printf '  %-6s%s\n' '$(1)' '$(@:$B/%=%)';
endif
# The text "$(MAKE)" in a recipe would run it under make -n too.
make := $(MAKE)

# A frame on the stack is small: ulimit -s 64 is enough for every command.
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wframe-larger-than=16384

# Flags that harden, as far as the compiler has them.  Nothing is probed where
# nothing is compiled.
HARDEN ?= yes
ifneq ($(HARDEN),)
ifneq ($(MAKECMDGOALS),clean)
probe = $(shell $(CC) -Werror $(CFLAGS) $(1) -x c -c -o /dev/null /dev/null \
	2>/dev/null && echo $(1))
harden_cflags := $(call probe,-fstack-protector-strong) \
	$(call probe,-fstack-clash-protection) \
	$(call probe,-fcf-protection) \
	$(call probe,-mbranch-protection=standard)
# Fortified functions need an optimiser; 3 came with gcc 12, clang 9.
ifeq ($(filter -O0,$(CFLAGS) $(CPPFLAGS)),)
harden_cflags += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif
harden_ldflags := -Wl,-z,relro -Wl,-z,now
# A static program that moves in memory needs files that not every libc has.
harden_pie := $(if $(filter -static,$(CFLAGS) $(LDFLAGS)),,-pie)
endif
endif

# Two builds of one commit are the same to the byte, wherever they stand.
own_cflags := -std=c11 -O2 $(warnings) -pthread -fPIC -fvisibility=hidden \
	-ffile-prefix-map=$(CURDIR)=. $(harden_cflags)
own_cppflags := -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 \
	-DMEMUTILS_VERSION='"$(version)"' -Ilib
# libm for mleakwatch; the others do not load it.
own_ldlibs := -Wl,--as-needed -lm
compile = $(CC) $(own_cppflags) $(CPPFLAGS) $(own_cflags) $(CFLAGS) -MMD -MP
# What stands before and behind the objects of a program.
link = $(CC) $(own_cflags) $(harden_pie) $(harden_ldflags) $(CFLAGS)
link_end = $(LDFLAGS) -o $@ $^ $(own_ldlibs) $(LDLIBS)

lib_src := $(sort $(wildcard lib/*.c))
lib_obj := $(lib_src:%.c=$B/%.o)
common_obj := $(patsubst %.c,$B/%.o,$(sort $(wildcard cmd/common/*.c)))
commands := $(sort $(filter-out common, \
	$(basename $(notdir $(wildcard cmd/*.c))) \
	$(notdir $(patsubst %/,%,$(wildcard cmd/*/)))))
binaries := $(commands:%=$B/bin/%)
# The old name, meminfo, is kept for one release.
pkgconfigs := libmeminfo.pc meminfo.pc
libraries := $B/libmeminfo.a $B/libmeminfo.so.$(soversion) \
	$(pkgconfigs:%=$B/%)

.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
.PHONY: all check check-slow check-kernels bench leakbench fuzz lint demo \
	install install-bin uninstall dist clean

examples := $(patsubst man/%,$B/%,$(wildcard man/examples/*))

all: $(binaries) $(libraries) $(examples)

# What was compiled with other flags, or made for another prefix, is stale:
# these files change when the words do, at no other time.
words_kept = $(shell mkdir -p $B && printf '%s\n' '$(subst ','\'',$(2))' | \
	cmp -s - $B/$(1) || printf '%s\n' '$(subst ','\'',$(2))' >$B/$(1))
ifneq ($(MAKECMDGOALS),clean)
$(call words_kept,flags,$(compile) $(LDFLAGS))
$(call words_kept,paths,$(prefix) $(libdir) $(includedir) $(bindir) $(docdir))
$(call words_kept,sources,$(lib_src) $(wildcard cmd/*.c cmd/*/*.c cmd/*/*/*.c))
endif
# make clean all: one after the other, and what clean took is made anew.
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
$B/flags $B/paths $B/sources:
	@mkdir -p $B && touch $@

# A header of the same folder is "x.h", any other "common/x.h" or
# "mleakwatch/judge/x.h".
$B/cmd/%.o $B/san/cmd/%.o $B/tests/%.o $B/san/tests/%.o: own_cppflags += -Icmd

# A test may keep what it compares on its stack.
$B/tests/%.o: own_cflags += -Wno-frame-larger-than
# The judge sums arrays, and asks neither errno nor floating-point flags of
# what it computes: a fifth faster, and the same to the bit.
$B/cmd/mleakwatch/judge/%.o: own_cflags += -O3 -fno-trapping-math \
	-fno-math-errno

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC)$(compile) -c -o $@ $<

# What is gone from the sources is not left in what is made of them.
$B/libmeminfo.a: $(lib_obj) $B/sources
	@rm -f $@
	$(call say,AR)$(AR) rcsD $@ $(lib_obj)

# -static is for the commands: a shared object has no use for it.
$B/libmeminfo.so.$(soversion): $(lib_obj) lib/libmeminfo.map $B/sources
	$(call say,LD)$(CC) $(own_cflags) $(harden_ldflags) $(CFLAGS) \
		$(filter-out -static,$(LDFLAGS)) -shared -Wl,-soname,$(@F) \
		-Wl,--version-script=lib/libmeminfo.map -o $@ $(lib_obj)

$(pkgconfigs:%=$B/%): lib/meminfo.pc.in Makefile $B/paths
	@sed -e 's|@prefix@|$(prefix)|' -e 's|@includedir@|$(includedir)|' \
		-e 's|@libdir@|$(libdir)|' -e 's|@version@|$(version)|' \
		$< >$@

# They name the places of the default prefix.
$(examples): $B/%: man/% $B/paths
	@mkdir -p $(@D)
	@sed -e 's|/usr/local/share/doc/memutils|$(docdir)|' \
		-e 's|/usr/local/bin|$(bindir)|' $< >$@

# A command is one file, a folder, or a folder of rooms.  Its parts are all but
# main(): the unit suites and fuzz targets of the command link them.
sources_of = $(sort $(wildcard cmd/$(1).c cmd/$(1)/*.c cmd/$(1)/*/*.c))
parts_of = $(filter-out %/main.c,$(call sources_of,$(1)))
objects = $(patsubst %.c,$(2)/%.o,$(1))

$(binaries): $B/bin/%: $$(call objects,$$(call sources_of,$$*),$B) \
		$(common_obj) $B/libmeminfo.a
	@mkdir -p $(@D)
	$(call say,LD)$(link) $(link_end)

# --- installation ----------------------------------------------------------

# A command whose page is in section 8 is for the administrator.
admin := $(filter $(commands),$(basename $(notdir $(wildcard man/*.8))))
# From, to and mode of all that is installed; what uninstall takes away.
installed_bin := \
	$(foreach c,$(filter-out $(admin),$(commands)), \
		$B/bin/$c:$(bindir)/$c:755) \
	$(foreach c,$(admin),$B/bin/$c:$(sbindir)/$c:755) \
	$(foreach p,$(wildcard man/*.[124-9]), \
		$p:$(mandir)/man$(subst .,,$(suffix $p))/$(notdir $p):644) \
	$(foreach c,$(commands),cmd/common/completion.bash:$(strip \
		)$(datadir)/bash-completion/completions/$c:644) \
	cmd/common/completion.zsh:$(datadir)/zsh/site-functions/_memutils:644 \
	README.md:$(docdir)/README.md:644 \
	$(foreach e,$(examples),$e:$(docdir)/examples/$(notdir $e):$(strip \
		$(if $(suffix $e),644,755)))
installed_lib := \
	$B/libmeminfo.a:$(libdir)/libmeminfo.a:644 \
	$B/libmeminfo.so.$(soversion):$(libdir)/libmeminfo.so.$(soversion):755 \
	$(foreach p,$(pkgconfigs),$B/$p:$(libdir)/pkgconfig/$p:644) \
	lib/meminfo.h:$(includedir)/meminfo.h:644 \
	$(foreach p,$(wildcard man/*.3), \
		$p:$(mandir)/man3/$(notdir $p):644)

# Folders that were not there before are noted, so that uninstall takes those
# away again and no other.
install_files = set -e; for entry in $(1); do \
		from=$${entry%%:*} rest=$${entry\#*:}; \
		to="$(DESTDIR)$${rest%:*}" mode=$${rest\#\#*:}; \
		folder=$${to%/*}; while [ ! -d "$$folder" ]; do \
			printf '%s\n' "$$folder" >>$B/folders; \
			folder=$$(dirname "$$folder"); \
		done; \
		$(INSTALL) -d "$${to%/*}"; \
		$(INSTALL) -m "$$mode" "$$from" "$$to"; \
	done

# The loader finds a library that ldconfig has seen.  Packages run it by
# themselves: nothing is done in a DESTDIR.
install: all
	@$(call install_files,$(installed_bin) $(installed_lib))
	@ln -sf libmeminfo.so.$(soversion) "$(DESTDIR)$(libdir)/libmeminfo.so"
	@[ -n "$(DESTDIR)" ] || PATH="$$PATH:/sbin:/usr/sbin" sh -c ' \
		[ "$$(id -u)" -ne 0 ] || ldconfig 2>/dev/null; \
		ldconfig -p 2>/dev/null | grep -q " $$1/libmeminfo" || \
		echo "To run programs with the shared library:" \
			"export LD_LIBRARY_PATH=$$1" \
			"(as root: add $$1 to /etc/ld.so.conf, run ldconfig)"' \
		sh "$(libdir)"

install-bin: $(binaries) $(examples)
	@$(call install_files,$(installed_bin))

uninstall:
	@for entry in $(installed_bin) $(installed_lib); do \
		rest=$${entry#*:}; rm -f "$(DESTDIR)$${rest%:*}"; \
	done
	@rm -f "$(DESTDIR)$(libdir)/libmeminfo.so"
	@[ ! -e $B/folders ] || { sort -ru $B/folders | \
		while IFS= read -r folder; do \
			rmdir "$$folder" 2>/dev/null || [ ! -d "$$folder" ] || \
				printf '%s\n' "$$folder"; \
		done >$B/folders.new && mv $B/folders.new $B/folders; }

# --- release ---------------------------------------------------------------

# To the byte the same from a clone and from what it unpacks to: names in
# order, nobody's files, the time of the commit, which the files then have.
dist_name := memutils-$(version)
dist_files = if [ -e .git ]; then git ls-files -z; \
	else find . -path ./$B -prune -o ! -type d -print0 | \
		sed -z 's|^\./||'; fi | LC_ALL=C sort -z
dist_time = $${SOURCE_DATE_EPOCH:-$$(if [ -e .git ]; \
	then git log -1 --format=%ct; else stat -c %Y Makefile; fi)}

dist:
	@mkdir -p $B
	@[ ! -e .git ] || { changed=$$(git status --porcelain -uno) && \
		[ -z "$$changed" ]; } || { \
		echo 'dist: not all is committed' >&2; exit 1; }
	@$(dist_files) >$B/dist.files
	tar --create --format=gnu --null --no-recursion --hard-dereference \
		--owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
		--mtime=@$(dist_time) \
		--transform='flags=rh;s|^|$(dist_name)/|' \
		--files-from=$B/dist.files >$B/$(dist_name).tar
	gzip -9nf $B/$(dist_name).tar
	@rm $B/dist.files
	@echo $B/$(dist_name).tar.gz

# --- tests -----------------------------------------------------------------

# The sanitizers see more than fortified functions do, and widen frames.
san_flags := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all -U_FORTIFY_SOURCE -Wno-frame-larger-than
# tests/unit/NAME.c is a suite of lib or cmd/common, tests/unit/COMMAND/NAME.c
# one of a command's parts; targets in tests/fuzz/ likewise.
unit_names := $(patsubst tests/unit/%.c,%,$(filter-out tests/unit/main.c, \
	$(sort $(wildcard tests/unit/*.c tests/unit/*/*.c))))
fuzz_names := $(patsubst tests/fuzz/%.c,%,$(filter-out tests/fuzz/replay.c, \
	$(sort $(wildcard tests/fuzz/*.c tests/fuzz/*/*.c))))
check_libs = $(shell $(PKG_CONFIG) --libs check)
check_cflags = $(shell $(PKG_CONFIG) --cflags check)
# The command that mleakwatch/judge is a suite of; nothing for one of lib.
command_of = $(filter $(commands),$(patsubst %/,%,$(dir $(1))))
tested_parts = $(if $(command_of),$(call parts_of,$(command_of)))
san_lib_obj := $(lib_src:%.c=$B/san/%.o)
san_common_obj := $(common_obj:$B/%=$B/san/%)
unit_plain := $(unit_names:%=$B/tests/unit/%)
unit_san := $(unit_names:%=$B/san/unit/%)
replays := $(fuzz_names:%=$B/san/fuzz/%)
san_binaries := $(commands:%=$B/san/bin/%)
fuzzers := $(fuzz_names:%=$B/fuzz/%)

$B/tests/unit/%.o $B/san/tests/unit/%.o: own_cppflags += $(check_cflags) \
	-Itests/unit
$B/tests/fuzz/%.o $B/san/tests/fuzz/%.o: own_cppflags += -Itests/fuzz

$B/san/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(call say,CC)$(compile) $(san_flags) -c -o $@ $<

$(unit_plain): $B/tests/unit/%: $B/tests/unit/%.o $B/tests/unit/main.o \
		$$(call objects,$$(call tested_parts,$$*),$B) \
		$(common_obj) $B/libmeminfo.a
	$(call say,LD)$(link) $(link_end) $(check_libs)

$(unit_san): $B/san/unit/%: $B/san/tests/unit/%.o $B/san/tests/unit/main.o \
		$$(call objects,$$(call tested_parts,$$*),$B/san) \
		$(san_common_obj) $(san_lib_obj)
	@mkdir -p $(@D)
	$(call say,LD)$(link) $(san_flags) $(link_end) $(check_libs)

$(replays): $B/san/fuzz/%: $B/san/tests/fuzz/%.o $B/san/tests/fuzz/replay.o \
		$$(call objects,$$(call tested_parts,$$*),$B/san) \
		$(san_common_obj) $(san_lib_obj)
	@mkdir -p $(@D)
	$(call say,LD)$(link) $(san_flags) $(link_end)

$(san_binaries): $B/san/bin/%: $$(call objects,$$(call sources_of,$$*),$B/san) \
		$(san_common_obj) $(san_lib_obj)
	@mkdir -p $(@D)
	$(call say,LD)$(link) $(san_flags) $(link_end)

.PHONY: have-check
have-check:
	@$(PKG_CONFIG) --exists check || { \
		echo 'check: Check is not installed: see README.md' >&2; exit 1; }

# Programs that leak in known ways, for the tests to watch.
leak_programs := $(patsubst tests/leaks/%.c,$B/leaks/%, \
	$(wildcard tests/leaks/*.c))

# Not optimised: a block that nobody reads would not be allocated at all.
# glibc before 2.34 has dlmopen(3) in libdl.
$(leak_programs): $B/leaks/%: tests/leaks/%.c $B/flags
	@mkdir -p $(@D)
	$(call say,LD)$(compile) -U_FORTIFY_SOURCE -Wno-frame-larger-than \
		-O0 $(LDFLAGS) -o $@ $< \
		$(own_ldlibs) -ldl $(LDLIBS)

# check is what needs no root, terminal, network or clock, on any machine;
# check-slow the rest.  SANITIZE= leaves the sanitized half out of both.
SANITIZE ?= yes
sanitized := $(if $(SANITIZE),$(unit_san) $(replays) $(san_binaries))

check: have-check all $(leak_programs) $(unit_plain) $(sanitized)
	@CC='$(CC)' MAKE='$(make)' SANITIZE='$(SANITIZE)' tests/run $B fast

check-slow: all $(leak_programs) $(if $(SANITIZE),$(san_binaries))
	@CC='$(CC)' MAKE='$(make)' SANITIZE='$(SANITIZE)' tests/run $B slow

# One file, with what it needs: make test T=tests/unit/maps.c, T=tests/cli/mfree.sh
# or T=tests/fuzz/maps.c, which runs the corpus; SAN=yes: sanitized.
T ?=
SAN ?=
one := $(patsubst tests/%,%,$(basename $(T)))
one_program := $(filter $B/tests/$(one) $B/san/$(one), \
	$(if $(SAN),$(unit_san),$(unit_plain)) $(replays))
one_script := $(filter tests/cli/%.sh tests/build/%.sh,$(wildcard $(T)))

.PHONY: test
test: $(one_program) $(if $(one_script),all $(leak_programs) \
		$(if $(SAN),$(san_binaries)))
	@$(if $(one_program),$(one_program) $(if $(filter fuzz/%,$(one)), \
		tests/fuzz/corpus/$(one:fuzz/%=%)/*), \
	$(if $(one_script),CC='$(CC)' MAKE='$(make)' BUILD='$(abspath $B)' \
		BIN='$(abspath $B)/$(if $(SAN),san/)bin' sh $(one_script), \
	echo "test: '$(T)' is no test: make test T=tests/unit/maps.c," \
		"make check for all" >&2; exit 2))

# Coverage-guided, by hand: make fuzz [RUNS=10000000] [TARGET=system]
RUNS ?= 1000000
TARGET ?= $(fuzz_names)

# A run compares a heap's words with each other some 100,000 times: to report
# each to the fuzzer takes three quarters of the time.
$B/fuzz/mleakwatch/heap: fuzz_flags := -fno-sanitize-coverage=trace-cmp

$(fuzzers): $B/fuzz/%: tests/fuzz/%.c $(lib_src) $$(call tested_parts,$$*) \
		$(wildcard cmd/common/*.c) $B/flags
	@mkdir -p $(@D)
	$(call say,LD)$(CLANG) $(own_cppflags) $(CPPFLAGS) -Icmd -Itests/fuzz -std=c11 -O2 \
		-g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all $(fuzz_flags) -o $@ $(filter %.c,$^) \
		$(own_ldlibs) $(LDLIBS)

fuzz: $(TARGET:%=$B/fuzz/%)
	@for target in $(TARGET); do \
		mkdir -p $B/fuzz/$$target.found; \
		echo "fuzz: $$target, $(RUNS) runs"; \
		$B/fuzz/$$target -runs=$(RUNS) -max_len=8192 -verbosity=0 \
			-artifact_prefix=$B/fuzz/$$target.found/ \
			-print_final_stats=1 $B/fuzz/$$target.found \
			tests/fuzz/corpus/$$target || exit 1; \
	done

# --- speed -----------------------------------------------------------------

# Each figure is a ratio, taken in one run: tests/bench/lib.sh.
bench_programs := $(patsubst tests/bench/%.c,$B/bench/%, \
	$(wildcard tests/bench/*.c))

$(bench_programs): $B/bench/%: $B/tests/bench/%.o
	@mkdir -p $(@D)
	$(call say,LD)$(link) $(link_end)

bench: all $(bench_programs)
	@if command -v musl-gcc >/dev/null; then \
		$(MAKE) -s B=$B/musl CC=musl-gcc LDFLAGS=-static \
			bench-programs; fi
	@set -e; for script in $(filter-out %/lib.sh %/fleet.sh, \
		$(wildcard tests/bench/*.sh)); do \
		BIN=$B/bin BUILD=$B sh $$script; done

# Ten million samples: minutes, and 700 MB.
.PHONY: bench-fleet
bench-fleet: $B/bin/mleakwatch $B/bench/fleet $B/bench/duel
	@BIN=$B/bin BUILD=$B sh tests/bench/fleet.sh

.PHONY: bench-programs
bench-programs: $(binaries) $(bench_programs)

# Debian's kernels, booted under emulation: make check-kernels [KERNELS=NAMES]
# [CACHE=DIR], see tests/kernels/run.
KERNELS ?=
check-kernels:
	@MAKE='$(MAKE)' tests/kernels/run $B $(KERNELS)

demo: all $(leak_programs)
	@BIN=$B/bin LEAKS=$B/leaks tests/demo

# --- how well mleakwatch judges ---------------------------------------------

# A folder of labelled curves, CURVES=DIR, or a set that is made: an even seed
# has noises and shapes that nothing was developed on.
SEED ?= 2
leakbench_obj := $(patsubst %.c,$B/%.o,$(addprefix tests/leakbench/, \
	leakbench.c file.c alarms.c baseline.c random.c \
	family.c families.c truth.c trace.c properties.c loads.c left.c))
curves_obj := $(patsubst %.c,$B/%.o,$(addprefix tests/leakbench/, \
	curves.c noises.c shapes.c random.c))

$B/leakbench/leakbench: $(leakbench_obj) \
		$(call objects,$(call parts_of,mleakwatch),$B) $(common_obj) \
		$B/libmeminfo.a
$B/leakbench/curves: $(curves_obj)
$B/leakbench/leakbench $B/leakbench/curves:
	@mkdir -p $(@D)
	$(call say,LD)$(link) $(link_end)

leakbench: $B/leakbench/leakbench $B/leakbench/curves
ifdef CURVES
	$B/leakbench/leakbench $(CURVES)
else
	@mkdir -p $B/leakbench/set.$(SEED)
	$B/leakbench/curves $B/leakbench/set.$(SEED) $(SEED) \
		tests/fixtures/traces
	$B/leakbench/leakbench $B/leakbench/set.$(SEED)
	$B/leakbench/leakbench --families $(SEED) 40
	$B/leakbench/leakbench --properties $(SEED) 8
	$B/leakbench/leakbench --prefixes $(SEED) 4
	$B/leakbench/leakbench --loads $(SEED) 5
	$B/leakbench/leakbench --left $(SEED) 20
	$B/leakbench/leakbench --noise 100
endif

# Records the fixtures of the heap scan, by hand.
$B/heap_record: $B/tests/heap_record.o \
		$(call objects,$(call parts_of,mleakwatch),$B) $(common_obj) \
		$B/libmeminfo.a
	$(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lm $(LDLIBS)

# --- lint ------------------------------------------------------------------

shell_files := .ci/run tests/run tests/capture tests/demo tests/figures \
	$(wildcard tests/*/*.sh tests/kernels/live/*.sh) \
	tests/kernels/fetch tests/kernels/initramfs tests/kernels/boot \
	tests/kernels/run man/examples/memutils-textfile

lint:
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr \
		--enable=warning,performance,portability \
		--suppress=missingIncludeSystem $(own_cppflags) -Icmd \
		lib cmd
	shellcheck $(shell_files)
	shellcheck -s bash cmd/common/completion.bash
	@# Sentences that need another reading.
	tests/figures --check
	@# Whether other pages are installed says nothing of ours.
	! mandoc -Tlint $(wildcard man/*.[1-9]) 2>&1 | \
		grep -v -e 'referenced manual not found' -e 'mandoc.db'

-include $(shell find $B -name '*.d' 2>/dev/null)

clean:
	rm -rf $B
