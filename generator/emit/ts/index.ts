/** TypeScript output, one module at a time: `emitTypeScript`. Only `declaration-printer.ts` knows ts-morph. */
export { emitTypeScript, type TypeScriptOptions } from './emit-typescript.ts';
