import * as assert from 'uvu/assert';
import { emitC } from '../../../../generator/emit/c/index.ts';
import type { DataModel, Layout } from '../../../../generator/index.ts';
import { layoutOf, loadProtocol } from '../../../schema/layout-text.ts';
import { describe } from '../../../support/index.ts';
import { compilers, isInstalled, STRICT, Workbench } from './compile.ts';

const PROTOCOLS = ['libos-ipc', 'cluster-rpc', 'v2v', 'ivshmem', 'segment'];
const CROSS: readonly (readonly [string, DataModel])[] = [
  ['aarch64-linux-gnu-gcc', 'lp64'],
  ['arm-linux-gnueabihf-gcc', 'ilp32'],
  ['i686-linux-gnu-gcc', 'i386'],
  ['s390x-linux-gnu-gcc', 'lp64-be'],
];
const DEEP = process.env['SLUICE_DEEP'] === '1';

function everyConfig(protocol: string): Layout[] {
  const { configs } = loadProtocol(protocol);
  return configs.length === 0 ? [layoutOf(protocol)] : configs.map(({ name }) => layoutOf(protocol, { config: name }));
}

function prefixOf({ protocol }: Layout): string {
  return protocol.replaceAll('-', '_');
}

/** Compiles one source with the headers of some layouts; returns what the compiler said. */
function said(layouts: readonly Layout[], source: string, compiler = 'gcc -std=c11', flags: readonly string[] = STRICT): string {
  const bench = new Workbench(...layouts);
  try {
    return bench.compile(compiler, source, flags);
  } finally {
    bench.close();
  }
}

describe('generated headers', (it) => {
  for (const compiler of compilers()) {
    it(`compile without a warning in every config: ${compiler}`, () => {
      for (const layout of PROTOCOLS.flatMap(everyConfig)) {
        assert.is(said([layout], `#include "${prefixOf(layout)}.h"\n`, compiler), '', `${layout.protocol} ${layout.config}`);
      }
    });
  }

  for (const compiler of compilers()) {
    it(`compile without a warning as the file that the compiler is given: ${compiler}`, () => {
      const flags = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];
      for (const layout of PROTOCOLS.map((protocol) => layoutOf(protocol))) {
        const bench = new Workbench(layout);
        try {
          // The stubs' source is C alone: its table has designated initialisers.
          const headers = emitC(layout).filter(({ path }) => path.endsWith('.h'));
          for (const { path } of headers) assert.is(bench.judge(compiler, bench.path(path), flags), '', path);
        } finally {
          bench.close();
        }
      }
    });
  }

  it('stand beside each other in one translation unit', () => {
    const layouts = PROTOCOLS.map((protocol) => layoutOf(protocol));
    assert.is(said(layouts, layouts.map((layout) => `#include "${prefixOf(layout)}.h"\n`).join('')), '');
  });

  it('give the codec after the asserts, after the layout alone, and when included twice', () => {
    const layout = layoutOf('libos-ipc');
    const use = 'int use(const void *b) { return shim_ipc_resp_check(b, 4, NULL); }\n';
    const only = (include: string): string =>
      `#define LIBOS_IPC_LAYOUT_ONLY\n#include "${include}"\n#undef LIBOS_IPC_LAYOUT_ONLY\n`;
    const flags = [...STRICT, '-Wno-missing-prototypes'];
    for (const first of [
      '#include "libos_ipc_asserts.h"\n',
      only('libos_ipc.h'),
      only('libos_ipc_asserts.h'),
      '#include "libos_ipc.h"\n',
    ]) {
      assert.is(said([layout], `${first}#include "libos_ipc.h"\n${use}`, 'gcc -std=c11', flags), '', first);
    }
    assert.match(said([layout], `${only('libos_ipc.h')}${use}`), 'implicit declaration');
  });

  it('need no library for the asserts', () => {
    for (const layout of PROTOCOLS.map((protocol) => layoutOf(protocol))) {
      const flags = ['-ffreestanding', '-fsyntax-only', '-nostdlibinc', ...STRICT].filter(
        (flag) => flag !== '-nostdlibinc' || isInstalled('clang'),
      );
      const compiler = isInstalled('clang') ? 'clang -std=c11' : 'gcc -std=c11';
      assert.is(said([layout], `#include "${prefixOf(layout)}_asserts.h"\n`, compiler, flags), '', layout.protocol);
    }
  });

  it('can take a struct from the system instead, and still assert it', () => {
    const layout = layoutOf('libos-ipc');
    const source =
      '#define _DEFAULT_SOURCE\n#define LIBOS_IPC_SYSTEM_TYPES\n#include "libos_ipc.h"\nstruct sembuf of_the_system;\n#ifndef SEM_UNDO\n#error sys/sem.h was not included\n#endif\n';
    assert.is(said([layout], source), '');
  });

  it('include and call nothing that they may not', () => {
    for (const layout of PROTOCOLS.map((protocol) => layoutOf(protocol))) {
      const prefix = prefixOf(layout);
      const allowed = [
        '<stdint.h>',
        '<stddef.h>',
        '<stdbool.h>',
        '<string.h>',
        '<sluice/error.h>',
        `"${prefix}.h"`,
        `"${prefix}_asserts.h"`,
        '<sys/sem.h>',
        // Stubs alone stand on libsluice.
        '<sluice/call.h>',
        `"${prefix}_stubs.h"`,
      ];
      for (const { path, text } of emitC(layout)) {
        for (const [, name = ''] of text.matchAll(/^#include (.*)$/gm))
          assert.ok(
            allowed.includes(name) && (name.includes('_stubs') || name.includes('call.h') ? path.includes('_stubs') : true),
            `${path} includes ${name}`,
          );
        const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/"[^"\n]*"/g, '""');
        assert.not.match(code, /\b(malloc|calloc|realloc|free|printf|abort|assert)\s*\(/);
        assert.not.match(code, /^\s+u?int\d+_t \w+ : \d+;/m, `${path} has a bit-field`);
      }
    }
  });

  it('are the same bytes every time, with line feeds and without trailing blanks', () => {
    for (const layout of PROTOCOLS.flatMap(everyConfig)) {
      const files = emitC(layout);
      assert.equal(files, emitC(layout));
      for (const { path, text } of files) {
        assert.not.match(text, /[ \t]$|\r/m, path);
        assert.ok(text.endsWith('\n') && !text.endsWith('\n\n'), path);
        assert.not.match(text, /\n\n\n/, path);
        assert.not.match(text, /undefined|\[object/, path);
      }
    }
  });

  it('are named after the protocol, with underscores', () => {
    assert.equal(
      emitC(layoutOf('cluster-rpc')).map(({ path }) => path),
      ['cluster_rpc.h', 'cluster_rpc_asserts.h', 'cluster_rpc_stubs.h', 'cluster_rpc_stubs.c'],
    );
  });

  for (const [compiler, dataModel] of CROSS.filter(([command]) => DEEP && isInstalled(command))) {
    it(`compile for other machines: ${compiler}`, () => {
      for (const protocol of PROTOCOLS) {
        const layout = layoutOf(protocol, { dataModel });
        assert.is(said([layout], `#include "${prefixOf(layout)}.h"\n`, `${compiler} -std=c11`), '', protocol);
      }
    });
  }
});
