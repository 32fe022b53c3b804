/* SPDX-License-Identifier: MIT */
/*
 * What generated test drivers share: reads lines of a target's number and hex, runs the target on bytes that end where their allocation
 * ends (reading past them is a crash under ASan), and prints JSON as `sluice decode` does, a line each.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <sluice/error.h>

static const char *comma; /* before the next item */

static void put_key(const char *name)
{
	printf("%s\"%s\":", comma, name);
	comma = "";
}

static void put_next(void)
{
	fputs(comma, stdout);
	comma = "";
}

static void put_open(char bracket)
{
	putchar(bracket);
	comma = "";
}

static void put_close(char bracket)
{
	putchar(bracket);
	comma = ",";
}

static void put_unsigned(uint64_t value)
{
	printf(value <= 9007199254740991u ? "%" PRIu64 : "\"0x%" PRIx64 "\"", value);
	comma = ",";
}

static void put_signed(int64_t value)
{
	if (value >= 0) {
		put_unsigned((uint64_t)value);
		return;
	}
	if (value >= -INT64_C(9007199254740991))
		printf("%" PRId64, value);
	else
		printf("\"-0x%" PRIx64 "\"", 0 - (uint64_t)value);
	comma = ",";
}

static void put_float(double value)
{
	if (isnan(value))
		fputs("\"NaN\"", stdout);
	else if (isinf(value))
		fputs(value < 0 ? "\"-Infinity\"" : "\"Infinity\"", stdout);
	else
		printf("%.17g", value);
	comma = ",";
}

static void put_bool(bool value)
{
	fputs(value ? "true" : "false", stdout);
	comma = ",";
}

static void put_null(void)
{
	fputs("null", stdout);
	comma = ",";
}

static void put_hex(const void *data, size_t length)
{
	const uint8_t *at = (const uint8_t *)data;
	size_t i;

	putchar('"');
	for (i = 0; i < length; i++)
		printf("%02x", at[i]);
	putchar('"');
	comma = ",";
}

static void put_text(const void *data, size_t length)
{
	const uint8_t *at = (const uint8_t *)data;
	size_t i;

	putchar('"');
	for (i = 0; i < length; i++) {
		if (at[i] < 0x20 || at[i] == '"' || at[i] == '\\')
			printf("\\u%04x", at[i]);
		else
			putchar(at[i]);
	}
	putchar('"');
	comma = ",";
}

static void put_string(const char *text)
{
	if (text == NULL)
		put_null();
	else
		put_text(text, strlen(text));
}

/* `expected` and `got` as the C API has them: 64 bits in two's complement, 0 for nothing. */
static void put_error(const char *key, int status, const struct sluice_error *error)
{
	put_key(key);
	put_open('{');
	put_key("code");
	put_string(sluice_error_name(status));
	put_key("message");
	put_string(error->message);
	put_key("field");
	put_string(error->field);
	put_key("offset");
	put_unsigned(error->offset);
	put_key("expected");
	put_signed(error->expected);
	put_key("got");
	put_signed(error->got);
	put_close('}');
}

/* What no call may leave behind. */
static void fill_error(struct sluice_error *error)
{
	memset(error, 0x55, sizeof *error);
}

/* An allocation that ends with the last byte. */
static uint8_t *exact_copy(const uint8_t *data, size_t length)
{
	uint8_t *copy = (uint8_t *)malloc(length);

	if (length > 0)
		memcpy(copy, data, length);
	return copy;
}

/* What a check of structure says: null when nothing is wrong. */
static void put_status(const char *key, int (*check)(const void *, size_t, struct sluice_error *), const uint8_t *buf, size_t len)
{
	struct sluice_error error;
	int status;

	fill_error(&error);
	status = check(buf, len, &error);
	if (status != 0) {
		put_error(key, status, &error);
		return;
	}
	put_key(key);
	put_null();
}

/* How long a stream's next frame is: null while the bytes do not tell. */
static void put_length(int (*length_of)(const void *, size_t, size_t *, struct sluice_error *), const uint8_t *buf, size_t len)
{
	struct sluice_error error;
	size_t length = 0;
	int status;

	fill_error(&error);
	status = length_of(buf, len, &length, &error);
	if (status < 0) {
		put_error("length", status, &error);
		return;
	}
	put_key("length");
	if (status == SLUICE_NEED_MORE)
		put_null();
	else
		put_unsigned(length);
}

typedef void (*driver_target)(const uint8_t *buf, size_t len);

static int nibble(int digit)
{
	return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

static int drive(const driver_target *targets, size_t count, bool is_buffered)
{
	static char line[1 << 22];
	static char output[1 << 20];

	setvbuf(stdout, is_buffered ? output : NULL, is_buffered ? _IOFBF : _IONBF, sizeof output);
	while (fgets(line, sizeof line, stdin) != NULL) {
		char *digit;
		size_t target = (size_t)strtoull(line, &digit, 10);
		size_t length = strcspn(++digit, "\n") / 2, i;
		uint8_t *buf = (uint8_t *)malloc(length);

		if (target >= count)
			return 1;
		for (i = 0; i < length; i++)
			buf[i] = (uint8_t)(nibble(digit[2 * i]) << 4 | nibble(digit[2 * i + 1]));
		comma = "";
		put_open('{');
		targets[target](buf, length);
		put_close('}');
		putchar('\n');
		free(buf);
	}
	return 0;
}
