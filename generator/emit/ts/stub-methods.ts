/** What the call runtime needs to know of one call: how its inputs and outputs become bytes. */
import type { FrameLayout, MessageLayout } from '../../layout/types.ts';
import { Methods } from './codec-object.ts';
import { leastSize, roundedUp } from './frame-object.ts';
import { legalProperties } from './legal-value.ts';
import { Lines, WIDTH } from './lines.ts';
import { quote } from './literals.ts';
import type { Module } from './module.ts';
import { isVariable } from './struct-facts.ts';
import { inputsOf, type MessageCall, namesOf, outputsOf, type RpcCall, type StubCall } from './stub-calls.ts';
import { isOfOtherCall } from './stub-headers.ts';

/** The object `methods`. */
export function methodsObject(calls: readonly StubCall[], module: Module): string {
  const parts = calls.map((call) => {
    const text = call.kind === 'message' ? messageMethod(call, module) : rpcMethod(call, module);
    return `  ${call.member}: ${text.replace(/\n(?=.)/g, '\n  ')},`;
  });
  return `{\n${parts.join('\n')}\n}`;
}

/** Functions of one method, in the order that every method has them in. */
class MethodText {
  readonly #methods = new Methods();

  constructor({ name, code }: StubCall, replies: readonly number[]) {
    this.#methods.property('name', quote(name));
    this.#methods.property('code', String(code));
    this.#methods.property('replies', `[${replies.join(', ')}]`);
  }

  /** A function that is one expression. */
  returning(name: string, parameters: string, expression: string): void {
    const arrow = `(${parameters}) => ${expression}`;
    if (`    ${name}: ${arrow},`.length <= WIDTH) this.#methods.property(name, arrow);
    else this.body(name, parameters, (lines) => lines.call(`return ${expression};`));
  }

  body(name: string, parameters: string, body: (lines: Lines) => void): void {
    const lines = new Lines(3);
    body(lines);
    this.#methods.method(`${name}(${parameters})`, lines);
  }

  /** Of a call that nobody answers. */
  unanswered(stray: string): void {
    this.returning('outputSize', '', '0');
    this.returning('outputCode', '', '0');
    this.returning('writeOutput', '', '0');
    this.returning('readOutput', '', stray);
  }

  toString(): string {
    return this.#methods.toString();
  }
}

/** Bytes of the frame of `body`, an expression. */
export function frameSize(message: MessageLayout, frame: FrameLayout, body: string): string {
  if (message.struct === null || !isVariable(message.struct)) return String(leastSize(message, frame));
  const { size } = frame.header;
  const whole = `${size} + ${message.tsName}.byteLength(${body})`;
  const isPadded = frame.min > size;
  const least = isPadded ? `Math.max(${frame.min}, ${whole})` : whole;
  return frame.align > 1 ? roundedUp(isPadded ? least : `(${least})`, frame.align) : least;
}

function messageMethod(call: MessageCall, module: Module): string {
  const { message, frame, replies, acknowledgement } = call;
  const answer = acknowledgement === 'empty' ? message : acknowledgement;
  const answers = answer === null ? replies : [answer];
  const text = new MethodText(
    call,
    answers.map(({ code }) => code ?? 0),
  );
  const codec = module.useSibling('messages', message.tsName);
  const size = frameSize(message, frame, 'input');
  text.returning('inputSize', size.includes('input') ? 'input' : '', size);
  text.returning('writeInput', 'view, at, input, call', `${codec}.encodeFrame(view, at, callHeader(call), input)`);
  text.body('readInput', 'view, at, length, call', (lines) => {
    lines.add(`const { header, body } = ${codec}.decodeFrame(view, at, length);`, 'call.header = header;', 'return body;');
  });
  const [only, ...others] = replies;
  if (acknowledgement === 'empty') acknowledged(text, message, module);
  else if (acknowledgement !== null) acknowledgedBy(text, acknowledgement, frame, module);
  else if (only === undefined) text.unanswered(module.use('STRAY'));
  else if (others.length === 0) answeredByOne(text, only, frame, module);
  else answeredByAny(text, call, module);
  return text.toString();
}

/** An OK without payload. */
function acknowledged(text: MethodText, { code }: MessageLayout, module: Module): void {
  text.returning('outputSize', '', '0');
  text.returning('outputCode', '', String(code));
  text.returning('writeOutput', '', '0');
  text.returning('readOutput', '_view, _at, length', `(length === 0 ? undefined : ${module.use('STRAY')})`);
}

/** The negative answer with an errno of 0: the runtime has judged it before it asks for the output. */
function acknowledgedBy(text: MethodText, negative: MessageLayout, frame: FrameLayout, module: Module): void {
  const codec = module.useSibling('messages', negative.tsName);
  const body = (negative.struct?.fields ?? []).flatMap(legalProperties).map(([name, value]) => `${name}: ${value}`);
  text.returning('outputSize', '', String(leastSize(negative, frame)));
  text.returning('outputCode', '', String(negative.code));
  const written = `${codec}.encodeFrame(view, at, answerHeader(call), { ${body.join(', ')} })`;
  text.returning('writeOutput', 'view, at, _output, _input, call', written);
  text.returning('readOutput', '', 'undefined');
}

