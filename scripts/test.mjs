// `npm test [-- part-of-a-file-name...]`: every test that needs nothing but Node (and uses gcc where it is found).
import { runTests } from './test-runner.mjs';

process.exitCode = await runTests({ suffix: '.test.js', filters: process.argv.slice(2), timeoutMs: 300_000 });
