import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { explainProof, type FailedProof } from '../../src/proof/explain-proof.js';

/** A 64-bit ELF file of a machine, with a dynamic loader. */
function elf(machine: number, loader: string): Buffer {
  const file = Buffer.alloc(512);
  file.write('\u007fELF\u0002\u0001\u0001', 'latin1');
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(3, 64);
  file.writeBigUInt64LE(200n, 72);
  file.writeBigUInt64LE(BigInt(loader.length + 1), 96);
  file.write(`${loader}\0`, 200, 'latin1');
  return file;
}

const X86_64 = 0x3e;
const AARCH64 = 0xb7;

async function explain(content: string | Buffer, proof: Partial<FailedProof> = {}) {
  const folder = path.join(await useTempDir(), 'tree');
  await mkdir(folder);
  const program = path.join(folder, 'program');
  await writeFile(program, content, { mode: 0o755 });
  const end = { type: 'exit' } as const;
  return explainProof({ program, architecture: 'x86_64', end, output: '', ...proof });
}

test.each<[string, string | Buffer, Partial<FailedProof>, RegExp]>([
  ['too little time', '#!/bin/sh\n', { end: { type: 'timeout' } }, /raise probeMilliseconds/],
  [
    'an older processor',
    '#!/bin/sh\n',
    { end: { type: 'signal', signal: 'SIGILL' } },
    /instructions that this processor/,
  ],
  [
    'an older processor, told by a shell',
    '#!/bin/sh\n',
    { output: 'Illegal instruction (core dumped)' },
    /instructions/,
  ],
  ['another architecture', elf(AARCH64, '/bin/sh'), {}, /a program for aarch64, and this machine is x86_64/],
  ["another C library's loader", elf(X86_64, '/lib/ld-musl-nowhere.so.1'), {}, /musl as their C library/],
  ['a missing glibc', elf(X86_64, '/lib64/ld-linux-nowhere.so.2'), {}, /glibc as their C library/],
  ['a missing interpreter', '#!/usr/bin/python9 -u\n', {}, /a script for \/usr\/bin\/python9/],
  [
    'a missing library',
    elf(X86_64, '/bin/sh'),
    {
      output:
        'x: error while loading shared libraries: libtorch.so.2: cannot open shared object file: No such file',
    },
    /needs the library libtorch\.so\.2/,
  ],
  [
    'missing libraries that are known',
    elf(X86_64, '/bin/sh'),
    {
      output: 'x: error while loading shared libraries: libgomp.so.1: cannot open shared object file',
      missing: {
        libraries: ['libgomp.so.1', 'libz.so.1'].map((library) => ({ library, neededBy: 'x', packages: [] })),
        command: 'apt install libgomp1 zlib1g',
      },
    },
    /needs the libraries libgomp\.so\.1, libz\.so\.1, which this machine lacks: run apt install libgomp1 zlib1g, or/,
  ],
  [
    'older libraries',
    elf(X86_64, '/bin/sh'),
    { output: "x: /lib/libc.so.6: version `GLIBC_2.99' not found (required by x)" },
    /newer libraries than this machine has \(GLIBC_2\.99\)/,
  ],
  ['nothing that is known', '#!/bin/sh\n', { output: 'panic' }, /What it printed says/],
])('the hint for %s', async (_what, ...[content, proof, hint]) => {
  expect(await explain(content, proof)).toMatch(hint);
});

test('each of them is another hint', async () => {
  const hints = await Promise.all([
    explain('#!/bin/sh\n', { end: { type: 'timeout' } }),
    explain('#!/bin/sh\n', { end: { type: 'signal', signal: 'SIGILL' } }),
    explain(elf(AARCH64, '/bin/sh')),
    explain(elf(X86_64, '/lib/ld-musl-nowhere.so.1')),
  ]);
  expect(new Set(hints).size).toBe(4);
  for (const hint of hints) expect(hint).toContain('Nothing was installed');
});
