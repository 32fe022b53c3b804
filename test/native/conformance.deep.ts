import { isInstalled } from '../generator/emit/c/compile.ts';
import { describeConformance } from './conformance.ts';
import { SAME_MEMORY } from './same-memory.ts';

describeConformance('libsluice, under ThreadSanitizer', SAME_MEMORY);
if (isInstalled('clang'))
  describeConformance('libsluice, by clang', { compiler: 'clang -std=c11', sanitize: 'address,undefined' });
describeConformance('libsluice, optimised', { sanitize: 'none' });
