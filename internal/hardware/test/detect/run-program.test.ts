import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processesMentioning, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import { listFolder, readFileStart } from '../../src/detect/read-system.js';
import { createRunProgram } from '../../src/detect/run-program.js';

const limits = { timeout: 10_000, maxBytes: 10_000 };

/** A folder with one program in it, and a runner that finds it there. */
async function withProgram(name: string, script: string, env: Record<string, string> = {}) {
  const bin = await useTempDir();
  await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(bin, name), 0o755);
  const searched = `${bin}:/usr/bin:/bin`;
  return { PATH: searched, run: createRunProgram({ PATH: searched, ...env }) };
}

describe('createRunProgram', () => {
  test('gives both streams and the exit code', async () => {
    const { run } = await withProgram('tool', 'echo "out $1"; echo err >&2; exit 3');
    expect(await run('tool', ['a b; $(c)'], limits)).toEqual({
      exitCode: 3,
      stdout: 'out a b; $(c)\n',
      stderr: 'err\n',
    });
  });

  test('passes only what tools need of the environment', async () => {
    const { run } = await withProgram('tool', 'env | cut -d= -f1 | sort', {
      HOME: '/',
      Path: '/x',
      CUDA_VISIBLE_DEVICES: '1',
      ROCR_VISIBLE_DEVICES: '1',
      SECRET_TOKEN: 'x',
    });
    const { stdout } = await run('tool', [], limits);
    const names = stdout.split('\n').filter((name) => name !== '');
    expect(names.filter((name) => !['PWD', 'SHLVL', 'OLDPWD', '_'].includes(name))).toEqual([
      'HOME',
      'LANG',
      'LC_ALL',
      'PATH',
      'Path',
    ]);
  });

  test('a program that is not there', async () => {
    expect(
      await rejectionOf(createRunProgram({ PATH: '/usr/bin' })('no-such-tool', [], limits)),
    ).toMatchObject({ code: 'ENOENT' });
  });

  test('more output than allowed ends it', async () => {
    const { run } = await withProgram('tool', 'exec yes too-much-of-it');
    const error = await rejectionOf(run('tool', [], limits));
    expect(error).toMatchObject({ code: 'TOO_LARGE', message: 'More than 10000 bytes.' });
    await expect.poll(() => processesMentioning('too-much-of-it')).toEqual([]);
  });

  test('taking too long ends it with all it started', async () => {
    const { run } = await withProgram('tool', 'sleep 31.4159 & sleep 31.4159');
    const error = await rejectionOf(run('tool', [], { ...limits, timeout: 200 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', message: 'No end after 200 ms.' });
    await expect.poll(() => processesMentioning('31.4159')).toEqual([]);
  });

  test('aborting ends it with the reason and with all it started', async () => {
    const { run } = await withProgram('tool', 'sleep 27.1828 & sleep 27.1828');
    const reason = new Error('enough');
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 100);
    expect(await rejectionOf(run('tool', [], { ...limits, signal: stop.signal }))).toBe(reason);
    await expect.poll(() => processesMentioning('27.1828')).toEqual([]);
  });
});

describe('the file system', () => {
  test('a file is read up to the limit', async () => {
    const folder = await useTempDir();
    const file = path.join(folder, 'file');
    await writeFile(file, 'x'.repeat(200_000));
    expect(await readFileStart(file, { maxBytes: 150_000 })).toBe('x'.repeat(150_000));
    expect(await readFileStart(file, { maxBytes: 300_000 })).toHaveLength(200_000);
    expect(await rejectionOf(readFileStart(`${file}-`, { maxBytes: 1 }))).toMatchObject({ code: 'ENOENT' });
    expect(await listFolder(folder)).toEqual(['file']);
  });
});

describe('detectHardware on this machine', () => {
  const host = { os: 'linux', architecture: 'x86_64' } as const;

  test('finds the vendor tools through the PATH that is passed', async () => {
    const { PATH } = await withProgram('nvcc', 'echo "Cuda compilation tools, release 12.4, V12.4.131"');
    const { cuda } = await detectHardware({ host, env: { PATH } });
    expect(cuda.toolkitVersion?.value).toMatch(/^\d+\.\d+/);
  });

  test('tells the memory that the kernel tells', async () => {
    const { memoryBytes } = await detectHardware({ host, env: { PATH: '/usr/bin:/bin' } });
    const kib = /^MemTotal:\s*(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    expect(memoryBytes).toEqual({ value: Number(kib) * 1024, source: '/proc/meminfo' });
  });

  test('a tool that hangs costs its own facts and no others', async () => {
    const { PATH } = await withProgram('rocminfo', 'sleep 16.1803');
    const before = performance.now();
    const { failures } = await detectHardware({ host, env: { PATH }, probeTimeoutMs: 300 });
    expect(failures.find(({ source }) => source === 'rocminfo')?.code).toBe('TIMEOUT');
    expect(performance.now() - before).toBeLessThan(10_000);
    await expect.poll(() => processesMentioning('16.1803')).toEqual([]);
  });
});
