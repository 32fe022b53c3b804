/**
 * A C program that decodes what it is given and encodes it again, for comparing generated C with the frame codec. Its input is lines of
 * `SUBJECT HEX`; a subject is `frame`, the C name of a message whose frame it must be, or the C name of a struct. Every buffer has exactly the size it may have, so that a sanitizer sees
 * one byte too many. It answers each line with `ok HEX` or `CODE message field offset expected got`.
 */
import type { Layout, StructLayout } from '../../../../generator/layout/types.ts';

const PRELUDE = `\
#include <stdio.h>
#include <stdlib.h>

static struct sluice_error error;

static void refuse(int status)
{
	printf("%s %s %s %zu %lld %lld\\n", sluice_error_name(status), error.message, error.field ? error.field : "-", error.offset,
	       (long long)error.expected, (long long)error.got);
}

static void print_bytes(const uint8_t *bytes, size_t length)
{
	size_t i;

	printf("ok ");
	for (i = 0; i < length; i++)
		printf("%02x", bytes[i]);
	printf("\\n");
}

/* The same status from bytes that are copied and from bytes in place. */
static void same(int copied, int in_place)
{
	if (copied == in_place)
		return;
	fprintf(stderr, "copied %d, in place %d\\n", copied, in_place);
	abort();
}
`;

const MAIN = `\
static uint8_t *parse_hex(const char *hex, size_t length)
{
	uint8_t *bytes = (uint8_t *)malloc(length);
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned value;

		if (sscanf(hex + 2 * i, "%2x", &value) != 1)
			abort();
		bytes[i] = (uint8_t)value;
	}
	return bytes;
}

int main(void)
{
	static char line[1 << 20], subject[256];

	while (fgets(line, sizeof line, stdin) != NULL) {
		int start = 0;
		size_t length;
		uint8_t *bytes, *copy, *out;

		if (sscanf(line, "%255s %n", subject, &start) != 1)
			abort();
		length = strcspn(line + start, "\\n") / 2;
		bytes = parse_hex(line + start, length);
		copy = (uint8_t *)malloc(length);
		out = (uint8_t *)malloc(length);
		memset(&error, 0, sizeof error);
		handle(subject, bytes, length, copy, out);
		free(bytes);
		free(copy);
		free(out);
	}
	return 0;
}
`;

export function driverSource(layout: Layout): string {
  const prefix = layout.protocol.replaceAll('-', '_');
  const structs = layout.structs.map(structHandler).join('\n');
  const cases = layout.structs.map(
    ({ name }) => `	if (strcmp(subject, "${name}") == 0)\n		handle_${name}(bytes, length, copy, out), is_known = true;`,
  );
  const frames = layout.frame !== null ? frameHandler(layout, prefix) : layout.rpc !== null ? rpcHandler(layout, prefix) : '';
  return `#include "${prefix}.h"\n${PRELUDE}\n${structs}\n${frames}
static void handle(const char *subject, const uint8_t *bytes, size_t length, uint8_t *copy, uint8_t *out)
{
	bool is_known = false;

${cases.join('\n')}
	if (!is_known)
		${frames === '' ? 'abort()' : 'handle_frame(subject, bytes, length, copy, out)'};
}

${MAIN}`;
}

/** C type of a struct together with its tails. */
function wholeOf({ name, typedef, tails }: StructLayout): string {
  if (tails.length > 0) return `struct ${name}_message`;
  return typedef ? name : `struct ${name}`;
}

/** A tail that has the name of a function gets an underscore. */
function accessorOf(struct: string, tail: string): string {
  return `${struct}_${tail}${['load', 'store', 'check', 'decode', 'encode', 'size', 'message'].includes(tail) ? '_' : ''}`;
}

