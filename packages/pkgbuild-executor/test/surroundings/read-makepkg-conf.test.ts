import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { readMakepkgConf } from '../../src/index.js';

const env = { PATH: process.env.PATH, SECRET: 'token' };

async function writeConf(text: string): Promise<string> {
  const file = path.join(await useTempDir(), "make'pkg conf");
  await writeFile(file, text);
  return file;
}

describe('readMakepkgConf', () => {
  it('gives what the file sets, as bash reads it', async () => {
    const file = await writeConf(`#!/hint/bash
CHOST="x86_64-pc-linux-gnu"
CFLAGS="-O2 \\
  -pipe"
CXXFLAGS="$CFLAGS -Wall"
MAKEFLAGS="-j$(echo 4)"
OPTIONS=(strip !docs # a comment
  lto)
MAN_DIRS=({usr,opt}/man)
PACKAGER="Ada <ada@localhost>"
RUSTFLAGS=
PKGEXT='.pkg.tar.zst' UNRELATED=\${SECRET-none}
echo noise
`);
    expect(await readMakepkgConf(file, { env })).toEqual({
      chost: 'x86_64-pc-linux-gnu',
      cflags: '-O2   -pipe',
      cxxflags: '-O2   -pipe -Wall',
      makeflags: '-j4',
      options: ['strip', '!docs', 'lto'],
      manDirs: ['usr/man', 'opt/man'],
      packager: 'Ada <ada@localhost>',
      rustflags: '',
    });
  });

  it('reads the drop-ins beside it in their order', async () => {
    const file = await writeConf('CFLAGS=-O1\n');
    await mkdir(`${file}.d`);
    await writeFile(path.join(`${file}.d`, '10-a.conf'), 'CFLAGS+=" -a"\n');
    await writeFile(path.join(`${file}.d`, '20-b.conf'), 'CFLAGS+=" -b"\n');
    await writeFile(path.join(`${file}.d`, 'note.txt'), 'CFLAGS=wrong\n');
    expect(await readMakepkgConf(file, { env })).toEqual({ cflags: '-O1 -a -b' });
  });

  it.each(['exit 3\n', 'if then\n'])('fails for %j', async (text) => {
    expect(await rejectionOf(readMakepkgConf(await writeConf(text), { env }))).toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('rejects with the signal’s reason', async () => {
    const file = await writeConf('sleep 600.0625\n');
    expect(await rejectionOf(readMakepkgConf(file, { env, signal: AbortSignal.abort('now') }))).toBe('now');
    const controller = new AbortController();
    setTimeout(() => controller.abort('later'), 100);
    expect(await rejectionOf(readMakepkgConf(file, { env, signal: controller.signal }))).toBe('later');
    expect(await processesMentioning('600.0625')).toEqual([]);
  });
});
