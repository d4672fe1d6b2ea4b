# duban: make demo (the main job, end to end), make check (all tests). `make help` lists the rest.
CC       ?= gcc
BUILD    ?= build$(if $(SANITIZE),/sanitize)
PREFIX   ?= /usr/local
SANITIZE ?=
VERSION  := 0.1.0

# ---- what it stands on ----
PACKAGES      := build-essential pkg-config libzmq3-dev libczmq-dev libmsgpack-dev liblmdb-dev \
                 libsodium-dev libhyperscan-dev libjansson-dev libsystemd-dev libunistring-dev \
                 libsmartcols-dev libcsv-dev liblinear-dev uthash-dev
TEST_PACKAGES := libcmocka-dev python3 python3-zmq python3-msgpack clang \
                 libclang-rt-dev clang-format
LINT_PACKAGES := clang-tidy
PKGS          := libzmq libczmq msgpack lmdb libsodium libhs jansson libsystemd smartcols

CPPFLAGS += -D_GNU_SOURCE -DDUBAN_VERSION='"$(VERSION)"'
CFLAGS   ?= -O2 -g
CFLAGS   += -std=c11 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -fno-omit-frame-pointer
CFLAGS   += $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDLIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lunistring -lcsv -lm -lpthread \
            -Wl,--push-state,--as-needed -llinear -Wl,--pop-state
ifneq ($(SANITIZE),)
CFLAGS   += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
LDFLAGS  += -fsanitize=$(SANITIZE)
endif

