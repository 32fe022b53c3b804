import * as assert from 'uvu/assert';
import { describe } from '../../../support/index.ts';
import { compilers, STRICT, Workbench } from './compile.ts';

/** Bytes at which the rules of UTF-8 change. */
const EDGES = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1,
  0xf3, 0xf4, 0xf5, 0xff,
];

const UTF8_PROGRAM = `\
#include <sluice/error.h>
#include <stdio.h>

/* Reads sequences of equal length, prints 1 for each that is UTF-8. */
int main(void)
{
	uint8_t bytes[4];
	size_t length = (size_t)getchar();

	while (fread(bytes, 1, length, stdin) == length)
		putchar(sluice_utf8_valid(bytes, length) ? '1' : '0');
	return 0;
}
`;

function* sequences(length: number, from: readonly number[]): Generator<number[]> {
  if (length === 0) yield [];
  else for (const head of sequences(length - 1, from)) for (const byte of from) yield [...head, byte];
}

/** What TextDecoder says about each sequence. */
function expected(all: readonly (readonly number[])[]): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return all
    .map((bytes) => {
      try {
        decoder.decode(Uint8Array.from(bytes));
        return '1';
      } catch {
        return '0';
      }
    })
    .join('');
}

/** Conditions that hold; each is evaluated in a program of its own. */
const FACTS: readonly string[] = [
  // loads and stores, unaligned, in both orders
  'sluice_load_u8(b + 1) == 0x02',
  'sluice_load_le16(b + 1) == 0x0302 && sluice_load_be16(b + 1) == 0x0203',
  'sluice_load_le32(b + 1) == 0x05040302u && sluice_load_be32(b + 1) == 0x02030405u',
  'sluice_load_le64(b + 1) == UINT64_C(0x0908070605040302) && sluice_load_be64(b + 1) == UINT64_C(0x0203040506070809)',
  '(sluice_store_u8(b + 1, 0x81), b[1] == 0x81 && b[2] == 0x03)',
  '(sluice_store_le16(b + 1, 0x8182), b[1] == 0x82 && b[2] == 0x81 && b[3] == 0x04)',
  '(sluice_store_be16(b + 1, 0x8182), b[1] == 0x81 && b[2] == 0x82 && b[3] == 0x04)',
  '(sluice_store_le32(b + 1, 0x81828384u), b[1] == 0x84 && b[4] == 0x81 && b[5] == 0x06)',
  '(sluice_store_be32(b + 1, 0x81828384u), b[1] == 0x81 && b[4] == 0x84 && b[5] == 0x06)',
  '(sluice_store_le64(b + 1, UINT64_C(0x8182838485868788)), b[1] == 0x88 && b[8] == 0x81 && b[9] == 0x0a)',
  '(sluice_store_be64(b + 1, UINT64_C(0x8182838485868788)), b[1] == 0x81 && b[8] == 0x88 && b[9] == 0x0a)',
  'sluice_f32_bits(-1.5f) == 0xbfc00000u && sluice_f32_bits(sluice_f32(0x7f800001u)) == 0x7f800001u',
  'sluice_f64_bits(-1.5) == UINT64_C(0xbff8000000000000) && sluice_f64_bits(sluice_f64(UINT64_C(0x7ff0000000000001))) == UINT64_C(0x7ff0000000000001)',
  // sums
  '(size = 4, sluice_size_add(&size, 3, 5)) && size == 19',
  '(size = 1, !sluice_size_add(&size, SIZE_MAX, 1)) && size == 1',
  '(size = 0, sluice_size_add(&size, SIZE_MAX, 1)) && size == SIZE_MAX',
  '(size = 0, !sluice_size_add(&size, SIZE_MAX / 2 + 1, 2)) && size == 0',
  '(size = 16, sluice_size_align(&size, 8)) && size == 16',
  '(size = 17, sluice_size_align(&size, 8)) && size == 24',
  '(size = SIZE_MAX, !sluice_size_align(&size, 8))',
  // names
  'strcmp(sluice_error_name(SLUICE_ERR_TRUNCATED), "SLUICE_ERR_TRUNCATED") == 0',
  'strcmp(sluice_error_name(-SLUICE_ERR_BITS), "SLUICE_ERR_BITS") == 0',
  'SLUICE_ERR_TRUNCATED == 1 && SLUICE_ERR_BITS == 14 && SLUICE_NEED_MORE > 0',
  'sluice_fail(NULL, SLUICE_ERR_SIZE, "x", NULL, 0, 0, 0) == -SLUICE_ERR_SIZE',
  // nothing is read where there is nothing
  '(walk = sluice_walk_over("x", NULL, 0, true, NULL), sluice_walk_string(&walk, &span, "t", SLUICE_NO_MAX)) == -SLUICE_ERR_TERMINATOR',
  '(walk = sluice_walk_over("x", NULL, 0, true, NULL), sluice_walk_remainder(&walk, &span, "t", SLUICE_NO_MAX)) == 0 && span.count == 0',
  '(walk = sluice_walk_over("x", "ab", 3, true, NULL), sluice_walk_string(&walk, &span, "t", 2)) == 0 && span.count == 2 && walk.used == 3',
  '(walk = sluice_walk_over("x", "ab", 3, true, NULL), sluice_walk_string(&walk, &span, "t", 1)) == -SLUICE_ERR_TERMINATOR',
  '(walk = sluice_walk_over("x", b, 10, true, NULL), sluice_walk_array(&walk, &span, "n", 0, 5, SLUICE_NO_MAX, 2)) == 0 && span.length == 10',
  '(walk = sluice_walk_over("x", b, 10, true, NULL), sluice_walk_array(&walk, &span, "n", 0, 6, SLUICE_NO_MAX, 2)) == -SLUICE_ERR_COUNT',
  '(walk = sluice_walk_over("x", b, 10, true, NULL), sluice_walk_array(&walk, &span, "n", 0, INT64_MIN, SLUICE_NO_MAX, 2)) == -SLUICE_ERR_COUNT',
  '(walk = sluice_walk_over("x", b, 10, true, NULL), sluice_walk_align(&walk, "t", 16)) == 0 && walk.used == 0',
  '(walk = sluice_walk_over("x", b, 10, true, NULL), walk.used = 9, sluice_walk_align(&walk, "t", 16)) == -SLUICE_ERR_TRUNCATED',
];

