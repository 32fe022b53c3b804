import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { ChannelError, ChannelErrorCode } from '../../../runtime/errors.ts';
import { callNative, isNativeFailure, toChannelError } from '../../../runtime/memory/failure.ts';
import type { NativeFailure } from '../../../runtime/memory/native.ts';
import { describe } from '../../support/index.ts';

const NONE: NativeFailure = {
  status: 46,
  errno: 0,
  syscall: '',
  reason: 0,
  code: 0,
  expected: 0n,
  got: 0n,
  byPeer: false,
  detail: '',
};

function numbersInC(): Map<string, number> {
  const header = readFileSync(fileURLToPath(new URL('../../../../native/include/sluice/error.h', import.meta.url)), 'utf8');
  return new Map(Array.from(header.matchAll(/^\t(SLUICE_ERR_\w+) = (\d+),/gm), ([, name = '', value]) => [name, Number(value)]));
}

describe('a failure of the addon', (it) => {
  it('has the code that its number has in C', () => {
    const numbers = numbersInC();
    for (const code of Object.values(ChannelErrorCode)) {
      assert.is(toChannelError({ ...NONE, status: numbers.get(code) ?? -1 }, 'try').code, code);
    }
  });

  it('says what was tried, and what the operating system said', () => {
    const error = toChannelError({ ...NONE, errno: 13, syscall: 'bind', detail: 'not allowed' }, 'listen at /x');
    assert.equal([error.errno, error.syscall, error.refusal], [13, 'bind', null]);
    assert.is(error.message, 'listen at /x: not allowed: errno=13 syscall=bind');
    assert.is(toChannelError({ ...NONE, status: 36 }, 'connect to @x').message, 'connect to @x: SLUICE_ERR_DEADLINE');
  });

  it('is NOT_LISTENING when connecting finds no socket, or nobody behind it', () => {
    const { ENOENT, ECONNREFUSED, EACCES } = constants.errno;
    const codes = [ENOENT, ECONNREFUSED, EACCES].map(
      (errno) => toChannelError({ ...NONE, errno, syscall: 'connect' }, 'connect').code,
    );
    assert.equal(codes, ['SLUICE_ERR_NOT_LISTENING', 'SLUICE_ERR_NOT_LISTENING', 'SLUICE_ERR_SYSTEM']);
    assert.is(toChannelError({ ...NONE, errno: ENOENT, syscall: 'bind' }, 'listen').code, 'SLUICE_ERR_SYSTEM');
  });

  it('says what differs when a handshake was refused', () => {
    const refused = {
      ...NONE,
      status: 50,
      reason: 5,
      code: 3,
      expected: 255n,
      got: 254n,
      byPeer: true,
      detail: 'message differs',
    };
    const error = toChannelError(refused, 'connect to @x');
    const { status, errno, syscall, ...refusal } = refused;
    assert.equal([status, errno, syscall], [50, 0, '']);
    assert.equal(error.refusal, refusal);
    const values = 'reason=RefuseProtocol code=3 expected=0xff got=0xfe';
    assert.is(error.message, `connect to @x: the peer refused: message differs: ${values}`);
    assert.match(toChannelError({ ...refused, reason: 99, byPeer: false }, 'x').message, /^x: refused: .* reason=99 /);
  });

  it('is told from exceptions of JavaScript', () => {
    assert.not.ok(isNativeFailure(new TypeError('no')));
    assert.not.ok(isNativeFailure(null));
    const native = Object.assign(new Error('native'), { ...NONE, status: 58 });
    try {
      callNative('close', () => {
        throw native;
      });
      assert.unreachable();
    } catch (error) {
      assert.ok(error instanceof ChannelError);
      assert.equal([error.code, error.cause], ['SLUICE_ERR_STATE', native]);
    }
    assert.throws(
      () =>
        callNative('close', () => {
          throw new TypeError('no');
        }),
      (error: unknown) => error instanceof TypeError,
    );
    assert.is(
      callNative('add', () => 3),
      3,
    );
  });
});
