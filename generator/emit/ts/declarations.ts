/** Declarations of a generated module, as text that the printer gives its form. */

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly initializer?: string;
  readonly isOptional?: boolean;
}

export interface FunctionText {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  readonly body: string;
  readonly docs: readonly string[];
}

export interface PropertyText {
  readonly name: string;
  readonly type: string;
  readonly isOptional?: boolean;
  readonly docs: readonly string[];
}

/** A method that an interface asks for. */
export interface SignatureText {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  readonly isOptional?: boolean;
  readonly docs: readonly string[];
}

/** `docs` are paragraphs; everything is exported unless it says otherwise. */
export type Declaration = { readonly name: string; readonly docs: readonly string[]; readonly isExported?: boolean } & (
  | { readonly kind: 'interface'; readonly properties: readonly PropertyText[]; readonly methods?: readonly SignatureText[] }
  | { readonly kind: 'type'; readonly type: string }
  | ({ readonly kind: 'function' } & FunctionText)
  | { readonly kind: 'const'; readonly type?: string; readonly value: string }
  | { readonly kind: 'class'; readonly members: readonly MemberText[] }
);

/** A field of state begins with `$` or `#`: no item of the schema can be called so. */
export type MemberText =
  | {
      readonly kind: 'property';
      readonly name: string;
      readonly type: string;
      /** Absent where the constructor sets it. */
      readonly value?: string;
      readonly isReadonly?: boolean;
    }
  | { readonly kind: 'constructor'; readonly parameters: readonly Parameter[]; readonly body: string }
  | {
      readonly kind: 'get';
      readonly name: string;
      readonly type: string;
      readonly body: string;
      readonly docs: readonly string[];
    }
  | { readonly kind: 'set'; readonly name: string; readonly type: string; readonly body: string }
  | ({ readonly kind: 'method' } & FunctionText);

export interface ImportText {
  readonly from: string;
  readonly names: readonly { readonly name: string; readonly alias: string | null; readonly isType: boolean }[];
}

export interface ModuleText {
  /** File name. */
  readonly path: string;
  readonly banner: string;
  readonly imports: readonly ImportText[];
  /** `export * from` these. */
  readonly exports: readonly string[];
  readonly declarations: Iterable<Declaration>;
}

/** A parameter that a body may have no use for, so that the compiler of our users does not complain: `_size`. */
export function markUnused(name: string, body: string): string {
  return new RegExp(`\\b${name}\\b`).test(body) ? name : `_${name}`;
}
