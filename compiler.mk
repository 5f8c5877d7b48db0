# What the extension and the modules of tests and benchmarks tell the compiler; to be
# included before PGXS, which knows MAJORVERSION.
#
# Warnings are errors where WERROR=-Werror says so, as CI does: a newer compiler knows newer
# warnings.
PG_CFLAGS = -Wall -Wextra $(WERROR)
# their headers are not C23, the default since gcc 15
PG_CFLAGS += $(if $(filter 13 14 15,$(MAJORVERSION)),-std=gnu17)
# flags of a server that gcc compiled
PG_CFLAGS += $(if $(findstring clang,$(CC)),-Wno-unknown-warning-option -Wno-ignored-optimization-argument)
