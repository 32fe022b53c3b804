/** Small kernel objects, several of a kind in a page. RPC 22 and 23. */
import { Refusal } from 'sluice/runtime/stub';
import { errno, Fault } from './faults.ts';
import { FRAMES, OBJECTS, PAGE_BYTES } from './limits.ts';
import { frameAddress } from './memory.ts';
import { Table, Type } from './objects.ts';
import { type Pages, Use } from './pages.ts';
import { ObjectRecord, type Records } from './records.ts';

/** Kinds 0 to 6 have 64 to 4096 bytes; the source does not say which kinds there are. */
export const KINDS = 7;
const SMALLEST = 64;
const PLACES_OF_PAGE = PAGE_BYTES / SMALLEST;

export interface KernelObject {
  readonly ref: bigint;
  readonly kind: number;
  readonly page: number;
  readonly place: number;
}

export class Kmem {
  readonly objects: Table<KernelObject>;
  readonly #pages: Pages;
  readonly #records: Records;
  /** Kind of the objects in a page that holds such. */
  readonly #kinds: Uint8Array = new Uint8Array(FRAMES);
  readonly #taken: Uint8Array = new Uint8Array(FRAMES * PLACES_OF_PAGE);

  constructor(pages: Pages, records: Records, cxy: number, life: number) {
    this.#pages = pages;
    this.#records = records;
    this.objects = new Table(Type.OBJECT, OBJECTS, cxy, life);
  }

  /** @throws Fault EINVAL for no such kind, ENOMEM */
  allocate(kind: number): bigint {
    if (kind >= KINDS) throw new Fault(errno.EINVAL);
    if (this.objects.isFull) throw new Fault(errno.ENOMEM);
    const size = SMALLEST << kind;
    const [page, place] = this.#findPlace(kind) ?? [this.#newPage(kind), 0];
    const object = this.objects.add((ref) => ({ ref, kind, page, place }));
    if (object === null) throw new Fault(errno.ENOMEM);
    this.#taken[page * PLACES_OF_PAGE + place] = 1;
    const address = (frameAddress(this.#records.memory, this.#pages.ppnOf(page)) as bigint) + BigInt(place * size);
    this.#records.publish(object.ref, (view) => {
      view.setBigUint64(ObjectRecord.ADDRESS, address, true);
      view.setUint32(ObjectRecord.TYPE, kind, true);
      view.setUint32(ObjectRecord.SIZE, size, true);
    });
    return object.ref;
  }

  /** @throws Refusal; EINVAL, too, when the object is of another kind */
  free(ref: bigint, kind: number): void {
    const { page, place, kind: is } = this.objects.find(ref);
    if (is !== kind) throw new Refusal(errno.EINVAL);
    this.#taken[page * PLACES_OF_PAGE + place] = 0;
    this.#records.withdraw(ref);
    this.objects.remove(ref);
    if (!this.#taken.subarray(page * PLACES_OF_PAGE, (page + 1) * PLACES_OF_PAGE).includes(1)) this.#pages.release(page);
  }

  #findPlace(kind: number): [page: number, place: number] | null {
    for (let page = 0; page < FRAMES; page += 1) {
      if (this.#pages.use[page] !== Use.SLAB || this.#kinds[page] !== kind) continue;
      const count = PLACES_OF_PAGE >> kind;
      const place = this.#taken.subarray(page * PLACES_OF_PAGE, page * PLACES_OF_PAGE + count).indexOf(0);
      if (place >= 0) return [page, place];
    }
    return null;
  }

  #newPage(kind: number): number {
    const page = this.#pages.allocate(0, Use.SLAB);
    this.#kinds[page] = kind;
    return page;
  }
}
