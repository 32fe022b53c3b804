import * as assert from 'uvu/assert';
import { decodeFrame, encodeFrame, formatHex, parseHex } from '../../../generator/frame/index.ts';
import { describe } from '../../support/index.ts';
import { decodeFails, fails } from './expect.ts';
import { enumType, layout, rpc, rpcEntry, scalar, struct, unusable } from './hand-layout.ts';

const descriptor = struct('desc_t', [
  { name: 'index', type: 'u32', role: 'index' },
  { name: 'response', type: 'u16' },
  { name: 'blocking', type: 'bool' },
  { pad: 1 },
  { name: 'args', type: 'u64', count: 4, role: 'args' },
]);
const kind = enumType('kind', 'u32', { ONE: 1, TWO: 2 });
const rpcs = [
  rpcEntry('RPC_MIX', 0, [
    { name: 'order', dir: 'in', type: 'u32', max: 10n },
    { name: 'delta', dir: 'in', type: 'i16' },
    { name: 'page', dir: 'out', type: 'u64' },
    { name: 'error', dir: 'out', type: 'i32' },
  ]),
  rpcEntry('RPC_KIND', 1, [
    { name: 'kind', dir: 'in', type: kind },
    { name: 'cow', dir: 'in', type: scalar('u32', true) },
    { name: 'rate', dir: 'in', type: 'f32' },
  ]),
  rpcEntry('RPC_NONE', 3, []),
];
const reserved = [unusable('rpc', 'reserved', 2), unusable('rpc', 'disabled', 4), unusable('message', 'reserved', 5)];
const protocol = layout({ rpc: rpc(descriptor, 6), rpcs, reserved, structs: [descriptor] });

const head = (index: number): string => `0${index}000000 0100 01 00`;
const slot = (hex: string): string => hex.padEnd(16, '0');
const mix = `${head(0)} ${slot('05')} ${'fe'.padEnd(16, 'f')} ${slot('0001')} ${slot('ffffffff')}`.replaceAll(' ', '');

describe('RPC descriptors', (it) => {
  it('hold arguments by name, inputs extended to their slot', () => {
    const object = { header: { response: 1, blocking: true }, body: { order: 5, delta: -2, page: 256, error: 0 } };
    assert.is(formatHex(encodeFrame(protocol, 'RPC_MIX', object)), mix.replace('ffffffff00000000', '0000000000000000'));
    assert.equal(decodeFrame(protocol, parseHex(mix)), {
      message: 'RPC_MIX',
      code: 0,
      header: { index: 0, response: 1, blocking: true },
      body: { order: 5, delta: -2, page: 256, error: -1 },
    });
  });

  it('sign-extend what they write', () => {
    const bytes = encodeFrame(protocol, 'RPC_MIX', { body: { order: 0, delta: 0, page: 0, error: -1 } });
    assert.is(formatHex(bytes.subarray(32)), 'ffffffffffffffff');
  });

  it('take enums, bools and floats', () => {
    const bytes = encodeFrame(protocol, 'RPC_KIND', { body: { kind: 'TWO', cow: true, rate: 1.5 } });
    assert.is(formatHex(bytes.subarray(8)), [slot('02'), slot('01'), slot('0000c03f'), slot('')].join(''));
    assert.equal(decodeFrame(protocol, bytes).body, { kind: 2, cow: true, rate: 1.5 });
  });

  it('leave outputs and unused slots zero, and ignore unused slots on read', () => {
    assert.is(formatHex(encodeFrame(protocol, 'RPC_MIX', { body: { order: 0, delta: 0 } }).subarray(8)), '00'.repeat(32));
    assert.equal(decodeFrame(protocol, parseHex(head(3) + 'ff'.repeat(32))).body, {});
  });

  it('narrow outputs on read', () => {
    const hex = `${head(0)} ${slot('05')} ${slot('01')} ${'ff'.repeat(8)} 01000000 deadbeef`;
    assert.equal(decodeFrame(protocol, parseHex(hex)).body, { order: 5, delta: 1, page: '0xffffffffffffffff', error: 1 });
  });

  it('refuse an input whose upper bits are no extension', () => {
    const bad = (order: string, delta: string): string => `${head(0)} ${slot(order)} ${slot(delta)} ${slot('')} ${slot('')}`;
    decodeFails(protocol, bad('0500000001', '00'), ['RANGE', 'order', 8, 0xffffffff, 0x100000005], null);
    decodeFails(protocol, bad('05', 'feff'), ['RANGE', 'delta', 16, 32767, 65534], null);
    decodeFails(
      protocol,
      bad('05', '00ffffffffffffff').replaceAll('00ffffffffffffff', '0000ffffffffffff'),
      ['RANGE', 'delta', 16, -32768, -65536],
      null,
    );
    decodeFails(protocol, bad('0b', '00'), ['RANGE', 'order', 8, 10, 11], null);
    decodeFails(protocol, `${head(1)} ${slot('03')} ${slot('')} ${slot('')} ${slot('')}`, ['ENUM', 'kind', 8, null, 3], null);
    decodeFails(protocol, `${head(1)} ${slot('01')} ${slot('02')} ${slot('')} ${slot('')}`, ['RANGE', 'cow', 16, 1, 2], null);
  });

  it('are one size, and their index is known, reserved or disabled', () => {
    decodeFails(protocol, '', ['TRUNCATED', 'index', 0, 40, 0], null);
    decodeFails(protocol, mix.slice(0, 40), ['TRUNCATED', 'args', 8, 40, 20], null);
    decodeFails(protocol, `${mix}00`, ['TRAILING', null, 40, 40, 41], null);
    decodeFails(protocol, head(2) + '00'.repeat(32), ['CODE_RESERVED', 'index', 0, null, 2], null);
    decodeFails(protocol, head(4) + '00'.repeat(32), ['CODE_DISABLED', 'index', 0, null, 4], null);
    decodeFails(protocol, head(5) + '00'.repeat(32), ['CODE_UNKNOWN', 'index', 0, null, 5], null);
    decodeFails(protocol, head(6) + '00'.repeat(32), ['CODE_UNKNOWN', 'index', 0, null, 6], null);
    decodeFails(protocol, mix, ['CODE_UNKNOWN', 'index', 0, 1, 0], 'RPC_KIND');
    decodeFails(protocol, mix.replace('0100010005', '0100020005'), ['RANGE', 'blocking', 6, 1, 2], null);
  });

  it('refuse missing inputs, unknown arguments and header fields', () => {
    fails(() => encodeFrame(protocol, 'RPC_MIX', { body: { order: 1 } }), ['RANGE', 'delta', 16, null, null]);
    fails(() => encodeFrame(protocol, 'RPC_MIX', { body: { order: 1, delta: 0, paeg: 1 } }), ['RANGE', 'paeg', 0, null, null]);
    fails(() => encodeFrame(protocol, 'RPC_MIX', { body: { order: 1, delta: 32768 } }), ['RANGE', 'delta', 16, 32767, 32768]);
    fails(() => encodeFrame(protocol, 'RPC_NONE', { header: { index: 0 } }), ['CODE_UNKNOWN', 'index', 0, 3, 0]);
    fails(() => encodeFrame(protocol, 'RPC_NONE', { header: { args: [] } }), ['RANGE', 'args', 0, null, null]);
  });
});
