import { isInstalled } from '../generator/emit/c/compile.ts';
import { describeConformance } from './conformance.ts';

describeConformance('libsluice, under ThreadSanitizer', { sanitize: 'thread' });
if (isInstalled('clang'))
  describeConformance('libsluice, by clang', { compiler: 'clang -std=c11', sanitize: 'address,undefined' });
describeConformance('libsluice, optimised', { sanitize: 'none' });
