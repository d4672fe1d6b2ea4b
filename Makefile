# duban: make demo (the main job, end to end), make check (all tests). `make help` lists the rest.
CC       ?= gcc
BUILD    ?= build
PREFIX   ?= /usr/local
SANITIZE ?=
VERSION  := 0.1.0

# ---- what it stands on ----
PACKAGES      := build-essential pkg-config libzmq3-dev libczmq-dev libmsgpack-dev liblmdb-dev \
                 libsodium-dev libhyperscan-dev libjansson-dev libsystemd-dev libunistring-dev \
                 libsmartcols-dev libcsv-dev uthash-dev
TEST_PACKAGES := libcmocka-dev python3 python3-zmq python3-msgpack clang libclang-rt-14-dev
LINT_PACKAGES := clang-format clang-tidy
PKGS          := libzmq libczmq msgpack lmdb libsodium libhs jansson libsystemd smartcols

CPPFLAGS += -D_GNU_SOURCE -DDUBAN_VERSION='"$(VERSION)"'
CFLAGS   ?= -O2 -g
CFLAGS   += -std=c11 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -fno-omit-frame-pointer
CFLAGS   += $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LDLIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lunistring -lcsv -lm -lpthread
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
.PHONY: all help
all: $(BINARIES) $(BUILD)/libduban.a $(BUILD)/libduban.so $(BUILD)/libduban.pc

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

link = $(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
       $(LDLIBS) -o $@
libs = $(foreach lib,$(1),$(BUILD)/lib$(lib).a)

$(BUILD)/duband: $(BUILD)/daemon/duband.o $(call libs,daemon workers config proto)
	$(link)
$(BUILD)/duban-classifier: $(BUILD)/workers/duban-classifier.o $(call libs,workers config proto)
	$(link)
$(BUILD)/duban-escalator: $(BUILD)/workers/duban-escalator.o $(call libs,workers config proto)
	$(link)
$(BUILD)/duban: $(BUILD)/clients/duban.o $(call libs,clients workers config proto)
	$(link)

# ---- unit tests: tests/unit/test_*.c, one program each ----
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(call libs,clients workers daemon config proto)
	$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	    $(LDLIBS) -lcmocka -o $@
.PRECIOUS: $(BUILD)/%.o
unit: $(UNIT_TESTS)
	@for test in $^; do $$test || exit 1; done

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
