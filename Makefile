# customer_grade: a PGXS extension; "make help" lists the targets.
#
# demo, test and bench bring what they need and run against a private,
# throw-away server, so they must work before PostgreSQL is there: everything
# that needs pg_config stands behind ifneq ($(PGXS),).

EXTENSION  = customer_grade
MODULE_big = customer_grade
EXTVERSION := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" customer_grade.control)

PG_CONFIG ?= pg_config
export PG_CONFIG

PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))

.PHONY: all install clean help packages test-packages demo report test bench fuzz differential stress format format-check lint coverage sanitize chroot \
	catalog-doc reference-doc doc/catalog.md doc/reference.md dist

all:       ## build the extension (the default)
install:   ## install it into the server that PG_CONFIG names
uninstall: ## remove it from there
installcheck: ## the regression and isolation tests, on a running server that has it
clean:     ## remove what was built

help:      ## list the targets
	@echo 'make [PG_CONFIG=/path/to/pg_config] TARGET'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1	\2/p' Makefile | expand -t 16

packages:  ## install the Debian packages that building and running need
	@test/packages
test-packages: ## ... and testing
	@test/packages -t

demo: packages   ## a guided tour on a throw-away server
	@test/cluster psql -X -q -v page=build/demo.html -f demo/tour.sql 2>&1

report: packages ## the report of a generated shop, build/report.html
	@test/cluster psql -X -f demo/report.sql -o build/report.html.part
	@mv build/report.html.part build/report.html
	@echo 'The report: $(CURDIR)/build/report.html'

test: test-packages   ## all tests on a throw-away server (TESTS="sql test/track.sql": only those)
	@test/cluster test/run $(TESTS)

coverage:        ## the lines of src/ that the tests run (TESTS=)
	@test/packages -t lcov
	@test/coverage $(TESTS)

sanitize: test-packages ## the tests under the sanitizers of gcc (TESTS=)
	@test/sanitize $(TESTS)

chroot:          ## the tests in a chroot of another Debian release, as root (SUITE=trixie, ARCH=s390x, TESTS=)
	@test/packages debootstrap
	@test/chroot $(SUITE) $(TESTS)

lint:            ## static analysis of the C files
	@test/packages cppcheck
	@test/lint

format:          ## format the C files
	@test/packages pg_bsd_indent
	@test/format

format-check:    ## list the C files that "make format" would change
	@test/packages pg_bsd_indent
	@test/format check

fuzz: test-packages   ## a million mutated rubrics and rows under the sanitizers (INPUTS=n, SEED=n)
	@test/fuzz/run $(or $(INPUTS),1000000) $(or $(SEED),1)

differential: test-packages ## 20,000 random transactions against a plain recomputation (TRANSACTIONS=n, SEED=n)
	@TRANSACTIONS=$(or $(TRANSACTIONS),20000) SEED=$(or $(SEED),1) test/cluster test/run test/differential.sql

stress: test-packages ## transactions of many clients at a time against a model, for a time (SECONDS=60 CLIENTS=8 SEED=n)
	@SECONDS=$(or $(SECONDS),60) CLIENTS=$(or $(CLIENTS),8) SEED=$(or $(SEED),1) test/cluster test/run test/transactions.t

bench: packages  ## the table of performance targets on a throw-away server
	@test/cluster bench/run

catalog-doc: doc/catalog.md      ## write doc/catalog.md from the catalog
reference-doc: doc/reference.md  ## write doc/reference.md from the comments of functions and tables

doc/catalog.md doc/reference.md: doc/%.md: packages
	@test/cluster psql -X -q -v ON_ERROR_STOP=1 -o build/$*.md \
		-c 'CREATE EXTENSION $(EXTENSION)' -f doc/$*.sql
	@mv build/$*.md $@

