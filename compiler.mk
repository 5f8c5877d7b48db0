# What the extension and the modules of tests and benchmarks tell the compiler; to be
# included before PGXS.
#
# Warnings are errors where WERROR=-Werror says so, as CI does: a newer compiler knows newer
# warnings. Headers of PostgreSQL before 16 are not C23, the default since gcc 15.
PG_CFLAGS = -std=gnu17 -Wall -Wextra $(WERROR)
ifneq ($(findstring clang,$(CC)),)
# flags of a server that gcc compiled
PG_CFLAGS += -Wno-unknown-warning-option -Wno-ignored-optimization-argument
endif
