/** Starts four kernels, asks them for all 28 services from TypeScript and from C, kills one, and starts it again. Ends with 0 when all answers were right. */
import { Workspace } from '../support/workspace.ts';
import { buildMember, buildTour, Kernels } from './kernels.ts';
import { Session } from './session.ts';
import { tour } from './tour.ts';

const workspace = new Workspace();
try {
  const kernels = new Kernels(workspace, buildMember(workspace));
  for (const cxy of [0, 1, 2, 3]) await kernels.start(cxy);
  console.log('kernels 0 and 2 are in TypeScript, 1 and 3 in C; each is a process');

  console.log('-- 4 asks, in TypeScript');
  const session = await Session.open(kernels.folder, 4);
  await tour(session, console.log);
  console.log('-- 5 asks, in C');
  for (const line of await workspace.start(buildTour(workspace), kernels.folder, '5').succeeded()) console.log(line);
  await kernels.mustBeConsistent();
  console.log('-- all 28 services were asked by both; all kernels are consistent');

  await kernels.kill(3);
  await kernels.mustBeConsistent();
  const failure = await session.client
    .schedDisplay({ lid: 0 }, { target: 3 })
    .catch((error: { readonly code: string }) => error.code);
  console.log(`kernel 3 is killed: a call to it fails with ${failure}, and the others are consistent`);
  await kernels.start(3);
  const { page } = await session.client.pmemGetPages({ order: 0 }, { target: 3 });
  await session.client.pmemReleasePages({ page }, { target: 3 });
  await kernels.mustBeConsistent();
  console.log('kernel 3 is started again, and serves');
  await session.close();
} finally {
  workspace.close();
}
