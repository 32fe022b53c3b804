/** Schemas of any size: every message has a struct of its own with a few fields, every third one a tail. */

const FIELD_TYPES = ['u32', 'u16', 'i64', 'u8', 'syn_state'] as const;

const TAILS: readonly (string | null)[] = [
  null,
  '{name: items, kind: array, type: syn_item, count: length, doc: "Items, as many as the count says."}',
  null,
  '{name: text, kind: string, doc: "A name."}',
  null,
  '{name: data, kind: bytes, count: length, max: 4096, doc: "Raw bytes."}',
];

const HEAD = `protocol: synthetic
language: 1
doc: Made by the benchmark of the generator.
c_prefix: [SYN_, syn_]
enums:
  - name: syn_state
    type: u32
    doc: A state.
    values:
      - {name: SYN_STATE_IDLE, value: 0, doc: "Nothing to do."}
      - {name: SYN_STATE_BUSY, value: 1, doc: "At work."}
structs:
  - name: syn_header
    doc: In front of every message.
    fields:
      - {name: code, type: u32, role: code, doc: "Which message follows."}
      - {name: size, type: u32, role: size, doc: "Bytes of the frame."}
      - {name: seq, type: u64, role: sequence, doc: "Number of the frame."}
  - name: syn_item
    doc: An element of a list.
    fields:
      - {name: id, type: u32, doc: "Whose."}
      - {name: value, type: u64, doc: "How much."}
frame: {header: syn_header, min: 32}
messages:
`;

function synthesizeMessage(index: number): string {
  const fields = FIELD_TYPES.map(
    (_, field) =>
      `        - {name: field_${field}, type: ${FIELD_TYPES[(field + index) % FIELD_TYPES.length]}, doc: "Field ${field} of message ${index}."}`,
  );
  const tail = TAILS[index % TAILS.length];
  return `  - name: SYN_MESSAGE_${index}
    code: ${index + 1}
    doc: Message number ${index}.
    body:
      name: syn_message_${index}
      fields:
        - {name: length, type: u16, doc: "How many follow, where something follows."}
${fields.join('\n')}
${tail ? `      tails:\n        - ${tail}\n` : ''}`;
}

/** The text of a schema with this many messages; about 700 bytes each. */
export function synthesizeSchema(messageCount: number): string {
  return HEAD + Array.from({ length: messageCount }, (_, index) => synthesizeMessage(index)).join('');
}
