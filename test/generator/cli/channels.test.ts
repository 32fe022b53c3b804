/** `sluice channels` and `sluice top` as commands, on real processes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { joinCluster } from '../../../runtime/index.ts';
import type { Sample } from '../../../runtime/observe/observed-channel.ts';
import { endPeers, type Peers, removePrograms, startBroadcast, startPeers } from '../../runtime/observe/peers.ts';
import { describe } from '../../support/index.ts';
import { list } from './channels-support.ts';
import { sluice } from './support.ts';

describe('sluice channels', (it) => {
  it.after.each(endPeers);
  it.after(removePrograms);

  it('lists both ends, as JSON and as a table', async () => {
    const { address, listener, connector } = await startPeers('c', 'typescript');
    await connector.ask('send 3');
    const channels = list('--address', address);
    assert.equal(new Set(channels.map(({ pid }) => pid)), new Set([listener.pid, connector.pid]));
    assert.is(channels.find(({ role }) => role === 'connector')?.totals.sent, 3);
    const { status, stdout, stderr } = sluice(['channels', '--address', address]);
    assert.equal([status, stderr], [0, '']);
    const [head = '', ...lines] = stdout.trimEnd().split('\n');
    assert.match(
      head,
      /PID +COMM +UID +ROLE +PEER +ADDRESS +STATE +OUT +IN +OLDEST +SENT +RECEIVED +FULL +DROPPED +LOST +POISON/,
    );
    assert.is(lines.length, 2);
    assert.ok(
      lines.some((line) => line.includes(`${connector.pid}`) && line.includes('connector') && line.includes('connected')),
    );
  });

  it('lists a publisher and its subscribers', async () => {
    const { address, publisher, subscribers } = await startBroadcast('c', ['typescript']);
    assert.is(await publisher.ask('send 200'), 200);
    assert.equal(
      list('--address', address)
        .map(({ role, subscribers }) => [role, subscribers])
        .sort(),
      [
        ['publisher', 1],
        ['subscriber', null],
      ],
    );
    const { stdout } = sluice(['channels', '--address', address]);
    assert.match(stdout, new RegExp(`${publisher.pid} .* publisher +\\(1\\) .* open +- +- +- +200 `));
    assert.match(stdout, new RegExp(`${subscribers[0]?.pid} .* subscriber +${publisher.pid} .* connected +- +>100% `));
  });

  it('lists no members of a cluster, who publish nothing', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sluice-observed-'));
    const members = [await joinCluster(folder), await joinCluster(folder)];
    try {
      assert.equal(list('--address', folder), []);
    } finally {
      await Promise.all(members.map((member) => member.leave()));
      rmSync(folder, { recursive: true });
    }
  });

  it('says so when there is none', () => {
    const { status, stdout, stderr } = sluice(['channels', '--address', 'nowhere']);
    assert.equal([status, stdout], [0, '']);
    assert.match(stderr, 'no channel');
    assert.equal(list('--address', 'nowhere'), []);
  });
});

describe('sluice top', (it) => {
  it.after.each(endPeers);
  it.after(removePrograms);

  const isPumping = async ({ connector, listener }: Peers): Promise<void> => {
    connector.tell('pump');
    listener.tell('pump');
  };

  it('prints one line of JSON per sample, with rates from the second one on', async () => {
    const peers = await startPeers('c', 'typescript');
    await isPumping(peers);
    const { status, stdout, stderr } = sluice(['top', '--json', '--count', '3', '--interval', '0.2', '--address', peers.address]);
    assert.equal([status, stderr], [0, '']);
    const samples = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Sample);
    assert.is(samples.length, 3);
    for (const [i, { seconds, channels }] of samples.entries()) {
      assert.is(channels.length, 2);
      assert.ok(i === 0 ? seconds === 0 : seconds >= 0.19);
      for (const { perSecond } of channels) {
        if (i === 0) assert.is(perSecond, null);
        else
          assert.ok(perSecond !== null && perSecond.sent > 0 && perSecond.received > 0 && perSecond.sentBytes > perSecond.sent);
      }
    }
  });

  it('refuses what is no number, no column or no command', () => {
    for (const args of [
      ['--interval', 'x'],
      ['--interval', '0'],
      ['--count', '0'],
      ['--pid', '-1'],
      ['--sort', 'luck'],
      ['--luck'],
      ['surplus'],
    ])
      assert.is(sluice(['top', ...args]).status, 2, args.join(' '));
    assert.is(sluice(['channels', '--pid', '1.5']).status, 2);
  });

  it('says in its help what there is', () => {
    const { status, stdout } = sluice(['top', '--help']);
    assert.is(status, 0);
    for (const option of ['--address', '--pid', '--interval', '--count', '--sort', '--json']) assert.match(stdout, option);
    assert.match(sluice(['channels', '--help']).stdout, '--ended');
  });
});
