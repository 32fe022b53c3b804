import path from 'node:path';
import { REPOSITORY } from '../generator/cli/support.ts';
import { describe } from '../support/index.ts';
import { checkCommands } from './shown-commands.ts';

describe('README', (it) => checkCommands(it, path.join(REPOSITORY, 'README.md')));
