/** From a raw tree to a protocol with names and types, no bytes: `buildModel`, `checkReferences`, and the model's types. */
export { type Assertion, DATA_MODELS, DEFAULT_DATA_MODEL } from './assertion.ts';
export { buildModel, DEFAULT_MAX_FRAME } from './build-model.ts';
export { areFeaturesSure, checkReferences } from './check-references.ts';
export { dropPrefix, protocolName, reservedIn } from './names.ts';
export { BIT_WIDTHS, fits, integerRange } from './scalars.ts';
export type { ConfigTarget } from './scope.ts';
export { scalarOf } from './type-table.ts';
export type * from './types.ts';
