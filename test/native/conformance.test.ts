import { describeConformance } from './conformance.ts';

describeConformance('libsluice, under AddressSanitizer', { sanitize: 'address,undefined' });
