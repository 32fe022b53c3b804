import { describeRing } from './programs.ts';

describeRing('ring of libsluice');
