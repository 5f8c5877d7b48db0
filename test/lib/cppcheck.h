/*
 * cppcheck.h
 *		What cppcheck has to know of the server's headers, which take it minutes
 *		to read: loops, and that errors do not return.
 */
#define __SIZEOF_INT128__ 16
#define CppAsString2(x) #x

#define ERROR 21
#define ereport(level, ...) do { if ((level) >= ERROR) abort(); } while (0)
#define elog(level, ...) ereport(level)

#define foreach(cell, list) \
	for (cell = list_head(list); cell; cell = lnext(list, cell))
#define for_each_from(cell, list, n) \
	for (cell = list_nth_cell(list, n); cell; cell = lnext(list, cell))
#define forboth(cell, list, cell2, list2) \
	for (cell = list_head(list), cell2 = list_head(list2); cell && cell2; \
		 cell = lnext(list, cell), cell2 = lnext(list2, cell2))
