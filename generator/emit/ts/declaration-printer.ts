/** Declarations to text, by way of ts-morph's structures. */
import type {
  ConstructorDeclarationStructure,
  GetAccessorDeclarationStructure,
  MethodDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  Project,
  PropertyDeclarationStructure,
  SetAccessorDeclarationStructure,
  StatementStructures,
} from 'ts-morph';
import type { Declaration, FunctionText, MemberText, Parameter } from './declarations.ts';
import { docText } from './doc-comment.ts';
import { WIDTH } from './lines.ts';

type TsMorph = typeof import('ts-morph');

export class DeclarationPrinter {
  readonly #morph: TsMorph;
  readonly #project: Project;
  /** Bodies, types and values that stand in the printed text as `$$0$$`, `$$1$$` ... */
  #held: string[] = [];

  constructor(morph: TsMorph) {
    const { IndentationText, NewLineKind, Project, QuoteKind } = morph;
    this.#morph = morph;
    this.#project = new Project({
      useInMemoryFileSystem: true,
      skipLoadingLibFiles: true,
      manipulationSettings: {
        indentationText: IndentationText.TwoSpaces,
        quoteKind: QuoteKind.Single,
        newLineKind: NewLineKind.LineFeed,
      },
    });
  }

  print(declarations: readonly Declaration[]): string {
    this.#held = [];
    const statements = declarations.map((declaration) => this.#structureOf(declaration));
    const file = this.#project.createSourceFile('slice.ts', { statements }, { overwrite: true });
    const text = file.getFullText();
    file.forget();
    return this.#fillIn(text).trim();
  }

  /**
   * Keeps text out of what ts-morph prints and parses: that is five times as fast as letting it have the bodies, and leaves their
   * indentation alone.
   */
  #hold(text: string): string {
    this.#held.push(text);
    return `$$${this.#held.length - 1}$$`;
  }

  #fillIn(text: string): string {
    return text
      .split('\n')
      .flatMap((line) => {
        const indent = /^ */.exec(line)?.[0] ?? '';
        const filled = line.replace(/ ?\$\$(\d+)\$\$/g, (token, index: string) => {
          const text = indented(this.#held[Number(index)] ?? '', indent);
          return token.startsWith(' ') && !text.startsWith('\n') ? ` ${text}` : text;
        });
        return /\(\$\$\d+\$\$\)/.test(line) ? broken(filled) : filled;
      })
      .join('\n');
  }

  #structureOf(declaration: Declaration): StatementStructures {
    const { StructureKind, VariableDeclarationKind } = this.#morph;
    const { name } = declaration;
    const isExported = declaration.isExported ?? true;
    const docs = docText(declaration.docs, 0);
    switch (declaration.kind) {
      case 'interface': {
        const properties = declaration.properties.map((property) => ({
          name: property.name,
          type: this.#hold(property.type),
          hasQuestionToken: property.isOptional ?? false,
          docs: docText(property.docs, 1),
        }));
        const methods = (declaration.methods ?? []).map((method) => ({
          name: method.name,
          parameters: this.#parametersOf(method.parameters),
          returnType: method.returns,
          hasQuestionToken: method.isOptional ?? false,
          docs: docText(method.docs, 1),
        }));
        return { kind: StructureKind.Interface, name, isExported, docs, properties, methods };
      }
      case 'type':
        return { kind: StructureKind.TypeAlias, name, isExported, docs, type: this.#hold(declaration.type) };
      case 'function':
        return { kind: StructureKind.Function, isExported, docs, ...this.#functionOf(declaration) };
      case 'const': {
        const type = declaration.type === undefined ? {} : { type: this.#hold(declaration.type) };
        const declarations = [{ name, ...type, initializer: this.#hold(declaration.value) }];
        return {
          kind: StructureKind.VariableStatement,
          isExported,
          docs,
          declarationKind: VariableDeclarationKind.Const,
          declarations,
        };
      }
      case 'class':
        return { kind: StructureKind.Class, name, isExported, docs, ...this.#membersOf(declaration.members) };
    }
  }

  #functionOf({
    name,
    parameters,
    returns,
    body,
  }: FunctionText): Pick<MethodDeclarationStructure, 'name' | 'parameters' | 'returnType' | 'statements'> {
    return { name, parameters: this.#parametersOf(parameters), returnType: returns, statements: this.#hold(body) };
  }

  /** All of them as one: ts-morph makes a writer, which has 20 properties, for each name and each type. */
  #parametersOf(parameters: readonly Parameter[]): OptionalKind<ParameterDeclarationStructure>[] {
    if (parameters.length === 0) return [];
    return [{ name: this.#hold(parameters.map(parameterText).join(', ')) }];
  }

  /** ts-morph puts state first, then the constructor, accessors in pairs, and methods. */
  #membersOf(members: readonly MemberText[]): ClassMembers {
    const printed: ClassMembers = { properties: [], ctors: [], getAccessors: [], setAccessors: [], methods: [] };
    for (const member of members) {
      switch (member.kind) {
        case 'property':
          printed.properties.push({
            name: member.name,
            type: member.type,
            isReadonly: member.isReadonly ?? false,
            ...(member.value === undefined ? {} : { initializer: this.#hold(member.value) }),
          });
          break;
        case 'constructor':
          printed.ctors.push({ parameters: this.#parametersOf(member.parameters), statements: this.#hold(member.body) });
          break;
        case 'get':
          printed.getAccessors.push({
            name: member.name,
            returnType: member.type,
            docs: docText(member.docs, 1),
            statements: this.#hold(member.body),
          });
          break;
        case 'set': {
          const parameters = this.#parametersOf([{ name: 'value', type: member.type }]);
          printed.setAccessors.push({ name: member.name, parameters, statements: this.#hold(member.body) });
          break;
        }
        case 'method':
          printed.methods.push({ ...this.#functionOf(member), docs: docText(member.docs, 1) });
      }
    }
    return printed;
  }
}

interface ClassMembers {
  readonly properties: OptionalKind<PropertyDeclarationStructure>[];
  readonly ctors: OptionalKind<ConstructorDeclarationStructure>[];
  readonly getAccessors: OptionalKind<GetAccessorDeclarationStructure>[];
  readonly setAccessors: OptionalKind<SetAccessorDeclarationStructure>[];
  readonly methods: OptionalKind<MethodDeclarationStructure>[];
}

function parameterText({ name, type, initializer, isOptional = false }: Parameter): string {
  return `${name}${isOptional ? '?' : ''}: ${type}${initializer === undefined ? '' : ` = ${initializer}`}`;
}

function indented(text: string, indent: string): string {
  return text.replace(/\n(?=.)/g, `\n${indent}`);
}

/** The head of a function that is too wide, with a line for each parameter. */
function broken(line: string): string[] {
  const [, indent = '', head = '', parameters = '', tail = ''] = /^( *)([^(]+\()(.+)(\).*)$/.exec(line) ?? [];
  if (line.length <= WIDTH || parameters === '') return [line];
  const parts = parameters.split(/, (?=[\w$]+\??: )/);
  return [`${indent}${head}`, ...parts.map((part) => `${indent}  ${part},`), `${indent}${tail}`];
}
