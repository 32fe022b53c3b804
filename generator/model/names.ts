/** How C names become TypeScript names, and which names nobody may use. */

/** `dropPrefix('IPC_PID_KILL', ['IPC_'])` is `PID_KILL`; the longest prefix wins, and never the whole name. */
export function dropPrefix(name: string, prefixes: readonly string[]): string {
  const fitting = prefixes.filter((prefix) => name.startsWith(prefix) && name.length > prefix.length);
  const longest = fitting.reduce((best, prefix) => (prefix.length > best.length ? prefix : best), '');
  const rest = name.slice(longest.length);
  return /^[0-9]/.test(rest) ? name : rest;
}

/** Words of an identifier: split at underscores, before a capital that follows a small letter, and before the last capital of a run. */
function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `owner_offset` -> `ownerOffset`, `IVPosition` -> `ivPosition`. */
export function camelCase(name: string): string {
  const [first = '', ...rest] = words(name);
  const camel = first + rest.map(capitalise).join('');
  return /^[0-9]/.test(camel) ? `_${camel}` : camel;
}

/** `PID_KILL` -> `PidKill`. */
export function pascalCase(name: string): string {
  return capitalise(camelCase(name));
}

/** `cluster-rpc` -> `ClusterRpc`, which the names of generated handlers and clients begin with. */
export function protocolName(protocol: string): string {
  return pascalCase(protocol.replaceAll('-', '_'));
}

const C_KEYWORDS =
  'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof typeof_unqual';
const CPP_KEYWORDS =
  'alignas alignof and and_eq bitand bitor bool catch char8_t char16_t char32_t class compl concept const_cast consteval constexpr constinit co_await co_return co_yield decltype delete dynamic_cast explicit export false friend mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public reinterpret_cast requires static_assert static_cast template this thread_local throw true try typeid typename using virtual wchar_t xor xor_eq';
const JS_RESERVED =
  'arguments async await constructor debugger eval finally function implements import in instanceof interface let package prototype super var with yield null undefined NaN Infinity __proto__ hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf';
/** Macros and types of the headers that generated C includes, and macros that compilers predefine. */
const C_LIBRARY =
  'NULL EOF errno assert offsetof stdin stdout stderr linux unix i386 size_t ptrdiff_t max_align_t nullptr_t wint_t memcpy memmove memcmp memset memchr strlen';

const RESERVED = new Map<string, string>([
  ...C_LIBRARY.split(' ').map((word): [string, string] => [word, 'the C library']),
  ...JS_RESERVED.split(' ').map((word): [string, string] => [word, 'JavaScript']),
  ...CPP_KEYWORDS.split(' ').map((word): [string, string] => [word, 'C++']),
  ...C_KEYWORDS.split(' ').map((word): [string, string] => [word, 'C']),
]);

/** Which language reserves this exact name, or null. */
export function reservedIn(name: string): string | null {
  if (/^__|^_[A-Z]/.test(name) && name !== '__proto__') return 'C';
  if (
    /^u?int(?:_(?:least|fast))?(?:8|16|32|64|max|ptr)_t$|^U?INT(?:_(?:LEAST|FAST))?(?:8|16|32|64|MAX|PTR)_(?:MIN|MAX|C)$/.test(
      name,
    )
  )
    return 'the C library';
  return RESERVED.get(name) ?? null;
}

/** Global names of JavaScript and TypeScript that generated code uses; a type of a schema must not hide them. */
export const GLOBAL_NAMES: readonly string[] =
  'Object Array Uint8Array DataView ArrayBuffer SharedArrayBuffer Atomics Number BigInt String Boolean Math Error RangeError TypeError Symbol Map Set WeakMap Promise AbortSignal Record Partial Omit Readonly ReadonlyArray'.split(
    ' ',
  );

/** Property names that a generated view uses itself. */
export const VIEW_NAMES: ReadonlySet<string> = new Set(['wrap']);

/** Members that every object has, or that make it a promise: a call of that name would be taken for it. */
export const OBJECT_MEMBERS: ReadonlySet<string> = new Set(
  'constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf then'.split(' '),
);
