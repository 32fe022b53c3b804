/** From a model to a Layout: `computeLayout`, `DATA_MODELS`, `alignUp`, and the layout's types. */
export { DATA_MODELS, DEFAULT_DATA_MODEL } from '../model/index.ts';
export { describeTarget, type LayoutTarget } from './assertions.ts';
export { computeLayout } from './compute-layout.ts';
export { alignUp } from './data-models.ts';
export { errorNames, structOwners } from './error-names.ts';
export type * from './types.ts';
