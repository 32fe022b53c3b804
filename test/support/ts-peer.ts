/** Generated TypeScript as a peer: compiles it as strictly as its users may, and runs cases through it. */
import { deepStrictEqual } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { emitTypeScript } from '../../generator/emit/ts/index.ts';
import type { JsonObject } from '../../generator/frame/index.ts';
import type { FieldLayout, Layout, StructLayout } from '../../generator/index.ts';
import { bodyOf, callAt, called, type Decoded, framed } from './ts-frames.ts';
import { fieldsFromTs, fieldsToTs, structFromTs, structToTs } from './ts-values.ts';
import { isBytes } from './type-facts.ts';
import { encodedAgain, type RefusalVerdict, refusalOf, type StructureVerdict, type Verdict } from './verdict.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const STRICT = {
  target: 'ES2022',
  module: 'NodeNext',
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  outDir: 'js',
};

/** Bytes before every frame, so that a forgotten offset shows. */
const BEFORE = 3;

type Value = Record<string, unknown>;
interface AnyCodec {
  readonly encode: (...values: readonly unknown[]) => number;
  readonly decode: (view: DataView, offset: number, length: number) => Value;
  readonly byteLength: (value: unknown) => number;
  readonly toBytes: (value: unknown) => Uint8Array;
  readonly encodeFrame: (view: DataView, offset: number, header: unknown, body: unknown) => number;
  readonly decodeFrame: (view: DataView, offset: number, length: number) => Value;
  readonly frameBytes: (header: unknown, body: unknown) => Uint8Array;
}
interface AnyView extends Value {
  readonly wrap: (view: DataView, offset: number, length: number) => Value;
}
type Module = Record<string, unknown>;

export class TsPeer {
  readonly #modules: ReadonlyMap<Layout, Module>;

  private constructor(modules: ReadonlyMap<Layout, Module>) {
    this.#modules = modules;
  }

