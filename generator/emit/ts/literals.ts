/** Numbers and text as TypeScript literals. */

/** Decimal where people think in decimal, hexadecimal for masks and the bounds of wide types. */
export function numberLiteral(value: bigint | number): string {
  const integer = BigInt(value);
  const magnitude = integer < 0n ? -integer : integer;
  const digits = magnitude < 65536n ? magnitude.toString() : `0x${magnitude.toString(16)}`;
  return integer < 0n ? `-${digits}` : digits;
}

export function bigintLiteral(value: bigint | number): string {
  return `${numberLiteral(value)}n`;
}

export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
