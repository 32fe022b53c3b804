import { isBrokenAt, type ProblemList, spanOf } from '../load/index.ts';
import { BIT_WIDTHS, type FieldModel, type FieldRole, type StructModel } from '../model/index.ts';
import type { FieldLayout, ScalarName, StructLayout } from './types.ts';

/** Roles whose field is compared with small numbers, so that 64 bits would only be trouble. */
const NARROW: ReadonlySet<FieldRole> = new Set(['code', 'size', 'index']);

/** Finds the fields of a header or descriptor by role; a role that is given twice, or to a field that can't hold it, is reported. */
export class Roles {
  readonly #layout: StructLayout;
  readonly #fields: readonly FieldModel[];
  readonly #problems: ProblemList | null;

  constructor(layout: StructLayout, model: StructModel, problems: ProblemList | null) {
    this.#layout = layout;
    this.#fields = model.members.filter((member): member is FieldModel => member.kind === 'field');
    this.#problems = problems;
  }

  /** Whether a role was reported that could have been any. */
  get areBroken(): boolean {
    return this.#fields.some(({ raw }) => isBrokenAt(raw, 'role'));
  }

  /** The one unsigned integer with this role, or null. */
  find(role: FieldRole): FieldLayout | null {
    const field = this.first(role);
    if (!field) return null;
    const scalar = scalarOfField(field);
    const isUnsigned = scalar === 'u8' || scalar === 'u16' || scalar === 'u32' || (scalar === 'u64' && !NARROW.has(role));
    if (isUnsigned && field.count === null && !field.bits) return field;
    const types = NARROW.has(role) ? 'u8, u16 or u32' : 'u8, u16, u32 or u64';
    this.#report(field.name, `\`${field.name}\` has the role \`${role}\`, but is no single ${types}`, `make it a ${types}`);
    return null;
  }

  /** The first field with this role, whatever its type. */
  first(role: FieldRole): FieldLayout | null {
    const [first, second] = this.#layout.fields.filter((field) => field.role === role);
    if (first && second)
      this.#report(second.name, `\`${second.name}\` has the role \`${role}\`, which \`${first.name}\` has already`);
    return first ?? null;
  }

  /** Reports fields whose role means nothing in a struct of this kind. */
  refuse(roles: readonly FieldRole[], what: string): void {
    for (const { name, role } of this.#layout.fields) {
      if (role && roles.includes(role))
        this.#report(name, `\`${name}\` has the role \`${role}\`, which means nothing in ${what}`);
    }
  }

  #report(name: string, message: string, fix = 'leave the role out here'): void {
    const raw = this.#fields.find((field) => field.name === name)?.raw;
    if (raw) this.#problems?.add('LAY015', spanOf(raw, 'role'), message, { fix });
  }
}

function scalarOfField(field: FieldLayout): ScalarName | null {
  return field.type.kind === 'scalar' ? field.type.scalar : field.type.kind === 'enum' ? field.type.enum.scalar : null;
}

/** The largest number that a field of an unsigned type can hold. */
export function largestOf(field: FieldLayout): bigint {
  const scalar = scalarOfField(field);
  return scalar ? (1n << BigInt(BIT_WIDTHS[scalar])) - 1n : 0n;
}
