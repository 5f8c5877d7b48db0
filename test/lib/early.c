/*
 * early.c
 *		Makes the address sanitizer start before any other library's constructor.
 *
 * Debian's libgpg-error holds a lock of gettext in its constructor when it
 * allocates for the first time, and the sanitizer, starting then, would wait
 * for that lock.  Linked with -z initfirst.
 */
#include <stdlib.h>

static void start(void) __attribute__((constructor));

static void
start(void)
{
	free(malloc(1));
}
