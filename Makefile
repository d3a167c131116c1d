# make run            all of it: packages, build, an office in ./var with the sample post, until Ctrl-C
# make run ONCE=1     the same, ending when everything is idle
# make run CONFIG=F   serve the office whose configuration is F
# make test           every test, as TAP, through prove (SANITIZE=address,undefined: under sanitizers)
# make soak           the long ones: many kills, long fuzzing, large offices (SIZE=small: a smaller measure)
# make bench | lint | headers | format | fuzz | install | clean
PKGS := glib-2.0 gio-unix-2.0 json-glib-1.0 sqlite3 gmime-3.0 gnutls libcurl libmicrohttpd tesseract lept \
        poppler-glib cairo pangocairo libqrencode icu-uc icu-i18n libseccomp libsodium zbar \
        libqpdf zlib libjpeg libtiff-4 libpng libheif libde265 libarchive libxml-2.0
comma   := ,
BUILD   := build$(addprefix -,$(subst $(comma),-,$(SANITIZE)))
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2
SAN     := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
override CFLAGS  += $(WERROR) -std=gnu17 -D_GNU_SOURCE $(WARN) $(SAN) -Isrc -MMD -MP \
                    $(shell pkg-config --cflags $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
override LDFLAGS += $(SAN)
LDLIBS  := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -letpan -lgumbo -lstemmer -lm

SRC   := $(wildcard src/*.c src/*/*.c)
OBJ   := $(SRC:%.c=$(BUILD)/%.o)
CORE  := $(filter-out $(BUILD)/src/main.o,$(OBJ))
TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test-*.c))
TOOLS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/tools/*.c))
AGAIN := $(MAKE) --no-print-directory -j$(shell nproc)
export SIZE
export DIWAN := $(BUILD)/diwan
export TOOLS_DIR := $(BUILD)/tests/tools
export G_TEST_SRCDIR := $(CURDIR)/tests
ifdef SANITIZE
# Months pass by a library that is loaded before all others.
export ASAN_OPTIONS := verify_asan_link_order=0
export LSAN_OPTIONS := suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0
endif

all: $(BUILD)/diwan
run:
	@config/install-packages build run $(if $(CONFIG),,demo)
	@$(AGAIN) -s all
	@$(if $(CONFIG),exec $(DIWAN) -c $(CONFIG) serve,exec config/as-root $(DIWAN) demo $(if $(ONCE),--once))
test:
	@config/install-packages build run demo test
	@$(AGAIN) -s all $(TESTS) $(TOOLS)
	prove --timer --failures -e '' $(TESTS) $(wildcard tests/path/T*.sh)
soak:
	@config/install-packages build run demo test
	@$(AGAIN) -s all $(TESTS) $(TOOLS)
	prove --timer -v -e '' $(wildcard tests/soak/S*.sh)
bench:
	@config/install-packages build run demo test bench
	@$(AGAIN) -s all $(TOOLS)
	tests/bench/run

$(BUILD)/diwan: $(OBJ)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(BUILD)/libdiwan.a: $(CORE)
	@rm -f $@ && ar rcs $@ $^
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libdiwan.a
	$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libdiwan.a $(LDLIBS)
# The program itself, with faults planted where the locked rooms call parse and read.
$(BUILD)/tests/tools/diwan-crashing: $(BUILD)/tests/tools/diwan-crashing.o $(OBJ)
	$(CC) $(LDFLAGS) -Wl,--wrap=parse_mail,--wrap=read_page,--wrap=divide_work -o $@ $^ $(LDLIBS)
$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

# Each parser, or PARSER, under libFuzzer for SECONDS (60); what it finds becomes a seed.
FUZZ    := clang -g -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -std=gnu17 -D_GNU_SOURCE \
    -Isrc $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
FUZZED  := src/letter.c $(wildcard src/base/*.c src/language/*.c) $(filter-out src/parse/lane.c,$(wildcard src/parse/*.c))
PARSERS := $(or $(PARSER),$(patsubst tests/fuzz/fuzz-%.c,%,$(wildcard tests/fuzz/fuzz-*.c)))
build/fuzz/%.o: %.c $(wildcard src/*/*.h)
	@mkdir -p $(@D)
	$(FUZZ) -c -o $@ $<
build/fuzz/run-%: build/fuzz/tests/fuzz/fuzz-%.o $(FUZZED:%.c=build/fuzz/%.o)
	$(FUZZ) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)
fuzz:
	@config/install-packages build fuzz
	@$(AGAIN) $(PARSERS:%=build/fuzz/run-%)
	@for p in $(PARSERS); do mkdir -p build/fuzz/found-$$p tests/fuzz/seeds/$$p; echo "== $$p"; \
	    build/fuzz/run-$$p -seed=$(or $(CHANCE),0) -max_total_time=$(or $(SECONDS),60) -max_len=65536 -timeout=10 -rss_limit_mb=4096 \
	    -print_final_stats=1 -artifact_prefix=build/fuzz/$$p- build/fuzz/found-$$p tests/fuzz/seeds/$$p || exit 1; done

headers: $(wildcard src/*.h src/*/*.h)
	@for h in $^; do echo "#include \"$${h#src/}\"" | $(CC) $(filter-out -MMD -MP,$(CFLAGS)) -fsyntax-only -xc - || exit 1; done
lint: headers all
	@config/install-packages lint
	tests/lint
	$(DIWAN) render --lint
format:
	clang-format -i src/*.[ch] src/*/*.[ch] tests/*/*.[ch]
compile_commands.json: Makefile $(SRC)
	@for f in $(SRC); do printf '{"directory":"%s","file":"%s","command":"%s -c %s"}\n' "$(CURDIR)" $$f '$(CC) $(CFLAGS)' $$f; done | sed '1s/^/[/;$$!s/$$/,/;$$s/$$/]/' > $@
install: all
	install -D -m 755 $(BUILD)/diwan $(DESTDIR)/usr/bin/diwan
	install -d $(DESTDIR)/usr/share/diwan
	cp -r templates config $(DESTDIR)/usr/share/diwan/
	install -D -m 644 -t $(DESTDIR)/usr/share/diwan/ocr ocr/numbers.net ocr/print.net
clean:
	rm -rf build build-* compile_commands.json
.PHONY: all run test soak bench fuzz headers lint format install clean
.SECONDARY:
-include $(OBJ:.o=.d) $(TESTS:=.d) $(TOOLS:=.d)
