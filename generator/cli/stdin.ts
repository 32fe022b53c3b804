import { text } from 'node:stream/consumers';

/** The value of an option, or all of stdin when it is `-`. */
export async function textOrStdin(value: string): Promise<string> {
  return value === '-' ? text(process.stdin) : value;
}
