/* What the C tests of libsluice have in common: a check that names its line, a generator of numbers, and a table of tests. */
#ifndef TEST_NATIVE_CHECK_H
#define TEST_NATIVE_CHECK_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                             \
	do {                                                                                         \
		if (!(condition)) {                                                                  \
			fprintf(stderr, "%s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno); \
			exit(1);                                                                     \
		}                                                                                    \
	} while (0)

struct test {
	const char *name;
	void (*run)(void);
};

/* xorshift: the same numbers in every run. */
static inline uint32_t draw(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static inline uint32_t below(uint32_t *seed, uint32_t limit)
{
	return draw(seed) % limit;
}

/* `program NAME` runs one test and says nothing when it passes; `program` alone lists them. */
static inline int run_test(const struct test *tests, size_t count, int argument_count, char **arguments)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (argument_count < 2)
			puts(tests[i].name);
		else if (strcmp(tests[i].name, arguments[1]) == 0) {
			tests[i].run();
			return 0;
		}
	}
	return argument_count < 2 ? 0 : 2;
}

#define RUN_TEST(tests, argument_count, arguments) run_test(tests, sizeof(tests) / sizeof(tests)[0], argument_count, arguments)

#endif
