/**
 * C output of a layout: `emitC`; and `layoutFacts`, what a compiler can confirm about it.
 * Views format numbers and choose words (`view-*.ts`), templates arrange them (`template-*.ts`).
 */
export { emitC } from './emit-c.ts';
export { type LayoutFact, layoutFacts } from './layout-facts.ts';
