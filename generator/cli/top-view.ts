/** What `sluice top` shows and how keys change that; knows no terminal. */
import type { Sample } from '../../runtime/observe/observed-channel.ts';
import { renderChannels, sortChannels, TOP_COLUMNS, TOP_SORTS } from './channel-table.ts';
import { type Colors, plural } from './terminal.ts';

const HELP = 'q quit   < > or arrows: sort by another column   r reverse   space pause';

export type KeyAnswer = 'quit' | 'redraw' | 'nothing';

export class TopView {
  #column: number;
  #isReversed = false;
  #isPaused = false;
  #sample: Sample | null = null;

  /** @param sort - one of `TOP_SORTS` */
  constructor(sort: string) {
    this.#column = Math.max(0, TOP_SORTS.indexOf(sort));
  }

  show(sample: Sample): void {
    if (!this.#isPaused || this.#sample === null) this.#sample = sample;
  }

  /** @param name - as `readline.emitKeypressEvents` names keys */
  press(name: string): KeyAnswer {
    switch (name) {
      case 'q':
      case 'escape':
        return 'quit';
      case 'right':
      case '>':
        this.#column = (this.#column + 1) % TOP_COLUMNS.length;
        return 'redraw';
      case 'left':
      case '<':
        this.#column = (this.#column + TOP_COLUMNS.length - 1) % TOP_COLUMNS.length;
        return 'redraw';
      case 'r':
        this.#isReversed = !this.#isReversed;
        return 'redraw';
      case 'space':
        this.#isPaused = !this.#isPaused;
        return 'redraw';
      default:
        return 'nothing';
    }
  }

  /** The table alone. */
  table(colors: Colors): string {
    const column = TOP_COLUMNS[this.#column];
    if (this.#sample === null || column === undefined) return '';
    const sorted = sortChannels(this.#sample.channels, column, this.#isReversed);
    return renderChannels(sorted, TOP_COLUMNS, colors, column.title);
  }

  /** A whole screen, with help on its last line. */
  screen(rows: number, colors: Colors): string[] {
    const { time = '', channels = [] } = this.#sample ?? {};
    const title = `${colors.bold('sluice top')}  ${time}  ${plural(channels.length, 'endpoint')}${this.#isPaused ? '  paused' : ''}`;
    const lines = [title, ...this.table(colors).split('\n')].slice(0, Math.max(1, rows - 1));
    return [...lines, ...Array<string>(Math.max(0, rows - 1 - lines.length)).fill(''), colors.dim(HELP)];
  }
}
