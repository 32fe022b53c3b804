/** Modules that serve: each thread of a pool imports them, since functions can't be sent to a thread. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ClusterError } from '../errors.ts';
import type { Server } from '../stub/running-server.ts';
import type { Transport } from '../stub/transport.ts';
import type { ClusterCalls } from './cluster-calls.ts';
import type { Service } from './service.ts';

/** Default export of a module that serves the calls of a member: makes what one thread answers. `data` is a structured clone. */
export type ServiceMaker = (calls: ClusterCalls, data: unknown) => Service | Promise<Service>;

/**
 * Default export of a module that serves generated stubs: serves over the transport of one thread, which is also the way to other members. `data` is
 * a structured clone.
 */
export type ServerMaker = (transport: Transport, data: unknown) => Server | Promise<Server>;

/** @param module - a URL, or a path from the working directory @returns what `import` takes */
export function moduleUrl(module: URL | string): string {
  if (module instanceof URL) return module.href;
  return /^[a-z][a-z0-9+.-]+:/i.test(module) ? module : pathToFileURL(path.resolve(module)).href;
}

/** @throws ClusterError `SLUICE_ERR_OPTION` when its default export is no function; and what the module throws */
export async function importMaker<Maker extends ServiceMaker | ServerMaker>(module: string): Promise<Maker> {
  const { default: make }: { default?: Maker } = await import(module);
  if (typeof make === 'function') return make;
  throw new ClusterError('SLUICE_ERR_OPTION', `a module that serves has a function as its default export: module=${module}`);
}
