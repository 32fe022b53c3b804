/** From a raw tree to a protocol with names and types, no bytes: `buildModel`, `ConfigChoice`, and the model's types. */
export { buildModel, type ConfigChoice, DEFAULT_MAX_FRAME } from './build-model.ts';
export { BIT_WIDTHS, fits, integerRange } from './scalars.ts';
export { scalarOf } from './type-table.ts';
export type * from './types.ts';
