/** `server.ts`: handlers behind a transport. */
import type { Layout } from '../../layout/types.ts';
import { protocolName } from '../../model/index.ts';
import type { Declaration } from './declarations.ts';
import type { Module } from './module.ts';
import { callsOf } from './stub-calls.ts';

export function declareServer(layout: Layout, module: Module): Declaration[] {
  if (callsOf(layout).length === 0) return [];
  const handlers = module.useSiblingType('dispatch', `${protocolName(layout.protocol)}Handlers`);
  return [
    serving('serve', handlers, module, `Serves \`${layout.protocol}\`: every call has its handler, or this does not compile.`),
    serving(
      'servePartial',
      `Partial<${handlers}>`,
      module,
      `Serves part of \`${layout.protocol}\`: calls without a handler are answered \`UNIMPLEMENTED\`.`,
    ),
  ];
}

function serving(name: string, handlers: string, module: Module, doc: string): Declaration {
  for (const value of ['dispatch', 'protocol']) module.useSibling('dispatch', value);
  return {
    kind: 'function',
    name,
    parameters: [
      { name: 'transport', type: module.useType('Transport') },
      { name: 'handlers', type: handlers },
      { name: 'options', type: module.useType('ServeOptions'), isOptional: true },
    ],
    returns: module.useType('Server'),
    body: `return ${module.use('startServer')}(transport, protocol, dispatch, handlers, options);`,
    docs: [doc],
  };
}
