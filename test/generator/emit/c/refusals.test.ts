import * as assert from 'uvu/assert';
import type { Layout } from '../../../../generator/index.ts';
import { layoutOf } from '../../../schema/layout-text.ts';
import { describe } from '../../../support/index.ts';
import { Workbench } from './compile.ts';
import { featureLayout } from './features.ts';
import { rpcFeatureLayout } from './features-rpc.ts';

/** What C refuses to write, and other answers that no bytes can provoke: statements that set `status`, and what is then reported. */
type Case = readonly [name: string, statements: string, answer: string];

/** Runs every case in one program; each has a zeroed `out`, `written` and `error`. */
function answersOf(layout: Layout, cases: readonly Case[]): string[] {
  const prefix = layout.protocol.replaceAll('-', '_');
  const functions = cases.map(
    ([, statements], index) => `\
static int case_${index}(uint8_t *out, size_t capacity)
{
	size_t written = 0;
	int status = 0;

	(void)out;
	(void)capacity;
	(void)written;
	${statements}
	return status;
}
`,
  );
  const calls = cases.map(
    (_, index) =>
      `\tmemset(&error, 0, sizeof error);\n\tmemset(out, 0, sizeof out);\n\treport(case_${index}(out, sizeof out));\n`,
  );
  const bench = new Workbench(layout);
  try {
    bench.build(
      `\
#include "${prefix}.h"
#include <stdio.h>

static struct sluice_error error;

static void report(int status)
{
	if (status < 0)
		printf("%s %s %s %zu %lld %lld\\n", sluice_error_name(status), error.message, error.field ? error.field : "-", error.offset,
		       (long long)error.expected, (long long)error.got);
	else
		printf("%d\\n", status);
}

${functions.join('\n')}
int main(void)
{
	static uint8_t out[8192];

${calls.join('')}	return 0;
}
`,
      'cases',
    );
    return bench.run('cases').trimEnd().split('\n');
  } finally {
    bench.close();
  }
}

/** A message of the feature schema that encodes, and what a case does to it. */
const tails = (change: string, end = 'status = tail_words_encode(out, capacity, &m, &written, &error);'): string => `\
struct tail_words_message m;
	uint8_t two[4] = {0};

	memset(&m, 0, sizeof m);
	m.fixed_.mode = WRITE;
	m.message.data = two;
	m.message.count = 2;
	${change}
	${end}`;

const box = (change: string): string => `\
struct box_message m;
	uint8_t slots[10] = {0};
	uint8_t attachments[] = {1, GREEN, 0, 0, 5, 'a', 0, 0, RED};

	memset(&m, 0, sizeof m);
	m.slots.data = slots;
	m.slots.count = 2;
	m.attachments.data = attachments;
	m.attachments.count = 2;
	m.attachments.length = sizeof attachments;
	part_set_at(attachments + 2, 5);
	${change}
	status = box_encode(out, capacity, &m, &written, &error);`;

