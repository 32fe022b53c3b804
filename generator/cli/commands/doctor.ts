import { examine, type FindingStatus } from '../checkup.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { configPath } from '../project.ts';
import { type Colors, colorsFor, print } from '../terminal.ts';

export interface DoctorOptions {
  readonly configFile?: string;
  readonly json?: boolean;
}

/** `sluice doctor`: what is there, what is missing, and what to do about it. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const findings = await examine(configPath(options.configFile));
  if (options.json) print(JSON.stringify({ findings }, null, 2));
  else {
    const colors = colorsFor(process.stdout);
    for (const { status, message, fix } of findings) {
      print(`${paint(status, colors)} ${message}`);
      if (fix !== null) print(`        ${colors.cyan('do:')} ${fix}`);
    }
  }
  return findings.some(({ status }) => status === 'broken') ? EXIT.input : EXIT.ok;
}

function paint(status: FindingStatus, colors: Colors): string {
  const text = status.padEnd(7);
  if (status === 'ok') return colors.green(text);
  return status === 'broken' ? colors.red(text) : colors.yellow(text);
}
