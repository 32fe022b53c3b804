/** What people write who come from C, TypeScript or another schema language, and what it is here. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:__)?u_?int(8|16|32|64)(?:_t)?$/, 'u$1'],
  [/^(?:__)?s?int(8|16|32|64)(?:_t)?$/, 'i$1'],
  [/^__(?:u|le|be)(8|16|32|64)$/, 'u$1'],
  [/^__s(8|16|32|64)$/, 'i$1'],
  [/^(?:unsigned char|uchar|byte|octet|uint8|U8)$/, 'u8'],
  [/^(?:signed char|sbyte)$/, 'i8'],
  [/^(?:unsigned short(?: int)?|ushort|word)$/, 'u16'],
  [/^short(?: int)?$/, 'i16'],
  [/^(?:unsigned(?: int)?|uint|dword)$/, 'u32'],
  [/^(?:int|signed)$/, 'i32'],
  [/^(?:unsigned long long(?: int)?|qword)$/, 'u64'],
  [/^long long(?: int)?$/, 'i64'],
  [/^unsigned long(?: int)?$/, 'ulong'],
  [/^long int$/, 'long'],
  [/^(?:float|float32|single)$/, 'f32'],
  [/^(?:double|float64)$/, 'f64'],
  [/^(?:boolean|_Bool)$/, 'bool'],
  [/^size_t$/, 'usize'],
  [/^(?:ssize_t|ptrdiff_t)$/, 'isize'],
  [/^u?intptr_t$/, 'usize'],
];

/** What to write for a type name of another language, or undefined when it looks like none. */
export function typeHint(text: string): string | undefined {
  const name = text.trim();
  for (const [pattern, type] of SPELLINGS) if (pattern.test(name)) return `write \`${name.replace(pattern, type)}\``;
  if (/^(?:const )?(?:struct |union )?\w+ ?\*$/.test(name)) return `write \`ptr<${/\w+(?= ?\*$)/.exec(name)?.[0] ?? 'T'}>\``;
  if (/^(?:struct|union|enum) \w+$/.test(name)) return `write \`${name.split(' ')[1]}\``;
  const array = /^(\w+) ?\[ ?(\w*) ?\]$/.exec(name);
  if (array)
    return array[2] ? `write \`type: ${array[1]}\` and \`count: ${array[2]}\`` : 'arrays whose length varies are `tails:`';
  if (/^(?:string|str|bytes|blob|text)$/.test(name)) return 'texts and bytes of varying length are `tails:`';
  return /^(?:ptr|handle)\b/.test(name) ? 'write `ptr<NAME>` or `handle<NAME>`' : undefined;
}
