/** Every model holds in all of its states, and every mutant of it is found out; docs/models.md says what that means. */
import * as assert from 'uvu/assert';
import { describe } from '../support/index.ts';
import { MODELS } from './models.ts';
import { verify } from './spin.ts';

/** States from which on an optimised verifier is worth its compilation. */
const LONG = 1_000_000;
const HUGE = 10_000_000;
/** What a rule that is broken looks like; anything else that Spin finds is a mistake in the model. */
const BROKEN_RULE = /^(invalid end state|assertion violated .*)$/;

const find = (name: string, defines: readonly string[]): string => verify(name, defines, 'short').error ?? 'nothing';

for (const [name, runs] of Object.entries(MODELS)) {
  for (const { defines, statesAtLeast, mutants, dispensable = [], limits = [] } of runs) {
    const size = statesAtLeast >= HUGE ? 'huge' : statesAtLeast >= LONG ? 'long' : 'short';

    describe(['models', name, ...defines].join(' '), (it) => {
      it('holds in every state', () => {
        const { error, states } = verify(name, defines, size);
        assert.is(error, null);
        assert.ok(states >= statesAtLeast, `states=${states}, at least ${statesAtLeast}`);
      });

      for (const mutant of mutants) it(`finds ${mutant}`, () => assert.match(find(name, [...defines, mutant]), BROKEN_RULE));

      for (const each of dispensable)
        it(`holds with ${each}`, () => assert.is(verify(name, [...defines, each], size).error, null));

      for (const each of limits)
        it(`is known not to hold with ${each}`, () => assert.match(find(name, [...defines, each]), BROKEN_RULE));
    });
  }
}
