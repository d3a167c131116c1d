# make run            everything: packages, build, an office in ./var with the sample post, until Ctrl-C
# make run ONCE=1     the same, ending when everything is idle
# make run CONFIG=F   serve the office of configuration F
# make test           every test, as TAP, through prove (SANITIZE=address,undefined: under sanitizers)
# make soak | bench | lint | headers | format | fuzz | install
PKGS := glib-2.0 gio-unix-2.0 json-glib-1.0 sqlite3 gmime-3.0 gnutls libcurl libmicrohttpd tesseract lept \
        poppler-glib cairo icu-uc icu-i18n libseccomp libsodium zbar libxml-2.0
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

all: $(BUILD)/diwan
$(BUILD)/diwan: $(OBJ)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(BUILD)/libdiwan.a: $(CORE)
	@rm -f $@ && ar rcs $@ $^
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libdiwan.a
	$(CC) $(LDFLAGS) -o $@ $< $(BUILD)/libdiwan.a $(LDLIBS)
$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<
headers: $(wildcard src/*.h src/*/*.h)
	for h in $^; do echo "#include \"$${h#src/}\"" | $(CC) $(filter-out -MMD -MP,$(CFLAGS)) -fsyntax-only -xc - || exit 1; done
format:
	clang-format -i src/*.[ch] src/*/*.[ch] tests/*/*.[ch]
clean:
	rm -rf build build-* compile_commands.json
.PHONY: all headers format clean
.SECONDARY:
-include $(OBJ:.o=.d) $(TESTS:=.d)
