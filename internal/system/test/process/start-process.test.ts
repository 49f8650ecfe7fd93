import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { startProcess } from '../../src/process/index.js';

const env = { PATH: process.env.PATH };

describe('startProcess', () => {
  test('starts a program in a session of its own, and says how it ended', async () => {
    const out = path.join(await useTempDir(), 'out');
    const started = startProcess('/bin/sh', ['-c', `ps -o sid= -p $$ > ${out}; exit 7`], {
      env,
      stdio: ['ignore'],
    });
    expect(started.end()).toBeUndefined();
    expect(await started.ended).toEqual({ type: 'exit', code: 7 });
    expect(started.end()).toEqual({ type: 'exit', code: 7 });
    expect(Number(await readFile(out, 'utf8'))).toBe(started.pid);
  });

  test('says when a program cannot be started', async () => {
    const missing = startProcess('/nonexistent', [], { env, stdio: ['ignore'] });
    expect(await missing.ended).toMatchObject({ type: 'error', error: { code: 'ENOENT' } });
    expect(missing.pid).toBeUndefined();
    const invalid = startProcess('/bin/sh', ['a\0b'], { env, stdio: ['ignore'] });
    expect(await invalid.ended).toMatchObject({ type: 'error', error: { code: 'ERR_INVALID_ARG_VALUE' } });
  });

  test('keeps the limits it is given, and the process id', async () => {
    const out = path.join(await useTempDir(), 'out');
    const script = `{ echo $$; ulimit -Hc; ulimit -n; ulimit -f; } > ${out}`;
    const started = startProcess('/bin/bash', ['-c', script], {
      env: { ...env, BASH_ENV: '/nonexistent/should-not-be-read' },
      stdio: ['ignore'],
      limits: { openFiles: 64, fileBytes: 10 * 1024 },
    });
    await started.ended;
    expect((await readFile(out, 'utf8')).split('\n')).toEqual([String(started.pid), '0', '64', '10', '']);
  });
});

/** Runs a script of ours in a process that was started with another descriptor. */
async function withInheritedDescriptor(script: string): Promise<string> {
  const folder = await useTempDir();
  await mkdir(path.join(folder, 'secret'));
  await writeFile(path.join(folder, 'secret/file'), 'secret');
  const file = path.join(folder, 'script.mts');
  const module = fileURLToPath(new URL('../../src/process/index.ts', import.meta.url));
  await writeFile(file, `import { runProgram, startProcess } from ${JSON.stringify(module)};\n${script}`);
  const command = `exec 200<${folder}/secret; exec ${process.execPath} --import tsx ${file}`;
  return execFileSync('bash', ['-c', command], { encoding: 'utf8', cwd: import.meta.dirname });
}

describe('a descriptor that this process was started with', () => {
  test('is there without us', async () => {
    const script = `import { spawnSync } from 'node:child_process';
      process.stdout.write(spawnSync('ls', ['/proc/self/fd/200/'], { encoding: 'utf8' }).stdout);`;
    expect(await withInheritedDescriptor(script)).toBe('file\n');
  });

  test('does not reach a program that is started', async () => {
    const script = `const stdio = ['ignore', 'inherit', 'ignore'];
      const started = startProcess('readlink', ['/proc/self/fd/200'], { env: process.env, stdio });
      console.log(JSON.stringify(await started.ended));`;
    expect(await withInheritedDescriptor(script)).toBe('/dev/null\n{"type":"exit","code":0}\n');
  });

  test('does not reach a program that is run', async () => {
    const script = `const { output } = await runProgram('ls', ['/proc/self/fd/200/'], { env: process.env });
      console.log(output);`;
    expect(await withInheritedDescriptor(script)).toContain('No such file or directory');
  });
});