# ---- the house: every folder's sources, except the mains, make one static library ----
MAINS    := daemon/duband.c workers/duban-classifier.c workers/duban-escalator.c clients/duban.c
FOLDERS  := clients workers daemon config proto
LIBS     := $(FOLDERS:%=$(BUILD)/lib%.a)
BINARIES := $(BUILD)/duband $(BUILD)/duban-classifier $(BUILD)/duban-escalator $(BUILD)/duban
objects   = $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(MAINS),$(wildcard $(1)/*.c)))

.DEFAULT_GOAL := all
.PHONY: all help deps demo run check unit e2e bench fuzz fuzz-smoke fuzz-seeds fuzz-binaries tidy \
        format lint clean
all: $(BINARIES) $(addprefix $(BUILD)/libduban.,a so pc) ## the programs and libduban

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

# What is missing is installed and named; nothing is said when all is there.
DEPS ?= $(PACKAGES) $(TEST_PACKAGES)
deps: ## install the Debian packages that are missing
	@sh tests/deps.sh $(DEPS)

# Tests and the demo keep what they compiled out of the user's own cache.
demo e2e: export CACHE_DIRECTORY = $(abspath $(BUILD))/cache
demo: ## the main job, end to end, in a few seconds
	+@$(MAKE) --no-print-directory deps DEPS="$(PACKAGES)"
	+@$(MAKE) --no-print-directory all
	@clients/demo/demo.sh $(BUILD)

run: all ## duband in the foreground
	exec $(BUILD)/duband

define folder_library
$(BUILD)/lib$(1).a: $(call objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(foreach folder,$(FOLDERS),$(eval $(call folder_library,$(folder))))

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

# The policy files are part of the program (config/shipped.c).
$(BUILD)/config/shipped.o: $(wildcard config/*.conf)

link = $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
       -Wl,--end-group $(LDLIBS) -o $@
libs = $(foreach lib,$(1),$(BUILD)/lib$(lib).a)

$(BUILD)/duband: $(BUILD)/daemon/duband.o $(call libs,daemon workers config proto)
	$(link)
$(BUILD)/duban-classifier: $(BUILD)/workers/duban-classifier.o $(call libs,workers config proto)
	$(link)
$(BUILD)/duban-escalator: $(BUILD)/workers/duban-escalator.o $(call libs,workers config proto)
	$(link)
$(BUILD)/duban: $(BUILD)/clients/duban.o $(call libs,clients workers config proto)
	$(link)

# ---- libduban: the client library; nothing but duban_* leaves it ----
LIBDUBAN_OBJECTS := $(patsubst %,$(BUILD)/proto/%.o, \
                      buffer fault forms libduban record reply scan terms ulid)
$(BUILD)/libduban.a: $(LIBDUBAN_OBJECTS)
	@rm -f $@
	$(LD) -r $^ -o $(BUILD)/libduban.o
	objcopy --localize-hidden $(BUILD)/libduban.o
	$(AR) rcs $@ $(BUILD)/libduban.o
$(BUILD)/libduban.so: $(LIBDUBAN_OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libduban.so.0 $(if $(SANITIZE),,-Wl,-z,defs) $^ \
	    -lzmq -lmsgpackc -lsodium -lunistring -lpthread -o $@
	@ln -sf libduban.so $(BUILD)/libduban.so.0
pc_file = sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' \
    proto/duban.pc.in
$(BUILD)/libduban.pc: proto/duban.pc.in Makefile
	@mkdir -p $(@D)
	$(pc_file) >$@

# ---- installing; files in $(SYSCONFDIR)/duban that are there already are left as they are ----
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
SYSCONFDIR ?= /etc
UNITS      := $(wildcard systemd/*.service systemd/*.timer systemd/*.socket)
unit_dir    = $(DESTDIR)$(PREFIX)/lib/systemd/system
.PHONY: install uninstall
install: all ## to DESTDIR and PREFIX (/usr/local)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include \
	    $(DESTDIR)$(SYSCONFDIR)/duban $(unit_dir) $(DESTDIR)$(PREFIX)/lib/sysusers.d \
	    $(DESTDIR)$(PREFIX)/lib/tmpfiles.d
	install -m 755 $(BINARIES) $(DESTDIR)$(BINDIR)
	install -m 644 $(BUILD)/libduban.a $(DESTDIR)$(LIBDIR)
	install -m 755 $(BUILD)/libduban.so $(DESTDIR)$(LIBDIR)/libduban.so.0
	ln -sf libduban.so.0 $(DESTDIR)$(LIBDIR)/libduban.so
	$(pc_file) >$(DESTDIR)$(LIBDIR)/pkgconfig/duban.pc
	install -m 644 proto/duban.h $(DESTDIR)$(PREFIX)/include
	for file in $(notdir $(wildcard config/*.conf)); do \
	    to=$(DESTDIR)$(SYSCONFDIR)/duban/$$file; \
	    [ -e $$to ] || install -m 644 config/$$file $$to || exit 1; done
	for unit in $(notdir $(UNITS)); do \
	    sed 's|@BINDIR@|$(BINDIR)|g; s|@SYSCONFDIR@|$(SYSCONFDIR)|g' systemd/$$unit \
	    >$(unit_dir)/$$unit || exit 1; done
	install -m 644 systemd/duban.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/duban.conf
	install -m 644 systemd/duban.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/duban.conf

uninstall: ## take away what install put there, but for the configuration
	rm -f $(addprefix $(DESTDIR)$(BINDIR)/,$(notdir $(BINARIES))) \
	    $(addprefix $(DESTDIR)$(LIBDIR)/,libduban.a libduban.so libduban.so.0 pkgconfig/duban.pc) \
	    $(DESTDIR)$(PREFIX)/include/duban.h $(addprefix $(unit_dir)/,$(notdir $(UNITS))) \
	    $(DESTDIR)$(PREFIX)/lib/sysusers.d/duban.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/duban.conf

# ---- unit tests: tests/unit/test_*.c, one program each ----
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
# What the tests of daemon/ share; linked only where it is used.
$(BUILD)/tests/unit/house.a: $(BUILD)/tests/unit/house.o
	$(AR) rcs $@ $^
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/house.a \
    $(call libs,clients workers daemon config proto)
	$(link) -lcmocka
.PRECIOUS: $(BUILD)/%.o
unit: $(UNIT_TESTS) ## the unit tests
	@failed=0; for test in $^; do $$test || failed=1; done; exit $$failed

# ---- end-to-end tests: tests/e2e/test_*.c, one program each, with real processes ----
E2E_TESTS := $(patsubst tests/e2e/%.c,$(BUILD)/tests/e2e/%,$(wildcard tests/e2e/test_*.c))
E2E_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/e2e/test_%,$(wildcard tests/e2e/*.c)))
$(BUILD)/tests/e2e/%: $(BUILD)/tests/e2e/%.o $(E2E_PARTS) \
    $(call libs,clients workers daemon config proto)
	$(link) -lcmocka
e2e: $(BINARIES) $(E2E_TESTS) ## the end-to-end tests, with real processes
	@printf '%s\n' $(E2E_TESTS) | xargs -P 2 -I TEST sh -c \
	    'TEST >TEST.log 2>&1; code=$$?; cat TEST.log; exit $$code'

# ---- fuzzing: tests/fuzz/fuzz_*.c against libraries that are built for it, with clang ----
FUZZERS      := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_BUILD   := $(BUILD)/fuzz
FUZZ_SECONDS ?= 60
FUZZ_MAKE    := $(MAKE) BUILD=$(FUZZ_BUILD) CC=clang SANITIZE=fuzzer-no-link,address,undefined
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o \
    $(call libs,clients workers daemon config proto)
	$(link) -fsanitize=fuzzer
$(BUILD)/tests/fuzz/make_seeds: $(BUILD)/tests/fuzz/make_seeds.o $(call libs,proto)
	$(link)
fuzz-binaries: $(FUZZERS:%=$(BUILD)/tests/fuzz/fuzz_%)
fuzz: ## every fuzz target for FUZZ_SECONDS (60)
	+@$(FUZZ_MAKE) fuzz-binaries
	@tests/fuzz/run.sh $(FUZZ_BUILD) -max_total_time=$(FUZZ_SECONDS) $(FUZZERS)
fuzz-smoke: ## every fuzz target over its seeds and some thousand runs
	+@$(FUZZ_MAKE) fuzz-binaries
	@tests/fuzz/run.sh $(FUZZ_BUILD) -runs=5000 $(FUZZERS)
fuzz-seeds: $(BUILD)/tests/fuzz/make_seeds ## write the committed seeds anew
	$< tests/fuzz/seeds

# ---- benchmarks: bench_*.c are programs of their own, the rest of tests/bench is one ----
BENCH_PARTS := $(filter-out tests/bench/bench_%,$(wildcard tests/bench/*.c))
BENCHES     := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/%,$(wildcard tests/bench/bench_*.c))
$(BUILD)/tests/bench/bench: $(BENCH_PARTS:%.c=$(BUILD)/%.o) \
    $(call libs,clients workers daemon config proto)
	$(link)
$(BUILD)/tests/bench/bench_%: $(BUILD)/tests/bench/bench_%.o \
    $(call libs,clients workers config proto)
	$(link)
bench: all $(BUILD)/tests/bench/bench $(BENCHES) ## speed (QUICK=1; DUBAN_MESSAGES=FILE.tsv)
	$(BUILD)/tests/bench/bench --binaries $(BUILD) --json $(BUILD)/bench.json \
	    $(if $(QUICK),--quick) $(BENCH_FLAGS)
	@for program in $(BENCHES); do $$program || exit 1; done

# ---- the simulation: the daemon's own turns on a fake network with fake time, from one seed ----
SEED        ?= 1
STEPS       ?= 5000
SIM_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/sim/*.c))
$(BUILD)/tests/sim/sim: $(SIM_OBJECTS) $(call libs,daemon workers config proto)
	$(link)
sim: $(BUILD)/tests/sim/sim ## one simulation, reproducible: SEED=1 STEPS=5000
	@$< $(SEED) $(STEPS)
sim-smoke: $(BUILD)/tests/sim/sim ## some short simulations; one seed twice must end alike
	@tests/sim/smoke.sh $<
mutate: $(BUILD)/tests/sim/sim ## faults put in on purpose; the simulation must find each
	@tests/sim/mutate.sh $(BUILD)

# ---- tidy: what holds for every file, without running it ----
tidy: $(BUILD)/tests/tidy/protocol_tables ## line lengths, imports, banned calls, documents, layout
	@DUBAN_PROTOCOL_TABLES=$< python3 tests/tidy/tidy.py
$(BUILD)/tests/tidy/protocol_tables: $(BUILD)/tests/tidy/protocol_tables.o $(call libs,proto)
	$(link)
.PHONY: policy-coverage
policy-coverage: ## which rule of the policy stands where, and what is missing
	@python3 tests/tidy/policy_coverage.py
format: ## lay out every .c and .h
	clang-format -i $(wildcard $(FOLDERS:%=%/*.[ch]) tests/*/*.[ch])
lint: ## clang-tidy over the house
	clang-tidy --quiet $(wildcard $(FOLDERS:%=%/*.c)) -- $(CPPFLAGS) -std=c11 \
	    $(shell pkg-config --cflags $(PKGS))

# ---- everything; a check that fails does not keep the others from running ----
CHECKS := unit e2e sim-smoke $(if $(SANITIZE),,tidy policy-coverage fuzz-smoke)
check: deps ## all tests; SANITIZE=address,undefined for the sanitizers
	+@$(MAKE) --no-print-directory all
	+@failed=; for check in $(CHECKS); do $(MAKE) --no-print-directory $$check || \
	    failed="$$failed $$check"; done; \
	    [ -z "$$failed" ] || { echo "make check: failed:$$failed"; exit 1; }

clean: ## take build/ away
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
