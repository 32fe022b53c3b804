import * as assert from 'uvu/assert';
import { emitC } from '../../../../generator/emit/c/index.ts';
import { checkSchema, computeLayout, type Layout } from '../../../../generator/index.ts';
import { describe } from '../../../support/index.ts';

function layoutFrom(text: string): Layout {
  const { schema, problems } = checkSchema('dir/car.yaml', () => new TextEncoder().encode(text));
  assert.equal(problems, []);
  assert.ok(schema);
  return computeLayout(schema);
}

/** The lines of `text` from the one that has `from` up to the one before `to`. */
function excerpt(text: string, from: string, to: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.includes(from));
  const end = lines.findIndex((line, index) => index > start && line.includes(to));
  assert.ok(start >= 0 && end > start, `${from} … ${to}`);
  return lines.slice(start, end).join('\n').trimEnd();
}

const CAR = layoutFrom(`
protocol: car-link
language: 1
doc: Speed of a car.
constants: [{ name: CAR_LIMIT, value: 130, doc: "Advised." }]
enums: [{ name: gear, type: u8, doc: "Where the lever is.", values: [{ name: GEAR_P, value: 0, doc: "Parked." }, { name: GEAR_D, value: 3 }] }]
structs:
  - name: hdr
    fields: [{ name: code, type: u8, role: code }, { name: len, type: u32, role: size }]
  - name: mark
    packing: natural
    doc: A place.
    fields: [{ name: km, type: u16, doc: "Along the road.", unit: km }, { name: at, type: u64, since: "2" }]
frame: { header: hdr }
messages:
  - name: CAR_STATE
    code: 7
    doc: What the car does.
    body:
      name: car_state
      doc: Sent ten times a second.
      fields:
        - { name: speed, type: i16, unit: km/h, max: 300, doc: "Backwards is negative." }
        - { name: gear, type: gear }
        - { name: n, type: u8 }
      tails: [{ name: marks, kind: array, type: mark, count: n, max: 4, doc: "Passed lately." }]
  - { reserved: 9, reason: "was the horn" }
`);

const [header, asserts] = emitC(CAR).map(({ text }) => text) as [string, string];

