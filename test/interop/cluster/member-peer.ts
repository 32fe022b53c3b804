/** The twin of member-peer.c: `member-peer.js FOLDER CXY`. */
import { ClusterError, joinCluster, type Member } from '../../../runtime/index.ts';

const [folder = '', cxy = '0'] = process.argv.slice(2);

function writeNumber(member: Member): string {
  try {
    member.writeAt(member.heapOf(0).xptr + BigInt(member.cxy), Uint8Array.of(member.cxy));
    return 'OK';
  } catch (error) {
    return error instanceof ClusterError ? error.code : String(error);
  }
}

async function live(): Promise<void> {
  const member = await joinCluster(folder, { cxy: Number(cxy), timeoutMs: 60_000 });
  for (const kind of ['join', 'leave', 'death'] as const) member.on(kind, (other) => console.log(`${kind} ${other.cxy}`));
  console.log(`joined ${member.cxy}`);
  process.stdin.on('data', (letters: Buffer) => {
    for (const letter of letters.toString()) {
      if (letter === 'w') console.log(`wrote ${writeNumber(member)}`);
      if (letter === 'e') process.kill(process.pid, 'SIGKILL');
      if (letter !== 'l') continue;
      member.leave();
      console.log('left');
      process.stdin.destroy();
    }
  });
}

await live().catch((error: unknown) => {
  console.log(`refused ${error instanceof ClusterError ? error.code : error}`);
});
