# memutils: GNU make.  Everything made goes to build/.
#
# make [all]  make check  make bench  make leakbench [CURVES=DIR]  make fuzz
# make lint  make demo
# make install [DESTDIR=] [prefix=]  make uninstall  make dist  make clean
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
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/memutils
INSTALL ?= install
PKG_CONFIG ?= pkg-config
CLANG ?= clang

B := build
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes
# Two builds of one commit are the same to the byte, wherever they stand.
own_cflags := -std=c11 -O2 $(warnings) -pthread -fPIC -fvisibility=hidden \
	-ffile-prefix-map=$(CURDIR)=.
own_cppflags := -D_GNU_SOURCE -D_LARGEFILE64_SOURCE -D_FILE_OFFSET_BITS=64 \
	-D_TIME_BITS=64 \
	-DMEMUTILS_VERSION='"$(version)"' -Ilib
# libm for mleakwatch; the others do not load it.
own_ldlibs := -Wl,--as-needed -lm
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
.PHONY: all check check-kernels bench leakbench fuzz lint demo install uninstall dist clean

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

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(compile) -c -o $@ $<

# What is gone from the sources is not left in what is made of them.
$B/libmeminfo.a: $(lib_obj) $B/sources
	rm -f $@
	$(AR) rcsD $@ $(lib_obj)

# -static is for the commands: a shared object has no use for it.
$B/libmeminfo.so.$(soversion): $(lib_obj) lib/libmeminfo.map $B/sources
	$(CC) $(own_cflags) $(CFLAGS) $(filter-out -static,$(LDFLAGS)) \
		-shared -Wl,-soname,$(@F) \
		-Wl,--version-script=lib/libmeminfo.map -o $@ $(lib_obj)

$B/meminfo.pc: lib/meminfo.pc.in Makefile $B/paths
	sed -e 's|@prefix@|$(prefix)|' -e 's|@includedir@|$(includedir)|' \
		-e 's|@libdir@|$(libdir)|' -e 's|@version@|$(version)|' \
		$< >$@

# They name the places of the default prefix.
$(examples): $B/%: man/% $B/paths
	@mkdir -p $(@D)
	sed -e 's|/usr/local/share/doc/memutils|$(docdir)|' \
		-e 's|/usr/local/bin|$(bindir)|' $< >$@

# A command is one file, a folder, or a folder of rooms.  Its parts are all but
# main(): the unit suites and fuzz targets of the command link them.
sources_of = $(sort $(wildcard cmd/$(1).c cmd/$(1)/*.c cmd/$(1)/*/*.c))
parts_of = $(filter-out %/main.c,$(call sources_of,$(1)))
objects = $(patsubst %.c,$(2)/%.o,$(1))

$(binaries): $B/bin/%: $$(call objects,$$(call sources_of,$$*),$B) \
		$(common_obj) $B/libmeminfo.a
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(own_ldlibs) $(LDLIBS)

# --- installation ----------------------------------------------------------