describe('emitC', (it) => {
  it('begins with what the file is and how to read it', () => {
    assert.is(
      excerpt(header, '/*', '#ifndef'),
      `\
/*
 * car-link, data model lp64
 * Speed of a car.
 * Generated from dir/car.yaml by \`sluice generate\`; do not edit.
 * Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:
 * x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.
 * x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.
 * Define CAR_LINK_LAYOUT_ONLY for the types alone.
 */`,
    );
  });

  it('declares structs with offsets, docs and the tails that C cannot declare', () => {
    assert.is(
      excerpt(header, ' * A place.', '#endif /* CAR_LINK_LAYOUT_H */'),
      `\
 * A place.
 * natural, 16 bytes, alignment 8 (car.yaml:10)
 */
struct mark {
	uint16_t km; /* 0: Along the road. (in km) */
	uint64_t at; /* 8: Since 2. */
};
#define MARK_SIZE 16

/*
 * CAR_STATE: Sent ten times a second.
 * packed, 4 bytes, alignment 1 (car.yaml:20)
 * at 4: mark marks[n], at most 4. Passed lately.
 */
struct car_state {
	int16_t speed; /* 0: Backwards is negative. (in km/h; ..300) */
	uint8_t gear;  /* 2: enum gear */
	uint8_t n;     /* 3: counts marks */
} __attribute__((packed));
#define CAR_STATE_FIXED_SIZE 4
#define CAR_STATE_MIN_SIZE   4
#define CAR_STATE_MAX_SIZE   68`,
    );
  });

  it('makes enums and codes enums that a debugger knows', () => {
    assert.is(
      excerpt(header, 'enum gear {', 'structs:'),
      `\
enum gear {
	GEAR_P = 0, /* Parked. */
	GEAR_D = 3,
};

/* Message codes. */
enum car_link_code {
	CAR_STATE = 7, /* What the car does. */
};`,
    );
  });

  it('asserts every size, alignment and offset, and says where the schema has it', () => {
    assert.is(
      excerpt(asserts, '/* struct mark */', '/* struct car_state */'),
      `\
/* struct mark */
static_assert(sizeof(struct mark) == 16, "size of mark is not 16 (car.yaml:10)");
static_assert(alignof(struct mark) == 8, "align of mark is not 8 (car.yaml:10)");
static_assert(offsetof(struct mark, km) == 0, "offset of mark.km is not 0 (car.yaml:13)");
static_assert(sizeof(((struct mark *)0)->km) == 2, "size of mark.km is not 2 (car.yaml:13)");
static_assert(offsetof(struct mark, at) == 8, "offset of mark.at is not 8 (car.yaml:13)");
static_assert(sizeof(((struct mark *)0)->at) == 8, "size of mark.at is not 8 (car.yaml:13)");`,
    );
  });

  it('has getters and setters of one line', () => {
    assert.is(
      excerpt(header, 'int16_t car_state_get_speed', 'car_state_get_gear'),
      `\
static inline int16_t car_state_get_speed(const void *buf)
{
	return (int16_t)sluice_load_le16(buf);
}

static inline void car_state_set_speed(void *buf, int16_t value)
{
	sluice_store_le16(buf, (uint16_t)value);
}

static inline uint8_t`.replace(/\n\nstatic inline uint8_t$/, ''),
    );
  });

  it('zeros padding and judges values', () => {
    assert.match(header, 'memset(at + 2, 0, 6);');
    assert.match(
      header,
      `	if (value->speed > 300)
		return sluice_walk_fail(walk, SLUICE_ERR_RANGE, "speed", 0, 300, (int64_t)value->speed);
	if (!gear_is_known(value->gear))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "gear", 2, 0, (int64_t)value->gear);`,
    );
  });

  it('takes a tail with one read of its count', () => {
    assert.is(
      excerpt(header, 'car_state__take_marks(struct', 'car_state__walk(struct'),
      `\
static inline int car_state__take_marks(struct sluice_walk *walk, struct sluice_span *out)
{
	const uint8_t count = sluice_load_u8(walk->at + 3);

	return sluice_walk_array(walk, out, "n", 3, count, 4, 16);
}`,
    );
  });

  it('tells reserved codes apart', () => {
    assert.match(
      header,
      `	if (code == 9)
		error = SLUICE_ERR_CODE_RESERVED; /* was the horn */`,
    );
  });

  it('calls a struct by its tag where its typedef would be hidden', () => {
    const layout = layoutFrom(`
protocol: hidden
language: 1
structs: [{ name: header_s, typedef: header, fields: [{ name: code, type: u8, role: code }] }, { name: other_s, typedef: other, fields: [{ name: a, type: u8 }] }]
frame: { header: header }
messages: [{ name: HELLO, code: 1, body: other }]
`);
    const [text = ''] = emitC(layout).map((file) => file.text);
    assert.match(text, '} __attribute__((packed)) header;');
    assert.match(text, 'int header_decode(const void *buf, size_t len, void *copy, size_t capacity, struct header_s *out,');
    assert.match(text, 'int hello_encode_frame(void *buf, size_t capacity, const struct header_s *header,\n\t\tconst other *in,');
  });

  it('never gives two things one name', () => {
    const layout = layoutFrom(`
protocol: names
language: 1
constants: [{ name: THING_SIZE, value: 1 }, { name: NAMES_FINGERPRINT, value: 2 }]
structs:
  - { name: thing, fields: [{ name: check, type: u8 }, { name: a_b, type: u8 }, { name: a, type: u8, bits: [{ name: b, at: 0 }] }] }
  - { name: thing_get, fields: [{ name: n, type: u8 }], tails: [{ name: check, kind: bytes, count: n }, { name: a, kind: string }] }
  - { name: thing_message, fields: [{ name: x, type: u8 }] }
`);
    const text = emitC(layout)
      .map((file) => file.text)
      .join('');
    const functions = Array.from(text.matchAll(/^static inline [^(]*?(\w+)\(/gm), ([, name]) => name);
    const macros = Array.from(text.matchAll(/^#define (\w+) /gm), ([, name]) => name);
    assert.is(new Set(functions).size, functions.length);
    assert.is(new Set(macros).size, macros.length);
    assert.match(text, 'uint8_t thing_get_check_(const void *buf)');
    assert.match(text, 'int thing_get_check__(const void *buf, size_t len');
    assert.match(text, '#define THING_SIZE_ 3');
  });
});
