/* What the ends of channels and of broadcasts in C have in common: how they read lines and answer them. `trace.ts` has the languages. */
#ifndef TEST_INTEROP_CHANNEL_END_H
#define TEST_INTEROP_CHANNEL_END_H

#include <stdarg.h>
#include <stdbool.h>

#include <sluice/error.h>

#include "../../native/check.h"

#define MOST_NUMBERS 8

static inline void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

static inline void say_image(const uint8_t *base, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		printf("%02x", base[i]);
	putchar('\n');
}

/* The bytes of an image from `start` on, as if this side had stored them. */
static inline void load_image(uint8_t *base, size_t start, size_t size, const char *hex)
{
	size_t i;

	CHECK(strlen(hex) == 2 * size);
	for (i = start; i < size; i++) {
		const char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

		base[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	say("ok");
}

/* FNV-1a. */
static inline uint32_t hash(const uint8_t *bytes, size_t length)
{
	uint32_t sum = 2166136261u;
	size_t i;

	for (i = 0; i < length; i++)
		sum = (sum ^ bytes[i]) * 16777619u;
	return sum;
}

static inline void fill(uint8_t *bytes, size_t length, uint32_t type)
{
	size_t i;

	for (i = 0; i < length; i++)
		bytes[i] = (uint8_t)(type + 31 * i);
}

/*
 * Runs all lines of stdin, until that ends: a command, a word if it is one of `worded` (which NULL ends), and numbers, of which those that are not
 * there are 0.
 */
static inline void run_lines(const char *const *worded, void (*run)(const char *command, const char *word, const uint32_t *numbers))
{
	static char line[1 << 17];

	setvbuf(stdout, NULL, _IOLBF, 1 << 16);
	while (fgets(line, sizeof line, stdin) != NULL) {
		uint32_t numbers[MOST_NUMBERS] = {0};
		char *word = NULL, *token, *rest = NULL;
		const char *command = strtok_r(line, " \n", &rest);
		size_t count = 0, i;

		for (i = 0; worded[i] != NULL; i++)
			if (strcmp(command, worded[i]) == 0)
				word = strtok_r(NULL, " \n", &rest);
		while (count < MOST_NUMBERS && (token = strtok_r(NULL, " \n", &rest)) != NULL)
			numbers[count++] = (uint32_t)strtoul(token, NULL, 10);
		run(command, word, numbers);
	}
}

#endif