const FEATURES: readonly Case[] = [
  ['writes a sound message', tails(''), '0'],
  [
    'an enum value',
    'struct tagged m;\n	memset(&m, 0, sizeof m);\n	m.which = 9;\n	status = tagged_encode(out, capacity, &m, &written, &error);',
    'SLUICE_ERR_ENUM M_TAGGED which 0 0 9',
  ],
  [
    'an element of a tail',
    tails('two[0] = 9;\n	m.check.data = two;\n	m.check.count = 1;'),
    'SLUICE_ERR_ENUM M_TAILS check 10 0 9',
  ],
  ['more elements than `max`', tails('m.check.data = out;\n	m.check.count = 10;'), 'SLUICE_ERR_COUNT M_TAILS buf 0 9 10'],
  [
    'more elements than the count field holds',
    tails(
      'm.encode.data = out;\n	m.encode.count = 65536;',
      'status = tail_words__put(&(struct sluice_walk){NULL, out, 8192, 0, 0, 0, "M_TAILS", &error, true}, &m);',
    ),
    'SLUICE_ERR_COUNT M_TAILS walk 1 65535 65536',
  ],
  ['a tail whose `if:` is false', tails('m.size.data = out;\n	m.size.count = 3;'), 'SLUICE_ERR_COUNT M_TAILS size 16 0 3'],
  ['an empty string whose `if:` is false', tails('m.fixed.data = out;'), 'SLUICE_ERR_COUNT M_TAILS fixed 16 0 0'],
  [
    'tails with one count field and two counts',
    tails('m.fixed_.mode = ALL;\n	m.decode.data = out;\n	m.decode.count = 1;'),
    'SLUICE_ERR_COUNT M_TAILS error 4 1 0',
  ],
  ['too few elements where the schema says how many', tails('m.message.count = 1;'), 'SLUICE_ERR_COUNT M_TAILS message 16 2 1'],
  ['too much rest', tails('m.load.data = out;\n	m.load.count = 41;'), 'SLUICE_ERR_COUNT M_TAILS load 20 40 41'],
  [
    'a string that is too long',
    tails('m.fixed_.value = KNOWN;\n	m.fixed.data = "seven..";\n	m.fixed.count = 7;'),
    'SLUICE_ERR_COUNT M_TAILS fixed 16 6 7',
  ],
  [
    'U+0000 in a string',
    tails('m.fixed_.value = 8;\n	m.fixed.data = "a\\0b";\n	m.fixed.count = 3;'),
    'SLUICE_ERR_UTF8 M_TAILS fixed 16 0 0',
  ],
  [
    'half a character',
    tails('m.fixed_.value = 8;\n	m.fixed.data = "\\xc3";\n	m.fixed.count = 1;'),
    'SLUICE_ERR_UTF8 M_TAILS fixed 16 0 0',
  ],
  [
    'a destination that is a byte too small',
    tails('', 'status = tail_words_encode(out, 19, &m, &written, &error);'),
    'SLUICE_ERR_SIZE M_TAILS - 0 20 19',
  ],
  ['writes records', box(''), '0'],
  ['fewer records than elements', box('m.attachments.count = 1;'), 'SLUICE_ERR_COUNT M_BOX attachments 12 2 1'],
  [
    'more elements than a negative count can be',
    box('m.slots.count = 128;\n	m.slots.data = out;'),
    'SLUICE_ERR_COUNT M_BOX n 0 127 128',
  ],
  ['a record with a bad value', box('attachments[8] = 7;'), 'SLUICE_ERR_ENUM M_BOX attachments.hue 20 0 7'],
  ['a record that is cut', box('m.attachments.length--;'), 'SLUICE_ERR_TRUNCATED M_BOX attachments.hue 20 2 1'],
  [
    'a record in a record that is not where its offset says',
    box('attachments[2]++;'),
    'SLUICE_ERR_OFFSET M_BOX attachments.parts.at 14 5 6',
  ],
  [
    'bytes behind the records',
    box('m.attachments.count = 1;\n	m.slots.count = 1;'),
    'SLUICE_ERR_TRAILING M_BOX attachments 14 7 9',
  ],
  [
    'a frame without room',
    'struct header h;\n	memset(&h, 0, sizeof h);\n	h.tone = RED;\n	status = m_empty_encode_frame(out, 15, &h, &written, &error);',
    'SLUICE_ERR_SIZE M_EMPTY - 0 16 15',
  ],
  [
    'a header field',
    'status = m_empty_encode_frame(out, capacity, NULL, &written, &error);',
    'SLUICE_ERR_ENUM M_EMPTY tone 1 0 0',
  ],
  [
    'a frame that is too long',
    'struct text_message m;\n	struct header h;\n	memset(&m, 0, sizeof m);\n	memset(&h, 0, sizeof h);\n	h.tone = RED;\n	m.text.data = out;\n	m.text.count = 4091;\n	status = m_text_encode_frame(out, capacity, &h, &m, &written, &error);',
    'SLUICE_ERR_SIZE M_TEXT size 2 4096 4097',
  ],
  [
    'another message than asked for',
    'struct header h;\n	struct c_features_frame f;\n	struct text_message m;\n	memset(&h, 0, sizeof h);\n	h.tone = GREEN;\n	status = m_empty_encode_frame(out, capacity, &h, &written, &error);\n	if (status == 0)\n		status = c_features_frame_decode(out, written, NULL, 0, &f, &error);\n	if (status == 0)\n		status = m_text_decode_frame(&f, &m, &error);',
    'SLUICE_ERR_CODE_UNKNOWN header code 0 6 8',
  ],
  [
    'a copy without room',
    'uint8_t copy[11];\n	struct c_features_frame f;\n	status = c_features_frame_decode(out, 12, copy, sizeof copy, &f, &error);',
    'SLUICE_ERR_SIZE header - 0 12 11',
  ],
  ['needs more', 'status = c_features_frame_length(out, 4, &written, &error);', '1'],
  [
    'knows a length',
    'out[3] = 13;\n	status = c_features_frame_length(out, 5, &written, &error);\n	if (status == 0)\n		status = (int)written;',
    '16',
  ],
  [
    'a size below the minimum',
    'out[3] = 11;\n	status = c_features_frame_length(out, 5, &written, &error);',
    'SLUICE_ERR_SIZE header size 2 12 11',
  ],
  [
    'sums that a size_t cannot hold',
    'struct box_message m;\n	memset(&m, 0, sizeof m);\n	m.attachments.length = SIZE_MAX;\n	status = box_encode(out, capacity, &m, &written, &error);',
    'SLUICE_ERR_SIZE M_BOX - 0 9223372036854775807 8192',
  ],
];

