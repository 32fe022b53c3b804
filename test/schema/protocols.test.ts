import * as assert from 'uvu/assert';
import { DATA_MODELS } from '../../generator/index.ts';
import { describe } from '../support/index.ts';
import { layoutOf, loadProtocol, structTexts, undocumented } from './layout-text.ts';

const PROTOCOLS = ['libos-ipc', 'cluster-rpc', 'v2v', 'ivshmem', 'segment', 'statistics', 'region'];

describe('protocols', (it) => {
  for (const name of PROTOCOLS) {
    it(`${name} has no problems and computes under every config and data model`, () => {
      const { configs } = loadProtocol(name);
      for (const dataModel of DATA_MODELS) {
        for (const config of configs) assert.is(layoutOf(name, { config: config.name, dataModel }).dataModel, dataModel);
        assert.is(layoutOf(name, { dataModel }).protocol, name);
      }
    });

    it(`${name} describes every item`, () => {
      const { configs } = loadProtocol(name);
      const layouts = configs.length > 0 ? configs.map((config) => layoutOf(name, { config: config.name })) : [layoutOf(name)];
      assert.equal(layouts.flatMap(undocumented), []);
    });
  }
});

describe('v2v', (it) => {
  const layout = layoutOf('v2v');

  it('has the layouts that the source was compiled to', () => {
    const structs = structTexts(layout);
    assert.is(
      structs['v2v_ring_fields'],
      '64/4 prod:u32@0 prod_event:u32@4 cons:u32@8 cons_event:u32@12 consumer_active:u32@16 consumer_spinning:u32@20 producer_active:u32@24',
    );
    assert.is(structs['v2v_control_page'], '4096/4 listener:v2v_ring_fields@0 connector:v2v_ring_fields@64');
    assert.is(structs['v2v_msg_hdr'], '4/2 type:u8@0 flags:u8@1 size:u16@2');
  });

  it('has the seven states of the source', () => {
    const values = layout.enums.find((item) => item.name === 'v2v_endpoint_state')?.values ?? [];
    assert.equal(
      values.map((state) => [state.name, Number(state.value)]),
      [
        ['v2v_state_unknown', 0],
        ['v2v_state_unready', 0x123],
        ['v2v_state_listening', 292],
        ['v2v_state_connected', 293],
        ['v2v_state_disconnecting', 294],
        ['v2v_state_disconnected', 295],
        ['v2v_state_crashed', 296],
      ],
    );
  });

  it('frames stream data and pads in multiples of 8, sizes below 64 KiB', () => {
    assert.is(layout.frame?.align, 8);
    assert.is(layout.frame?.max, 65528);
    assert.equal(
      layout.codes.map((entry) => [entry.name, entry.value]),
      [
        ['V2V_STREAM_DATA', 1],
        ['V2V_PAD', 255],
      ],
    );
    assert.equal(
      layout.messages.map((message) => message.struct?.tails.map((tail) => tail.kind)),
      [['rest'], ['rest']],
    );
  });
});

describe('ivshmem', (it) => {
  const layout = layoutOf('ivshmem');

  it('has one message layout and the registers of the device', () => {
    const structs = structTexts(layout);
    assert.is(structs['ivshmem_msg'], '8/8 value:i64@0');
    assert.is(structs['ivshmem_regs'], '16/4 IntrMask:u32@0 IntrStatus:u32@4 IVPosition:u32@8 Doorbell:u32@12');
    assert.is(layout.byteOrder, 'little');
  });

  it('splits the doorbell into vector and peer', () => {
    const doorbell = layout.structs.flatMap((struct) => struct.fields).find((field) => field.name === 'Doorbell');
    assert.equal(
      doorbell?.bits?.map((range) => [range.name, range.at, range.width]),
      [
        ['vector', 0, 16],
        ['peer', 16, 16],
      ],
    );
  });

  it('says which messages bring a descriptor', () => {
    assert.equal(
      layout.messages.map((message) => [message.name, message.fds, message.code]),
      [
        ['IVSHMEM_MSG_VERSION', 0, null],
        ['IVSHMEM_MSG_ID', 0, null],
        ['IVSHMEM_MSG_SHARED_MEMORY', 1, null],
        ['IVSHMEM_MSG_VECTOR', 1, null],
        ['IVSHMEM_MSG_PEER_GONE', 0, null],
      ],
    );
  });
});

describe('segment', (it) => {
  it('has the same offsets and sizes under every data model', () => {
    const offsets = DATA_MODELS.map((dataModel) =>
      layoutOf('segment', { dataModel }).structs.map((struct) => [
        struct.name,
        struct.size,
        ...struct.fields.map((field) => field.offset),
      ]),
    );
    for (const other of offsets) assert.equal(other, offsets[0]);
  });

  it('has no hole that is not written down', () => {
    for (const struct of layoutOf('segment').structs) {
      const parts = [...struct.fields, ...struct.pads].sort((a, b) => a.offset - b.offset);
      let end = 0;
      for (const part of parts) {
        assert.is(part.offset, end, struct.name);
        end = part.offset + part.size;
      }
      assert.is(end, struct.size, struct.name);
    }
  });

  it('keeps words of different rates 128 bytes apart', () => {
    const offsets = (name: string): Record<string, number> =>
      Object.fromEntries(
        (layoutOf('segment').structs.find((struct) => struct.name === name)?.fields ?? []).map((field) => [
          field.name,
          field.offset,
        ]),
      );
    assert.is(offsets('sluice_producer_lines')['tail'], 0);
    assert.is(offsets('sluice_producer_lines')['space_wake_at'], 128);
    assert.is(offsets('sluice_consumer_lines')['head'], 0);
    assert.is(offsets('sluice_consumer_lines')['data_wake_at'], 128);
  });

  it('has a header page that ends in state and checksum', () => {
    const header = layoutOf('segment').structs.find((struct) => struct.name === 'sluice_segment_header');
    assert.is(header?.size, 4096);
    assert.equal(
      header?.fields.slice(-2).map((field) => [field.name, field.offset]),
      [
        ['state', 4088],
        ['crc', 4092],
      ],
    );
  });

  it('has 16-byte record headers and 64-byte slots', () => {
    const sizes = Object.fromEntries(layoutOf('segment').structs.map((struct) => [struct.name, struct.size]));
    assert.is(sizes['sluice_record_header'], 16);
    assert.is(sizes['sluice_fifo_slot'], 64);
    assert.is(sizes['sluice_block_reference'], 16);
  });

  it('follows the byte order of the machine', () => {
    assert.is(layoutOf('segment').byteOrder, 'little');
    assert.is(layoutOf('segment', { dataModel: 'lp64-be' }).byteOrder, 'big');
  });
});
