/** From a model to a Layout: `computeLayout`, `DATA_MODELS`, `alignUp`, and the layout's types. */
export { DEFAULT_DATA_MODEL, type LayoutTarget } from './assertions.ts';
export { computeLayout } from './compute-layout.ts';
export { alignUp, DATA_MODELS } from './data-models.ts';
export type * from './types.ts';