# The last commit, so that nothing gets in that nobody else has.
dist:      ## write the distribution for PGXN to build/, from the last commit
	@git rev-parse -q --verify HEAD >/dev/null 2>&1 || { echo 'make dist needs git and a clone: it takes the last commit.' >&2; false; }
	@git diff --quiet HEAD || { echo 'Commit your changes first: make dist takes the last commit.' >&2; false; }
	@mkdir -p build
	git archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ -o build/$(EXTENSION)-$(EXTVERSION).zip HEAD

ifneq ($(PGXS),)

include compiler.mk

SOURCES   = $(sort $(wildcard src/*.c src/*/*.c))
GENERATED = build/rubric/gram.o build/rubric/scan.o
OBJS      = $(SOURCES:src/%.c=build/%.o) $(GENERATED)
SQL_PARTS = $(addprefix src/sql/,$(shell sed 's/\#.*//' src/sql/install.list))
SCRIPT    = build/$(EXTENSION)--$(EXTVERSION).sql
UPGRADES  = $(patsubst src/sql/upgrade/%.sql,build/$(EXTENSION)--%.sql,$(wildcard src/sql/upgrade/*.sql))

DATA_built  = $(SCRIPT) $(UPGRADES)
EXTRA_CLEAN = build $(wildcard test/*/*.o test/*/*.d test/*/*.so)
PG_CFLAGS  += -MMD -MP
# functions of ours never give way to those of the same name in another extension's library
SHLIB_LINK  = -Wl,-Bsymbolic

# "make installcheck" for a running server; "make test" runs these and more
REGRESS        = $(sort $(basename $(notdir $(wildcard sql/*.sql))))
REGRESS_OPTS   = --load-extension=$(EXTENSION)
# Debian's 13 has no pg_isolation_regress (:= because PGXS asks whether anything is written here)
ISOLATION     := $(if $(wildcard $(dir $(PGXS))../test/isolation/pg_isolation_regress),$(sort $(basename $(notdir $(wildcard specs/*.spec)))))
ISOLATION_OPTS = --load-extension=$(EXTENSION)

include $(PGXS)

# The server's headers do not compile under -Wextra: make them system headers.
override CPPFLAGS := $(subst -I$(includedir_server),-isystem $(includedir_server),$(CPPFLAGS)) \
	-Isrc -Ibuild/rubric

# Bitcode follows its object, which knows the headers (-MMD).
build/%.o: src/%.c build/settings | build/rubric/gram.h
	@mkdir -p $(@D)
	$(COMPILE.c) -o $@ $<
build/%.bc: src/%.c build/%.o
	$(COMPILE.c.bc) -o $@ $<

$(GENERATED): build/%.o: build/%.c build/settings | build/rubric/gram.h
	$(COMPILE.c) -o $@ $<
$(GENERATED:.o=.bc): build/%.bc: build/%.c build/%.o
	$(COMPILE.c.bc) -o $@ $<

build/rubric/gram.c: src/rubric/gram.y
	@mkdir -p $(@D)
	bison -Werror --defines=build/rubric/gram.h -o $@ $<
build/rubric/gram.h: build/rubric/gram.c ;
build/rubric/scan.c: src/rubric/scan.l
	@mkdir -p $(@D)
	flex -o $@ $<

# Other flags or another server: compile again.
build/settings: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION) $(CC) $(CFLAGS) $(CPPFLAGS)' | cmp -s - $@ || \
		echo '$(VERSION) $(CC) $(CFLAGS) $(CPPFLAGS)' > $@
.PHONY: FORCE

$(SCRIPT): src/sql/install.list $(SQL_PARTS)
	@mkdir -p $(@D)
	cat $(SQL_PARTS) > $@

$(UPGRADES): build/$(EXTENSION)--%.sql: src/sql/upgrade/%.sql
	@mkdir -p $(@D)
	cp $< $@

-include $(OBJS:.o=.d)

else

all install installcheck:
	@echo 'No PGXS: "$(PG_CONFIG) --pgxs" names no file. Install the server headers ("make packages") or set PG_CONFIG.' >&2
	@false

clean:
	rm -rf build

endif
