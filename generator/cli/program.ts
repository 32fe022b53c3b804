import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { TOP_SORTS } from './channel-table.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { defineIvshmem } from './ivshmem-program.ts';
import { packageVersion } from './package-root.ts';
import { TEMPLATES } from './template.ts';
import { print } from './terminal.ts';

/**
 * Parses argv and runs the command. Each command lives in its own file and is loaded when asked for, so that `--help`
 * and `validate` never pay for the emitters.
 *
 * @returns the exit code; whatever a command throws passes through
 */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = defineProgram((code) => {
    exitCode = code;
  });
  if (argv[0] === '__complete') return complete(program, argv.slice(1));
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander gives 0 to asked-for help (`--help`, `help NAME`) and version; everything else it throws is about argv, and it has said so.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return exitCode;
}

/** What the scripts of `sluice completion` ask; no command, because half-written lines are no command lines. */
async function complete(program: Command, words: readonly string[]): Promise<ExitCode> {
  const { completeWords } = await import('./completion.ts');
  const { words: found, shell } = await completeWords(program, words);
  for (const { word, description } of found) print(`${word}\t${description}`);
  if (shell !== null) print(`:${shell}`);
  return EXIT.ok;
}

function defineProgram(finish: (code: ExitCode) => void): Command {
  const program = new Command('sluice')
    .description('One YAML schema for a binary protocol: proven layouts and codecs in TypeScript and C.')
    .version(packageVersion(), '--version', 'print the version')
    .option('--debug', 'print the stack of an internal error')
    .helpOption('--help', 'print this')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride();
  const configFile = new Option('--config-file <file>', 'instead of sluice.config.yaml in the current directory');
  const config = new Option('--config <name>', 'config of the schema (default: its first)');

  program
    .command('init')
    .description('write a new project that generates, builds and tests as it stands')
    .argument('<dir>', 'its folder')
    .addOption(new Option('--template <name>', 'what to start from').choices(TEMPLATES))
    .option('--name <name>', 'name of the package (default: that of the folder)')
    .option('--sluice <spec>', 'what npm should install as sluice (default: this very package, by its path)')
    .option('--yes', 'ask nothing')
    .option('--force', 'write into a folder that is not empty')
    .action(async (dir, options) => finish(await (await import('./commands/init.ts')).init(dir, options)));

  program
    .command('generate')
    .description('write the TypeScript and C of every protocol of the config file')
    .addOption(configFile)
    .addOption(new Option('--check', 'write nothing; say what differs, and end with 3 when something does'))
    .addOption(new Option('--watch', 'stay, and generate again when a schema changes').conflicts('check'))
    .action(async (options) => finish(await (await import('./commands/generate.ts')).generate(options)));

  program
    .command('validate')
    .description('check schemas and print every mistake')
    .argument('<files...>', 'schema files')
    .option('--json', 'print the problems as JSON')
    .action(async (files, options) => finish(await (await import('./commands/validate.ts')).validate(files, options)));

  program
    .command('layout')
    .description('print offsets, sizes, holes and tails')
    .argument('<schema>', 'schema file')
    .argument('[name]', 'a struct, union, message or RPC (default: everything)')
    .addOption(config)
    .option('--data-model <name>', 'lp64 (default), lp64-be, ilp32 or i386')
    .addOption(new Option('--json', 'print the layout as JSON'))
    .addOption(new Option('--canonical', 'print the text that the fingerprint is made of').conflicts('json'))
    .action(async (...args) => finish(await (await import('./commands/layout.ts')).layout(args[0], args[1], args[2])));

  program
    .command('encode')
    .description('print the frame of a message as hex')
    .argument('<schema>', 'schema file')
    .argument('<message>', 'C name of the message')
    .requiredOption('--json <object>', '{header?, body} of the message; - reads stdin')
    .addOption(config)
    .action(async (...args) => finish(await (await import('./commands/encode.ts')).encode(args[0], args[1], args[2])));

  program
    .command('decode')
    .description('print the message that a frame holds')
    .argument('<schema>', 'schema file')
    .requiredOption('--hex <hex>', 'the frame; - reads stdin')
    .addOption(config)
    .option('--as <message>', 'C name of the message, for protocols whose frames do not say')
    .option('--dump', 'print an annotated hexdump for people')
    .action(async (schema, options) => finish(await (await import('./commands/decode.ts')).decode(schema, options)));

  program
    .command('verify')
    .description('prove the layouts with C compilers')
    .argument('[schemas...]', 'schema files (default: those of the config file)')
    .addOption(configFile)
    .option('--cc <compilers>', 'compilers to use, separated by commas (default: all that are found)')
    .option('--require', 'fail when no compiler is found, or one named by --cc is missing')
    .action(async (schemas, options) => finish(await (await import('./commands/verify.ts')).verify(schemas, options)));

  program
    .command('types')
    .description('print the resolved model as JSON, for other tools')
    .argument('<schema>', 'schema file')
    .addOption(config)
    .action(async (schema, options) => finish(await (await import('./commands/types.ts')).types(schema, options)));

  program
    .command('explain')
    .description('tell what a diagnostic code is about, with examples')
    .argument('[code]', 'such as LAY002 (default: list all codes)')
    .option('--json', 'print the page, or the list, as JSON')
    .action(async (code, options) => finish(await (await import('./commands/explain.ts')).explain(code, options)));

  program
    .command('doctor')
    .description('tell what is there and what is missing, on this machine and in this project')
    .addOption(configFile)
    .option('--json', 'print the findings as JSON')
    .action(async (options) => finish(await (await import('./commands/doctor.ts')).doctor(options)));

  const address = new Option('--address <text>', 'only channels whose address has this text in it');
  const pid = new Option('--pid <number>', 'only channels of this process, or to it').argParser(wholeNumber);

  program
    .command('channels')
    .description('list the channels of running processes, as far as this user may see them')
    .addOption(address)
    .addOption(pid)
    .option('--ended', 'with those that have ended in the last 10 seconds')
    .option('--json', 'print them as JSON')
    .action(async (options) => finish(await (await import('./commands/channels.ts')).channels(options)));

  program
    .command('top')
    .description('watch channels of running processes: rates, occupancy, wake-ups, how old the oldest unread record is')
    .addOption(address)
    .addOption(pid)
    .addOption(new Option('--interval <seconds>', 'between two samples').argParser(seconds).default(1))
    .addOption(new Option('--count <number>', 'samples before it ends (default: until it is interrupted)').argParser(wholeNumber))
    .addOption(new Option('--sort <column>', 'column to sort by, the largest first').choices(TOP_SORTS).default('sent/s'))
    .option('--json', 'print one line of JSON per sample')
    .action(async (options) => finish(await (await import('./commands/top.ts')).top(options)));

  defineIvshmem(program, finish);

  program
    .command('completion')
    .description('print a script that completes command lines in a shell')
    .addArgument(new Argument('<shell>', 'whose script').choices(['bash', 'zsh', 'fish']))
    .action(async (shell) => finish(await (await import('./commands/completion.ts')).completion(shell)));

  program
    .command('schema')
    .description('print where the JSON Schema of the schema language is, for editors')
    .option('--print', 'print its text instead')
    .action(async (options) => finish(await (await import('./commands/schema.ts')).schema(options)));

  return program;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^[\d.]+$/.test(text) && value >= 0.05 && value <= 3600) return value;
  throw new InvalidArgumentError('It must be a number of seconds from 0.05 to 3600.');
}
