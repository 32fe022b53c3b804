/** The latest quote of each feed for each symbol, and the best of them. */
import type { Best, Quote } from './generated/index.ts';

interface Prices {
  readonly bid: number;
  readonly ask: number;
}

export class Book {
  /** By symbol, then by feed. */
  readonly #quotes: Map<string, Map<string, Quote>> = new Map();
  readonly #best: Map<string, Prices> = new Map();

  /** @returns the best prices of the symbol, if this quote has changed them */
  put(feed: string, quote: Quote): Best | null {
    const symbol = nameOf(quote.symbol);
    const feeds = this.#quotes.get(symbol) ?? new Map<string, Quote>();
    this.#quotes.set(symbol, feeds);
    feeds.set(feed, quote);
    return this.#update(symbol, quote);
  }

  /** Forgets the quotes of a feed, which nobody stands behind any more. @returns what that has changed */
  drop(feed: string): Best[] {
    const changed: Best[] = [];
    for (const [symbol, feeds] of this.#quotes) {
      const quote = feeds.get(feed);
      if (quote === undefined) continue;
      feeds.delete(feed);
      const best = this.#update(symbol, quote);
      if (best !== null) changed.push(best);
    }
    return changed;
  }

  #update(symbol: string, { symbol: bytes, exchangeTime }: Quote): Best | null {
    const quotes = [...(this.#quotes.get(symbol)?.values() ?? [])];
    const bid = quotes.reduce((best, quote) => Math.max(best, quote.bid), 0);
    const ask = quotes.length === 0 ? 0 : quotes.reduce((best, quote) => Math.min(best, quote.ask), Number.MAX_SAFE_INTEGER);
    const old = this.#best.get(symbol);
    if (old?.bid === bid && old.ask === ask) return null;
    this.#best.set(symbol, { bid, ask });
    return { symbol: bytes, bid, ask, exchangeTime };
  }
}

function nameOf(symbol: Uint8Array): string {
  return new TextDecoder().decode(symbol).replace(/\0+$/, '');
}
