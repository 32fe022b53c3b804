import { describeSteps } from './sweep.ts';

const every = Number(process.env['SLUICE_KILL_EVERY'] ?? 1);

describeSteps('a worker that exits or is terminated', ['exit', 'terminate'], every);
describeSteps('a process that is killed', ['kill'], every);
