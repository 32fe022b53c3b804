import { describeSteps } from './sweep.ts';

describeSteps('a worker and a process', ['exit', 'kill', 'terminate'], 9, ['send', 'leave']);
