/** TypeScript and C as members of one cluster. */
import * as assert from 'uvu/assert';
import { joinCluster, type Member } from '../../../runtime/index.ts';
import { describeWithAddon } from '../../support/addon.ts';
import { type Language, Members } from './members.ts';

const LANGUAGES: readonly Language[] = ['TypeScript', 'C'];

describeWithAddon('members in TypeScript and C', (it) => {
  const members = new Members();
  it.before.each(() => members.reset());
  it.after.each(() => members.end());
  it.after(() => members.close());

  for (const one of LANGUAGES) {
    for (const other of LANGUAGES) {
      it(`${one} hears of ${other}: that it comes, leaves and dies`, async () => {
        const first = members.start(one, 1);
        await first.says('joined 1');
        const second = members.start(other, 2);
        await first.says('join 2');
        await second.says('join 1');
        second.tell('l');
        await first.says('leave 2');
        await second.ended();
        const third = members.start(other, 3);
        await first.says('join 3');
        third.tell('e');
        await first.says('death 3');
        members.start(other, 4);
        await first.says('join 4');
        assert.equal(first.lines, ['joined 1', 'join 2', 'leave 2', 'join 3', 'death 3', 'join 4']);
      });
    }

    it(`${one} is refused a number that a member has`, async () => {
      const first = members.start('C', 7);
      await first.says('joined 7');
      const second = members.start(one, 7);
      await second.says('refused SLUICE_ERR_MEMBER_IN_USE');
      first.kill();
      await first.ended();
      await members.start(one, 7).says('joined 7');
    });
  }

  it('sixteen join at once, and all know all and reach the memory of one', async () => {
    const zero: Member = await joinCluster(members.folder, { cxy: 0 });
    const seen = new Set<number>();
    zero.on('join', ({ cxy }) => seen.add(cxy));
    try {
      const numbers = Array.from({ length: 15 }, (_, i) => i + 1);
      const all = numbers.map((cxy) => members.start(cxy % 3 === 0 ? 'TypeScript' : 'C', cxy));
      for (const member of all) for (const cxy of numbers) if (member !== all[cxy - 1]) await member.says(`join ${cxy}`);
      for (const member of all) member.tell('w');
      for (const member of all) await member.says('wrote OK');
      assert.equal([...zero.readAt(zero.heapOf(0).xptr, 17)], [0, ...numbers, 0]);
      assert.equal(
        [...seen].toSorted((a, b) => a - b),
        numbers,
      );
      assert.equal(
        zero.members.map(({ cxy, credentials }) => [cxy, credentials.pid]),
        all.map(({ pid }, i) => [i + 1, pid]),
      );
    } finally {
      await zero.leave();
    }
  });
});
