/** The terminal of `sluice top`: keys in, screens out, and everything as it was before at the end. */
import { emitKeypressEvents, type Key } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { colorsFor } from './terminal.ts';
import type { TopView } from './top-view.ts';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';

export class TopScreen {
  readonly #view: TopView;
  readonly #onQuit: () => void;
  readonly #colors = colorsFor(process.stdout);
  readonly #onKey: (text: string | undefined, key: Key) => void;
  readonly #draw = (): void => this.draw();

  constructor(view: TopView, onQuit: () => void) {
    this.#view = view;
    this.#onQuit = onQuit;
    this.#onKey = (text, { name, ctrl }) => this.#press(text, name, ctrl === true);
    process.stdout.write(ENTER);
    process.stdout.on('resize', this.#draw);
    if (!process.stdin.isTTY) return;
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.stdin.on('keypress', this.#onKey);
  }

  draw(): void {
    const { rows = 24, columns = 80 } = process.stdout;
    const lines = this.#view.screen(rows, this.#colors).map((line) => cut(line, columns));
    process.stdout.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}`);
  }

  close(): void {
    process.stdout.off('resize', this.#draw);
    if (process.stdin.isTTY) {
      process.stdin.off('keypress', this.#onKey);
      process.stdin.setRawMode(false);
      process.stdin.pause();
    }
    process.stdout.write(LEAVE);
  }

  #press(text: string | undefined, name: string | undefined, isControl: boolean): void {
    // In raw mode the terminal sends no signal.
    const answer = isControl ? (name === 'c' || name === 'd' ? 'quit' : 'nothing') : this.#view.press(name ?? text ?? '');
    if (answer === 'quit') this.#onQuit();
    if (answer === 'redraw') this.draw();
  }
}

/** Lines that are too long lose their end, and then their colours. */
function cut(line: string, columns: number): string {
  const text = stripVTControlCharacters(line);
  return text.length <= columns ? line : text.slice(0, columns);
}
