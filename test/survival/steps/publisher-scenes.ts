/** What publishers do when they end. */

export interface PublisherScene {
  readonly title: string;
  /** Payload bytes of each record; a ring has 4096, and headers are 16. */
  readonly size: number;
  /** Records that are published before the first step, and after the last one. */
  readonly before: number;
  readonly after: number;
  /** A record is begun and given up before each one. */
  readonly givesUp?: boolean;
  readonly leaves?: boolean;
}

export const PUBLISHER_SCENES: Readonly<Record<string, PublisherScene>> = {
  publish: { title: 'publishing to one who has read all, and to one who has read nothing', size: 100, before: 2, after: 4 },
  'publish-over': { title: 'publishing over what one has not read, past the end of the ring', size: 900, before: 3, after: 6 },
  'give-up': { title: 'records that are given up, and others instead', size: 500, before: 5, after: 8, givesUp: true },
  'publish-and-leave': { title: 'publishing, and closing the publisher', size: 24, before: 1, after: 2, leaves: true },
};