const RPCS: readonly Case[] = [
  [
    'an argument of another RPC',
    'call_t call;\n	memset(&call, 0, sizeof call);\n	status = rpc_none_unpack(&call, &error);',
    'SLUICE_ERR_CODE_UNKNOWN call_t index 0 1 0',
  ],
  [
    'an input outside of its bounds',
    'call_t call;\n	struct rpc_all_args args;\n	memset(&args, 0, sizeof args);\n	args.wide = -6;\n	args.hue = RED;\n	status = rpc_all_pack(&call, &args, &error);',
    'SLUICE_ERR_RANGE RPC_ALL wide 16 -5 -6',
  ],
  [
    'an output that was set wrongly',
    'call_t call;\n	struct rpc_out_args args;\n	memset(&args, 0, sizeof args);\n	args.done = 2;\n	status = rpc_out_pack(&call, &args, &error);',
    'SLUICE_ERR_RANGE RPC_OUT done 24 1 2',
  ],
  [
    'leaves outputs out',
    'call_t call;\n	struct rpc_out_args args;\n	memset(&args, 0, sizeof args);\n	status = rpc_out_pack(&call, &args, &error);',
    '0',
  ],
  ['needs more', 'status = rpc_features_frame_length(out, 87, &written, &error);', '1'],
  [
    'knows a length',
    'status = rpc_features_frame_length(out, 88, &written, &error);\n	if (status == 0)\n		status = (int)written;',
    '88',
  ],
];

const LIBOS: readonly Case[] = [
  [
    'a kill without a kind',
    'struct shim_ipc_pid_kill kill;\n	memset(&kill, 0, sizeof kill);\n	kill.type = 4;\n	status = ipc_pid_kill_encode_frame(out, capacity, NULL, &kill, &written, &error);',
    'SLUICE_ERR_ENUM IPC_PID_KILL type 25 0 4',
  ],
];

const SUITES: readonly (readonly [string, () => Layout, readonly Case[]])[] = [
  ['c-features', () => featureLayout(), FEATURES],
  ['rpc-features', () => rpcFeatureLayout(), RPCS],
  ['libos-ipc', () => layoutOf('libos-ipc'), LIBOS],
];

describe('generated C answers', (it) => {
  for (const [protocol, layout, cases] of SUITES) {
    it(`with code, field, offset, expected and got: ${protocol}`, () => {
      const answers = answersOf(layout(), cases).map((answer, index) => `${cases[index]?.[0]}: ${answer}`);
      assert.equal(
        answers,
        cases.map(([name, , answer]) => `${name}: ${answer}`),
      );
    });
  }
});