  /** Emits TypeScript for every layout into a folder of `dist/` (from there `sluice/runtime/codec` resolves), compiles and imports it. */
  static async compile(layouts: readonly Layout[], folder: string): Promise<TsPeer> {
    rmSync(folder, { recursive: true, force: true });
    for (const layout of layouts) {
      const own = path.join(folder, nameOf(layout));
      mkdirSync(own, { recursive: true });
      for (const file of await emitTypeScript(layout, { importExtension: 'js' }))
        writeFileSync(path.join(own, file.path), file.text);
    }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT, include: ['*/*.ts'] }));
    const { status, stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    if (status !== 0 && !process.env['NOCHECK'])
      throw new Error(`generated TypeScript in ${folder} does not compile:\n${stdout.slice(0, 4000)}`);
    const modules = new Map<Layout, Module>();
    for (const layout of layouts)
      modules.set(layout, (await import(pathToFileURL(path.join(folder, 'js', nameOf(layout), 'index.js')).href)) as Module);
    return new TsPeer(modules);
  }

  /**
   * What generated code says.
   *
   * @param name - `frame`, or the C name of a message, an RPC or a struct
   */
  verdict(layout: Layout, name: string, bytes: Uint8Array): Verdict {
    const view = viewBehind(bytes);
    try {
      const decoded = this.#decode(layout, name, view, bytes.length);
      const { message = name, header, body } = decoded;
      return {
        ...decoded,
        again: encodedAgain(decoded, () => this.encode(layout, message, header ? { header, body } : { body })),
      };
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** What a view of a struct says about its structure; what it shows must be what `decode` gives. */
  structure(layout: Layout, name: string, bytes: Uint8Array, decoded: Verdict): StructureVerdict {
    const bare = layout.frame === null ? layout.messages.find((message) => message.name === name)?.struct : undefined;
    const struct = bare ?? layout.structs.find((candidate) => candidate.name === name);
    const view = viewBehind(bytes);
    if (name === 'frame') {
      const frameLength = this.#module(layout)['frameLength'] as
        | ((view: DataView, offset: number, available: number) => number)
        | undefined;
      if (layout.frame === null || frameLength === undefined) return {};
      return { length: orError(() => frameLength(view, BEFORE, bytes.length) || null) };
    }
    if (struct === undefined) return {};
    const View = this.#module(layout)[`${struct === layout.frame?.header ? 'Header' : struct.tsName}View`] as new () => AnyView;
    return {
      structure: orError(() => {
        const wrapped = new View().wrap(view, BEFORE, bytes.length);
        // The count of a tail that is absent is whatever somebody left there.
        const isIdle = (name: string): boolean =>
          struct.tails.some((tail) => tail.count?.field?.name === name && tail.condition !== null);
        const plain = struct.fields.filter((field) => isPlain(field) && !isIdle(field.name));
        if (!('error' in decoded))
          deepStrictEqual(fieldsFromTs(plain, wrapped), Object.fromEntries(plain.map(({ name }) => [name, decoded.body[name]])));
        return null;
      }),
    };
  }

  #decode(layout: Layout, name: string, view: DataView, length: number): Decoded {
    const module = this.#module(layout);
    const message = layout.messages.find((candidate) => candidate.name === name);
    const entry = layout.rpcs.find((candidate) => candidate.name === name);
    if (message !== undefined && layout.frame !== null)
      return framed(layout, (module[message.tsName] as AnyCodec).decodeFrame(view, BEFORE, length));
    if (message !== undefined)
      return { body: bodyOf(message, (module[message.tsName] as AnyCodec).decode(view, BEFORE, length)) };
    if (entry !== undefined) return called(layout, entry, (module[entry.tsName] as AnyCodec).decode(view, BEFORE, length));
    if (name !== 'frame') {
      const struct = structNamed(layout, name);
      return { body: structFromTs(struct, this.#codec(layout, struct).decode(view, BEFORE, length)) };
    }
    if (layout.frame !== null) return framed(layout, (module['decodeFrame'] as AnyCodec['decodeFrame'])(view, BEFORE, length));
    const asked = callAt(layout, view, BEFORE, length);
    return called(layout, asked, (module[asked.tsName] as AnyCodec).decode(view, BEFORE, length));
  }

  /** Encodes into exactly enough room, which was not zero; into too little; and into fresh bytes. */
  encode(layout: Layout, name: string, object: { readonly header?: JsonObject; readonly body: JsonObject }): Uint8Array {
    const { write, fresh } = this.#encoders(layout, name, object);
    const bytes = fresh();
    const view = new DataView(new Uint8Array(BEFORE + bytes.length).fill(0xaa).buffer);
    const written = write(view, BEFORE);
    if (written !== bytes.length) throw new Error(`${name}: encode wrote ${written} bytes, toBytes ${bytes.length}`);
    const into = new Uint8Array(view.buffer);
    if (hexOf(into) !== 'aa'.repeat(BEFORE) + hexOf(bytes))
      throw new Error(`${name}: encode wrote ${hexOf(into)}, toBytes ${hexOf(bytes)}`);
    if (bytes.length > 0)
      requireRoomError(name, bytes.length, () => write(new DataView(new ArrayBuffer(BEFORE + bytes.length - 1)), BEFORE));
    return bytes;
  }

  #encoders(
    layout: Layout,
    name: string,
    { header = {}, body }: { readonly header?: JsonObject; readonly body: JsonObject },
  ): Encoders {
    const message = layout.messages.find((candidate) => candidate.name === name);
    const entry = layout.rpcs.find((candidate) => candidate.name === name);
    if (entry !== undefined && layout.rpc !== null) {
      const codec = this.#module(layout)[entry.tsName] as AnyCodec;
      const given = [fieldsToTs(layout.rpc.descriptor.fields, header), fieldsToTs(entry.args, body)];
      const { size } = layout.rpc.descriptor;
      return {
        write: (view, offset) => codec.encode(view, offset, ...given),
        fresh: () => freshly(size, (view) => codec.encode(view, 0, ...given)),
      };
    }
    const struct = message === undefined ? structNamed(layout, name) : message.struct;
    const value = struct === null ? {} : structToTs(struct, body);
    if (message === undefined || layout.frame === null) {
      const codec =
        message === undefined && struct !== null
          ? this.#codec(layout, struct)
          : (this.#module(layout)[message?.tsName ?? ''] as AnyCodec);
      return { write: (view, offset) => codec.encode(view, offset, value), fresh: () => codec.toBytes(value) };
    }
    const codec = this.#module(layout)[message.tsName] as AnyCodec;
    const head = fieldsToTs(layout.frame.header.fields, header);
    return { write: (view, offset) => codec.encodeFrame(view, offset, head, value), fresh: () => codec.frameBytes(head, value) };
  }

  #codec(layout: Layout, struct: StructLayout): AnyCodec {
    return this.#module(layout)[struct === layout.frame?.header ? 'Header' : struct.tsName] as AnyCodec;
  }

  #module(layout: Layout): Module {
    const module = this.#modules.get(layout);
    if (module === undefined) throw new Error(`${layout.protocol} was not compiled`);
    return module;
  }
}

function viewBehind(bytes: Uint8Array): DataView {
  const whole = new Uint8Array(BEFORE + bytes.length).fill(0xaa);
  whole.set(bytes, BEFORE);
  return new DataView(whole.buffer);
}

function orError<T>(action: () => T): T | RefusalVerdict['error'] {
  try {
    return action();
  } catch (error) {
    return refusalOf(error).error;
  }
}

/** A field that a view shows as `decode` does: no array of elements, no bit ranges, no union. */
function isPlain({ type, count, bits }: FieldLayout): boolean {
  if (type.kind === 'struct') return count === null && type.struct.fields.every(isPlain);
  return type.kind !== 'union' && bits === null && (count === null || isBytes(type));
}

interface Encoders {
  readonly write: (view: DataView, offset: number) => number;
  readonly fresh: () => Uint8Array;
}

function freshly(size: number, write: (view: DataView) => number): Uint8Array {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
}

function requireRoomError(name: string, needed: number, write: () => unknown): void {
  try {
    write();
  } catch (error) {
    const { code, field, offset, expected, got } = refusalOf(error).error;
    if (code === 'SLUICE_ERR_SIZE' && field === null && offset === 0 && expected === needed && got === needed - 1) return;
    throw new Error(`${name}: too little room is reported as ${String(error)}`, { cause: error });
  }
  throw new Error(`${name}: encode wrote past the end`);
}

/** One folder per protocol, config and data model. */
function nameOf({ protocol, config, dataModel }: Layout): string {
  return [protocol, config, dataModel].filter((part) => part !== null).join('.');
}

function structNamed(layout: Layout, name: string): StructLayout {
  const struct = layout.structs.find((candidate) => candidate.name === name);
  if (struct === undefined) throw new Error(`unknown struct: ${name}`);
  return struct;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
