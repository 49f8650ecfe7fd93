import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { useTempDir } from '@rbee-internal/test-kit';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { takeSecrets } from '../src/take-secrets.js';
import { startServe } from './start-serve.js';

const LICENSE = 'a-licence-token-of-the-tests';
const TOKEN = 'a-hive-token-of-the-tests';

test('tokens are taken out of the environment, and an empty one is none', () => {
  const env = { RBEE_LICENSE_TOKEN: LICENSE, RBEE_HIVE_TOKEN: '', PATH: '/bin' };
  expect(takeSecrets(env)).toMatchObject({ licenseToken: LICENSE, hiveToken: undefined });
  expect(env).toEqual({ PATH: '/bin' });
});

test('a URL stays as it is', () => {
  const env = { http_proxy: 'http://me:pass@127.0.0.1:1', WORKER_CATALOG_URL: 'http://127.0.0.1' };
  takeSecrets(env);
  expect(env).toEqual({ http_proxy: 'http://me:pass@127.0.0.1:1', WORKER_CATALOG_URL: 'http://127.0.0.1' });
});

/** What a process of its own, started with these variables, sees after it has taken its secrets. */
async function takeIn(env: Record<string, string>) {
  const folder = await useTempDir();
  const source = await readFile(path.resolve(import.meta.dirname, '../src/take-secrets.ts'), 'utf8');
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(source, { compilerOptions: options });
  await writeFile(path.join(folder, 'take-secrets.mjs'), outputText);
  const run = `import { readFileSync } from 'node:fs';
import { takeSecrets } from './take-secrets.mjs';
const taken = takeSecrets();
const shown = readFileSync('/proc/self/environ', 'utf8').split('\\0').filter(Boolean);
console.log(JSON.stringify({ taken, shown, env: process.env }));`;
  await writeFile(path.join(folder, 'take.mjs'), run);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'take.mjs')], { env });
  return JSON.parse(stdout) as {
    taken: object;
    shown: readonly string[];
    env: Readonly<Record<string, string>>;
  };
}

describe.skipIf(process.platform !== 'linux')('what Linux shows of the environment', () => {
  test('has no token any more, and all else as it was', async () => {
    const others = {
      FIRST: '1',
      XRBEE_HIVE_TOKEN: 'stays',
      RBEE_HIVE_TOKEN_2: 'stays',
      TEXT: 'RBEE_HIVE_TOKEN=stays',
      'NAME WITH BLANKS': ') R 1 2 3',
    };
    const { taken, shown, env } = await takeIn({
      RBEE_LICENSE_TOKEN: `${LICENSE}é`,
      ...others,
      RBEE_HIVE_TOKEN: TOKEN,
    });
    expect(taken).toEqual({ licenseToken: `${LICENSE}é`, hiveToken: TOKEN, blanked: true });
    const shownOthers = Object.entries(others).map(([name, value]) => `${name}=${value}`);
    expect([...shown].sort()).toEqual([...shownOthers, 'RBEE_HIVE_TOKEN=', 'RBEE_LICENSE_TOKEN='].sort());
    expect(env).toEqual(others);
  });

  test('has no password of a URL, which the program itself still has', async () => {
    const urls = {
      https_proxy: 'http://me:pass@127.0.0.1:1',
      WORKER_CATALOG_URL: 'http://me:pass@127.0.0.1',
    };
    const { taken, shown, env } = await takeIn({ ...urls, http_proxy: 'http://127.0.0.1:2' });
    expect(taken).toMatchObject({ blanked: true });
    expect(shown.join('\n')).not.toContain('pass');
    expect(shown).toContain('http_proxy=http://127.0.0.1:2');
    expect(env).toEqual({ ...urls, http_proxy: 'http://127.0.0.1:2' });
  });

  test('is nothing at all, too', async () => {
    expect((await takeIn({})).taken).toEqual({ blanked: true });
  });

  test('of a daemon and of a command has no token', async () => {
    const home = await useTempDir();
    const env = { RBEE_LICENSE_TOKEN: LICENSE, RBEE_HIVE_TOKEN: TOKEN };
    const serve = await startServe({ home, env });
    const shown = await readFile(`/proc/${serve.child.pid}/environ`, 'utf8');
    expect(shown).toContain(`HOME=${home}`);
    expect(shown).not.toContain(LICENSE);
    expect(shown).not.toContain(TOKEN);
  });
});