const FACTS_PROGRAM = `\
#include <sluice/error.h>
#include <stdio.h>

${FACTS.map(
  (fact, index) => `\
static bool fact_${index}(void)
{
	uint8_t b[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
	struct sluice_walk walk;
	struct sluice_span span;
	size_t size = 0;

	(void)b, (void)walk, (void)span, (void)size;
	return ${fact};
}
`,
).join('\n')}
int main(void)
{
${FACTS.map((_, index) => `\tif (!fact_${index}())\n\t\tputs("${index}");\n`).join('')}	return 0;
}
`;

describe('sluice/error.h', (it) => {
  const bench = new Workbench();
  it.after(() => bench.close());

  for (const compiler of compilers()) {
    it(`compiles without a warning, whichever part comes first: ${compiler}`, () => {
      for (const header of ['error.h', 'codec/bytes.h', 'codec/walk.h']) {
        assert.is(
          bench.compile(compiler, `#include <sluice/${header}>\n`, [...STRICT, '-Wcast-qual', '-Wsign-conversion']),
          '',
          header,
        );
      }
    });
  }

  it('includes the standard headers that generated C may include, and no other', () => {
    const own = ['error.h', 'codec/bytes.h', 'codec/walk.h'];
    const included = own.flatMap((name) =>
      Array.from(bench.header(name).matchAll(/^#include <(.*)>$/gm), ([, header]) => header),
    );
    assert.equal([...new Set(included)].sort(), ['stdbool.h', 'stddef.h', 'stdint.h', 'string.h']);
  });

  it('knows UTF-8 as TextDecoder does', () => {
    bench.build(UTF8_PROGRAM, 'utf8');
    const every = Array.from({ length: 256 }, (_, byte) => byte);
    for (const [length, from] of [
      [1, every],
      [2, every],
      [3, EDGES],
      [4, EDGES],
    ] as const) {
      const all = [...sequences(length, from)];
      assert.is(bench.run('utf8', Uint8Array.from([length, ...all.flat()])), expected(all), `sequences of ${length}`);
    }
  });

  it('loads, stores, adds and walks', () => {
    bench.build(FACTS_PROGRAM, 'facts');
    const failed = bench
      .run('facts')
      .split('\n')
      .filter((line) => line !== '')
      .map((index) => FACTS[Number(index)]);
    assert.equal(failed, []);
  });
});