/** Whatever decodes has a sound structure, and a second encoding of it takes as many bytes as x_size says. */
function structHandler(struct: StructLayout): string {
  const { name, tails } = struct;
  const measure =
    tails.length === 0
      ? ''
      : `
		if (${name}_size(&found, &size) != 0 || size != written)
			abort();`;
  const spans = tails
    .map(
      (tail) => `
		if (${accessorOf(name, tail.name)}(bytes, length, &span, NULL) != 0 || span.count != found.${tail.name}.count || span.length != found.${tail.name}.length)
			abort();`,
    )
    .join('');
  return `\
static void handle_${name}(const uint8_t *bytes, size_t length, uint8_t *copy, uint8_t *out)
{
	${wholeOf(struct)} found;
	size_t written = 0;${tails.length === 0 ? '' : '\n	size_t size;\n	struct sluice_span span;'}
	int checked = ${name}_check(bytes, length, NULL);
	int status = ${name}_decode(bytes, length, copy, length, &found, &error);

	same(status, ${name}_decode(bytes, length, NULL, 0, &found, NULL));
	if (status != 0 && status == checked && ${name}_check(bytes, length, &error) != status)
		abort();
	if (status != 0)
		refuse(status);
	if (status == 0 && checked != 0)
		abort();
	if (status != 0)
		return;
	status = ${name}_encode(out, length, &found, &written, &error);
	if (status == 0) {${measure}${spans}
		print_bytes(out, written);
	} else {
		refuse(status);
	}
}
`;
}

/** `frame` finds out which message it is; the name of a message insists on that one. */
function frameHandler(layout: Layout, prefix: string): string {
  const handlers = layout.messages.map(({ name, struct }) => {
    const functions = name.toLowerCase();
    const body = struct === null ? '' : ' &found,';
    return `\
static void handle_${name}(const struct ${prefix}_frame *frame, size_t length, uint8_t *out)
{
	size_t written = 0;
${struct === null ? '' : `	${wholeOf(struct)} found;\n`}\
	int status = ${functions}_decode_frame(frame,${body} &error);

	if (status == 0)
		status = ${functions}_encode_frame(out, length, &frame->header,${body} &written, &error);
	if (status == 0)
		print_bytes(out, written);
	else
		refuse(status);
}
`;
  });
  const cases = layout.messages.map(
    ({ name }) => `
	if (strcmp(subject, "${name}") == 0 || (is_any && frame.header.${layout.frame?.code.name} == ${name}))
		handle_${name}(&frame, length, out);`,
  );
  return `${handlers.join('\n')}
static void handle_frame(const char *subject, const uint8_t *bytes, size_t length, uint8_t *copy, uint8_t *out)
{
	bool is_any = strcmp(subject, "frame") == 0;
	struct ${prefix}_frame frame;
	size_t size = 0;
	int status = ${prefix}_frame_decode(bytes, length, NULL, 0, &frame, NULL);

	same(${prefix}_frame_decode(bytes, length, copy, length, &frame, &error), status);
	if (status != 0) {
		refuse(status);
		return;
	}
${layout.frame?.size ? `	if (${prefix}_frame_length(bytes, length, &size, NULL) != 0 || size != length)\n		abort();` : '	(void)size;'}${cases.join('')}
}
`;
}

function rpcHandler(layout: Layout, prefix: string): string {
  const descriptor = layout.rpc?.descriptor;
  const cases = layout.rpcs.map(({ name, args }) => {
    const lower = name.toLowerCase();
    const argument = args.length === 0 ? '' : ', &args';
    return `	case ${name}: {${args.length === 0 ? '' : `\n		struct ${lower}_args args;\n`}
		status = ${lower}_unpack(&desc${argument}, &error);
		if (status == 0)
			status = ${lower}_encode_frame(out, length, &desc${argument}, &written, &error);
		break;
	}`;
  });
  return `\
static void handle_frame(const char *subject, const uint8_t *bytes, size_t length, uint8_t *copy, uint8_t *out)
{
	${descriptor?.typedef ? descriptor.name : `struct ${descriptor?.name}`} desc;
	size_t written = 0;
	int status = ${prefix}_frame_decode(bytes, length, NULL, 0, &desc, NULL);

	(void)subject;
	same(${prefix}_frame_decode(bytes, length, copy, length, &desc, &error), status);
	if (status != 0) {
		refuse(status);
		return;
	}
	switch (desc.${layout.rpc?.index.name}) {
${cases.join('\n')}
	default:
		abort();
	}
	if (status == 0)
		print_bytes(out, written);
	else
		refuse(status);
}
`;
}