# A command whose page is in section 8 is for the administrator.
admin := $(filter $(commands),$(basename $(notdir $(wildcard man/*.8))))
# From, to and mode of all that is installed; what uninstall takes away.
installed := \
	$(foreach c,$(filter-out $(admin),$(commands)), \
		$B/bin/$c:$(bindir)/$c:755) \
	$(foreach c,$(admin),$B/bin/$c:$(sbindir)/$c:755) \
	$(foreach p,$(wildcard man/*.[1-9]), \
		$p:$(mandir)/man$(subst .,,$(suffix $p))/$(notdir $p):644) \
	$B/libmeminfo.a:$(libdir)/libmeminfo.a:644 \
	$B/libmeminfo.so.$(soversion):$(libdir)/libmeminfo.so.$(soversion):755 \
	$B/meminfo.pc:$(libdir)/pkgconfig/meminfo.pc:644 \
	lib/meminfo.h:$(includedir)/meminfo.h:644 \
	$(foreach c,$(commands),cmd/common/completion.bash:$(strip \
		)$(datadir)/bash-completion/completions/$c:644) \
	cmd/common/completion.zsh:$(datadir)/zsh/site-functions/_memutils:644 \
	README.md:$(docdir)/README.md:644 \
	$(foreach e,$(examples),$e:$(docdir)/examples/$(notdir $e):$(strip \
		$(if $(suffix $e),644,755)))

# Folders that were not there before are noted, so that uninstall takes those
# away again and no other.
install: all
	@set -e; for entry in $(installed); do \
		from=$${entry%%:*} rest=$${entry#*:}; \
		to="$(DESTDIR)$${rest%:*}" mode=$${rest##*:}; \
		folder=$${to%/*}; while [ ! -d "$$folder" ]; do \
			printf '%s\n' "$$folder" >>$B/folders; \
			folder=$$(dirname "$$folder"); \
		done; \
		$(INSTALL) -d "$${to%/*}"; \
		$(INSTALL) -m "$$mode" "$$from" "$$to"; \
	done
	ln -sf libmeminfo.so.$(soversion) "$(DESTDIR)$(libdir)/libmeminfo.so"

uninstall:
	@for entry in $(installed); do \
		rest=$${entry#*:}; rm -f "$(DESTDIR)$${rest%:*}"; \
	done
	rm -f "$(DESTDIR)$(libdir)/libmeminfo.so"
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

san_flags := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
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
	$(compile) $(san_flags) -c -o $@ $<

$(unit_plain): $B/tests/unit/%: $B/tests/unit/%.o $B/tests/unit/main.o \
		$$(call objects,$$(call tested_parts,$$*),$B) \
		$(common_obj) $B/libmeminfo.a
	$(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(check_libs) \
		$(own_ldlibs) $(LDLIBS)

$(unit_san): $B/san/unit/%: $B/san/tests/unit/%.o $B/san/tests/unit/main.o \
		$$(call objects,$$(call tested_parts,$$*),$B/san) \
		$(san_common_obj) $(san_lib_obj)
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(san_flags) $(LDFLAGS) -o $@ $^ \
		$(check_libs) $(own_ldlibs) $(LDLIBS)

$(replays): $B/san/fuzz/%: $B/san/tests/fuzz/%.o $B/san/tests/fuzz/replay.o \
		$$(call objects,$$(call tested_parts,$$*),$B/san) \
		$(san_common_obj) $(san_lib_obj)
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(san_flags) $(LDFLAGS) -o $@ $^ $(own_ldlibs) $(LDLIBS)

$(san_binaries): $B/san/bin/%: $$(call objects,$$(call sources_of,$$*),$B/san) \
		$(san_common_obj) $(san_lib_obj)
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(san_flags) $(LDFLAGS) -o $@ $^ $(own_ldlibs) $(LDLIBS)

.PHONY: have-check
have-check:
	@$(PKG_CONFIG) --exists check || { \
		echo 'check: Check is not installed: see README.md' >&2; exit 1; }

# Programs that leak in known ways, for the tests to watch.
leak_programs := $(patsubst tests/leaks/%.c,$B/leaks/%, \
	$(wildcard tests/leaks/*.c))

# Not optimised: a block that nobody reads would not be allocated at all.
$(leak_programs): $B/leaks/%: tests/leaks/%.c $B/flags
	@mkdir -p $(@D)
	$(compile) -O0 $(LDFLAGS) -o $@ $< $(own_ldlibs) $(LDLIBS)

check: have-check all $(leak_programs) $(unit_plain) $(unit_san) $(replays) \
		$(san_binaries)
	@CC='$(CC)' MAKE='$(MAKE)' tests/run $B

# Coverage-guided, by hand: make fuzz [RUNS=10000000] [TARGET=system]
RUNS ?= 1000000
TARGET ?= $(fuzz_names)

$(fuzzers): $B/fuzz/%: tests/fuzz/%.c $(lib_src) $$(call tested_parts,$$*) \
		$(wildcard cmd/common/*.c) $B/flags
	@mkdir -p $(@D)
	$(CLANG) $(own_cppflags) $(CPPFLAGS) -Icmd -Itests/fuzz -std=c11 -O2 \
		-g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all -o $@ $(filter %.c,$^) $(own_ldlibs) $(LDLIBS)

fuzz: $(TARGET:%=$B/fuzz/%)
	@for target in $(TARGET); do \
		mkdir -p $B/fuzz/$$target.found; \
		echo "fuzz: $$target, $(RUNS) runs"; \
		$B/fuzz/$$target -runs=$(RUNS) -max_len=8192 -verbosity=0 \
			-print_final_stats=1 $B/fuzz/$$target.found \
			tests/fuzz/corpus/$$target || exit 1; \
	done

# --- speed -----------------------------------------------------------------

# Each figure is a ratio, taken in one run: tests/bench/lib.sh.
bench_programs := $(patsubst tests/bench/%.c,$B/bench/%, \
	$(wildcard tests/bench/*.c))

$(bench_programs): $B/bench/%: $B/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $< $(own_ldlibs) $(LDLIBS)

bench: all $(bench_programs)
	@if command -v musl-gcc >/dev/null; then \
		$(MAKE) -s B=$B/musl CC=musl-gcc LDFLAGS=-static \
			bench-programs; fi
	@set -e; for script in $(filter-out %/lib.sh, \
		$(wildcard tests/bench/*.sh)); do \
		BIN=$B/bin BUILD=$B sh $$script; done

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
	family.c families.c truth.c trace.c))
curves_obj := $(patsubst %.c,$B/%.o,$(addprefix tests/leakbench/, \
	curves.c noises.c shapes.c random.c))

$B/leakbench/leakbench: $(leakbench_obj) \
		$(call objects,$(call parts_of,mleakwatch),$B) $(common_obj) \
		$B/libmeminfo.a
$B/leakbench/curves: $(curves_obj)
$B/leakbench/leakbench $B/leakbench/curves:
	@mkdir -p $(@D)
	$(CC) $(own_cflags) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(own_ldlibs) $(LDLIBS)

leakbench: $B/leakbench/leakbench $B/leakbench/curves
ifdef CURVES
	$B/leakbench/leakbench $(CURVES)
else
	@mkdir -p $B/leakbench/set.$(SEED)
	$B/leakbench/curves $B/leakbench/set.$(SEED) $(SEED) \
		tests/fixtures/traces
	$B/leakbench/leakbench $B/leakbench/set.$(SEED)
	$B/leakbench/leakbench --noise 300
endif

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
	@# Not yet an error: the number must come to 0.
	@tests/figures --list | sed -n '$$=' | sed 's/$$/ sentences to be '` \
		`'written plainly: tests\/figures --list [FILE]/'
	@# Whether other pages are installed says nothing of ours.
	! mandoc -Tlint $(wildcard man/*.[1-9]) 2>&1 | \
		grep -v -e 'referenced manual not found' -e 'mandoc.db'

-include $(shell find $B -name '*.d' 2>/dev/null)

clean:
	rm -rf $B
