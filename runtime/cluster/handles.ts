/**
 * Handles: numbers for things of one member that others may keep and send about. A handle says whose it is, what it names and in which life of its
 * place, so that one that is stale, foreign or of another type is an error and never somebody else's thing. C: `sluice/handle.h`.
 */
import { ClusterError } from '../errors.ts';

/** `cluster 16 | type 8 | generation 16 | index 24`, the highest bits first. Never 0. */
export type Handle = bigint;

export const MAX_HANDLES: number = 1 << 24;
const MAX_GENERATION = 0xffff;
const NONE = -1;

interface Place<T> {
  value: T | undefined;
  /** 0 when it is free. Types are 1 to 255. */
  type: number;
  /** Of the handle that names it, or that will name it next: 1 to 65535. After the last one the place is never used again. */
  generation: number;
  /** Next free place. */
  next: number;
}

/** Things of one member by handle. For one thread. */
export class HandleTable<T> {
  readonly #cluster: number;
  readonly #capacity: number;
  readonly #places: Place<T>[] = [];
  #firstFree = NONE;
  #size = 0;

  /**
   * @param cluster - number of the member that the things belong to, 0..65535
   * @param capacity - most places, 1..2^24
   * @throws ClusterError `SLUICE_ERR_OPTION`
   */
  constructor(cluster: number, capacity: number = MAX_HANDLES) {
    if (!isWithin(cluster, 0, 0xffff))
      throw new ClusterError('SLUICE_ERR_OPTION', `cluster must be 0..65535: cluster=${cluster}`);
    if (!isWithin(capacity, 1, MAX_HANDLES)) {
      throw new ClusterError('SLUICE_ERR_OPTION', `capacity must be 1..${MAX_HANDLES}: capacity=${capacity}`);
    }
    this.#cluster = cluster;
    this.#capacity = capacity;
  }

  /** Things that have a handle. */
  get size(): number {
    return this.#size;
  }

  /**
   * Gives a thing a handle that no other one has had.
   *
   * @param type - what it is, 1..255
   * @throws ClusterError `SLUICE_ERR_OPTION` for a type that is none, `SLUICE_ERR_BUSY` when all places are taken, or worn out
   */
  add(type: number, value: T): Handle {
    if (!isWithin(type, 1, 255)) throw new ClusterError('SLUICE_ERR_OPTION', `type must be 1..255: type=${type}`);
    const index = this.#takePlace();
    const place = this.#places[index] as Place<T>;
    place.type = type;
    place.value = value;
    this.#size++;
    return (BigInt(this.#cluster) << 48n) | (BigInt(type) << 40n) | (BigInt(place.generation) << 24n) | BigInt(index);
  }

  /**
   * The thing that a handle names.
   *
   * @param type - what the caller takes it for
   * @throws ClusterError `SLUICE_ERR_HANDLE_FOREIGN`, `SLUICE_ERR_HANDLE_STALE`, `SLUICE_ERR_HANDLE_TYPE`
   */
  get(handle: Handle, type: number): T {
    return this.#find(handle, type).value as T;
  }

  /** Takes the handle back, and returns what it named: from now on it is stale. Throws as {@link get}. */
  remove(handle: Handle, type: number): T {
    const place = this.#find(handle, type);
    const value = place.value as T;
    place.value = undefined;
    place.type = 0;
    this.#size--;
    if (place.generation === MAX_GENERATION) {
      place.generation = 0;
      return value;
    }
    place.generation++;
    place.next = this.#firstFree;
    this.#firstFree = Number(handle & 0xffffffn);
    return value;
  }

  #takePlace(): number {
    const free = this.#firstFree;
    if (free !== NONE) {
      this.#firstFree = (this.#places[free] as Place<T>).next;
      return free;
    }
    if (this.#places.length === this.#capacity) {
      throw new ClusterError('SLUICE_ERR_BUSY', `there is no place for one more thing: capacity=${this.#capacity}`);
    }
    return this.#places.push({ value: undefined, type: 0, generation: 1, next: NONE }) - 1;
  }

  #find(handle: Handle, type: number): Place<T> {
    const cluster = Number((handle >> 48n) & 0xffffn);
    const generation = Number((handle >> 24n) & 0xffffn);
    const place = this.#places[Number(handle & 0xffffffn)];
    if (BigInt.asUintN(64, handle) !== handle || cluster !== this.#cluster || place === undefined || generation === 0) {
      throw fail('SLUICE_ERR_HANDLE_FOREIGN', `the handle must be of member ${this.#cluster}`, handle);
    }
    if (place.generation !== generation || place.type === 0) throw fail('SLUICE_ERR_HANDLE_STALE', 'the thing is gone', handle);
    if (place.type !== type || Number((handle >> 40n) & 0xffn) !== type) {
      throw fail('SLUICE_ERR_HANDLE_TYPE', `the thing must be of type ${type}`, handle);
    }
    return place;
  }
}

function fail(
  code: 'SLUICE_ERR_HANDLE_FOREIGN' | 'SLUICE_ERR_HANDLE_STALE' | 'SLUICE_ERR_HANDLE_TYPE',
  rule: string,
  handle: Handle,
): ClusterError {
  return new ClusterError(code, `${rule}: handle=0x${handle.toString(16)}`);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
