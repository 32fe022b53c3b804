/**
 * A copy of the compiled runtime in which every store that another side may see, and every call of the addon, says so first. Made from what is
 * shipped, by rewriting two forms of expression: `array[index] = value`, and calls of methods that the interfaces of the addon name. Stores by
 * functions (`Atomics.store`, `DataView.setUint32`) are counted by `step-counter.ts`, which wraps those.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { ROOT } from '../../interop/stubs/build.ts';

/** Folders of `dist/` that the runtime consists of. */
const FOLDERS: readonly string[] = ['runtime', 'generated/ivshmem', 'generated/region', 'generated/segment'];

/** Where the interfaces of the addon are. */
const INTERFACES: readonly string[] = ['runtime/memory/native.ts', 'runtime/cluster/native-member.ts'];

export class CountedRuntime {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'sluice-counted-'));

  constructor() {
    const methods = new Set(INTERFACES.flatMap((name) => [...namesOfMethods(path.join(ROOT, name))]));
    // Generated messages import the codecs by the name of the package.
    const exports = { './runtime/codec': './dist/runtime/codec.js' };
    writeFileSync(path.join(this.folder, 'package.json'), JSON.stringify({ type: 'module', name: 'sluice', exports }));
    for (const name of ['build', 'prebuilds']) symlinkSync(path.join(ROOT, name), path.join(this.folder, name));
    for (const name of FOLDERS) {
      const folder = path.join(this.folder, 'dist', name);
      mkdirSync(folder, { recursive: true });
      cpSync(path.join(ROOT, 'dist', name), folder, { recursive: true, filter: (file) => !/\.(map|d\.ts)$/.test(file) });
    }
    const runtime = path.join(this.folder, 'dist/runtime');
    for (const name of readdirSync(runtime, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'))) {
      const file = path.join(runtime, name);
      writeFileSync(file, countSteps(file, readFileSync(file, 'utf8'), methods));
    }
  }

  /** What to import. */
  get url(): string {
    return pathToFileURL(path.join(this.folder, 'dist/runtime/index.js')).href;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Of all interfaces of a file. */
function namesOfMethods(file: string): ReadonlySet<string> {
  const names = new Set<string>();
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const visit = (node: ts.Node): void => {
    if (ts.isMethodSignature(node)) names.add(node.name.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** @throws Error for a form of store that it does not know */
export function countSteps(file: string, text: string, methods: ReadonlySet<string>): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);

  /** The text of a node with what is to be counted within it. */
  const rewrite = (node: ts.Node): string => {
    if (ts.isBinaryExpression(node) && ts.isElementAccessExpression(node.left) && isAssignment(node.operatorToken.kind)) {
      if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) throw unknown(node);
      const { expression, argumentExpression } = node.left;
      return `globalThis.countStore(${rewrite(expression)}, ${rewrite(argumentExpression)}, ${rewrite(node.right)})`;
    }
    if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && ts.isElementAccessExpression(node.operand)) {
      if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) throw unknown(node);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && methods.has(node.expression.name.text)) {
      const { expression, name, questionDotToken } = node.expression;
      if (
        questionDotToken === undefined &&
        node.questionDotToken === undefined &&
        expression.kind !== ts.SyntaxKind.SuperKeyword
      ) {
        return `globalThis.countCall(${rewrite(expression)}, '${name.text}', [${node.arguments.map(rewrite).join(', ')}])`;
      }
    }
    let out = '';
    let at = node.getStart(source);
    ts.forEachChild(node, (child) => {
      out += text.slice(at, child.getStart(source)) + rewrite(child);
      at = child.getEnd();
    });
    return out + text.slice(at, node.getEnd());
  };
  const unknown = (node: ts.Node): Error => new Error(`${file}: a store of another form: ${node.getText(source)}`);
  return text.slice(0, source.getStart(source)) + rewrite(source);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