function answeredByOne(text: MethodText, reply: MessageLayout, frame: FrameLayout, module: Module): void {
  const codec = module.useSibling('messages', reply.tsName);
  const size = frameSize(reply, frame, 'output');
  text.returning('outputSize', size.includes('output') ? 'output' : '', size);
  text.returning('outputCode', '', String(reply.code));
  const hasBody = reply.struct !== null;
  const parameters = `view, at, ${hasBody ? 'output' : '_output'}, _input, call`;
  text.returning('writeOutput', parameters, `${codec}.encodeFrame(view, at, answerHeader(call), ${hasBody ? 'output' : '{}'})`);
  const other = isOfOtherCall(frame);
  const isNumbered = other !== null;
  text.body('readOutput', `view, at, length${isNumbered ? ', _code, correlation' : ''}`, (lines) => {
    if (!hasBody && !isNumbered) lines.add(`${codec}.decodeFrame(view, at, length);`, 'return undefined;');
    else if (!isNumbered) lines.add(`return ${codec}.decodeFrame(view, at, length).body;`);
    else {
      lines.add(`const { ${['header', ...(hasBody ? ['body'] : [])].join(', ')} } = ${codec}.decodeFrame(view, at, length);`);
      lines.add(`return ${other} ? ${module.use('STRAY')} : ${hasBody ? 'body' : 'undefined'};`);
    }
  });
}

function answeredByAny(text: MethodText, call: MessageCall, module: Module): void {
  const { replies, frame } = call;
  const codecs = replies.map((reply) => [module.useSibling('messages', reply.tsName), reply] as const);
  text.body('outputSize', 'output', (lines) => {
    lines.block('switch (output.code) {', () => {
      for (const [, reply] of codecs) lines.add(`case ${reply.code}: return ${frameSize(reply, frame, 'output.body')};`);
      // Handlers without types can give anything; the size is what is asked for first.
      const names = replies.map(({ code, name }) => `${code} (${name})`).join(' or ');
      lines.call(`default: throw new RangeError(${quote(`${call.name} is answered by code ${names}`)});`);
    });
  });
  text.returning('outputCode', 'output', 'output.code');
  text.body('writeOutput', 'view, at, output, _input, call', (lines) => {
    lines.block('switch (output.code) {', () => {
      for (const [codec, { code }] of codecs)
        lines.add(`case ${code}: return ${codec}.encodeFrame(view, at, answerHeader(call), output.body);`);
    });
  });
  const other = isOfOtherCall(frame);
  text.body('readOutput', `view, at, length, code${other === null ? '' : ', correlation'}`, (lines) => {
    lines.block('switch (code) {', () => {
      for (const [codec, { code }] of codecs) {
        if (other === null)
          lines.add(`case ${code}: return { code: ${code}, body: ${codec}.decodeFrame(view, at, length).body };`);
        else
          lines.block(`case ${code}: {`, () => {
            lines.add(`const { header, body } = ${codec}.decodeFrame(view, at, length);`);
            lines.add(`return ${other} ? ${module.use('STRAY')} : { code: ${code}, body };`);
          });
      }
      lines.add(`default: return ${module.use('STRAY')};`);
    });
  });
}

function rpcMethod(call: RpcCall, module: Module): string {
  const { entry, rpc } = call;
  const codec = module.useSibling('messages', entry.tsName);
  const { size } = rpc.descriptor;
  const [inputs, outputs] = [inputsOf(entry).flatMap(namesOf), outputsOf(entry).flatMap(namesOf)];
  const text = new MethodText(call, call.mode === 'send' ? [] : [entry.index]);
  text.returning('inputSize', '', String(size));
  const header = call.mode === 'call' ? 'WAITING' : 'PASSING';
  text.returning('writeInput', 'view, at, input', `${codec}.encode(view, at, ${header}, input)`);
  text.body('readInput', 'view, at, length, call', (lines) => {
    lines.add(`const { header, args } = ${codec}.decodeInputs(view, at, length);`, 'call.header = header;', 'return args;');
  });
  if (call.mode === 'send') {
    text.unanswered(module.use('STRAY'));
    return text.toString();
  }
  text.returning('outputSize', '', String(size));
  text.returning('outputCode', '', String(entry.index));
  if (outputs.length === 0) {
    text.returning('writeOutput', 'view, at, _output, input, call', `${codec}.encode(view, at, answerDescriptor(call), input)`);
    text.body('readOutput', 'view, at, length', (lines) =>
      lines.add(`${codec}.decodeOutputs(view, at, length);`, 'return undefined;'),
    );
  } else {
    const given = [...inputs.map((name) => `${name}: input.${name}`), ...outputs.map((name) => `${name}: output.${name}`)];
    text.body('writeOutput', `view, at, output, ${inputs.length === 0 ? '_input' : 'input'}, call`, (lines) => {
      lines.list('const args = { ', given, ' };');
      lines.add(`return ${codec}.encode(view, at, answerDescriptor(call), args);`);
    });
    text.returning('readOutput', 'view, at, length', `${codec}.decodeOutputs(view, at, length)`);
  }
  return text.toString();
}
