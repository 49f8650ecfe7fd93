import { readFile, writeFile } from 'node:fs/promises';
import { startFakeHub, tinyGguf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { modelReference } from '../../src/commands/model/model-reference.js';
import { runHive } from '../run-hive.js';

const model = tinyGguf();
const repositories = {
  'org/tiny-GGUF': { files: { 'tiny-Q4_K_M.gguf': model, 'tiny-Q8_0.gguf': model }, license: 'mit' },
  'org/gated': { files: { 'g.gguf': model }, gated: { accepted: ['hf_yes'] } },
};

describe('rbee-hive model', { timeout: 120_000 }, () => {
  test('pulls, lists, shows, verifies and removes a model of the hub', async () => {
    const hub = await startFakeHub({ repositories });
    const home = await useTempDir();
    const env = { HF_ENDPOINT: hub.url };
    const hive = (...args: string[]) => runHive(args, { home, env });

    const dry = await hive('model', 'pull', 'org/tiny-GGUF', '--dry-run');
    expect(dry.stdout).toContain('also     Q4_K_M, Q8_0');
    const pulled = await hive('model', 'pull', 'org/tiny-GGUF:Q8_0', '--json');
    const lines = pulled.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ type: 'result', result: { id: 'hf:org/tiny-GGUF:Q8_0' } });
    expect(lines.map(({ type }) => type)).toContain('file-end');

    expect((await hive('model', 'list')).stdout).toContain('hf:org/tiny-GGUF:Q8_0  llama');
    expect((await hive('model', 'show', 'hf:org/tiny-GGUF:Q8_0')).stdout).toMatch(/^licence +mit$/m);
    expect((await hive('model', 'search', 'tiny')).stdout).toContain('hf:org/tiny-GGUF');
    expect((await hive('model', 'fits', 'hf:org/tiny-GGUF:Q8_0')).stdout).toContain('fits in main memory');
    expect((await hive('model', 'verify')).exitCode).toBe(0);
    await writeFile(lines.at(-1).result.path, Buffer.alloc(model.length));
    const changed = await hive('model', 'verify');
    expect([changed.exitCode, changed.stdout]).toStrictEqual([
      1,
      expect.stringContaining('has other content'),
    ]);
    expect((await hive('model', 'remove', 'hf:org/tiny-GGUF:Q8_0')).exitCode).toBe(0);
    expect((await hive('model', 'prune')).exitCode).toBe(0);
  });

  test('a failure names what a user of the command line does', async () => {
    const hub = await startFakeHub({ repositories });
    const home = await useTempDir();
    const env = { HF_ENDPOINT: hub.url };
    const gated = await runHive(['model', 'pull', 'hf:org/gated'], { home, env });
    expect([gated.exitCode, gated.stderr]).toStrictEqual([1, expect.stringContaining('into HF_TOKEN')]);
    const signedIn = await runHive(['model', 'pull', 'hf:org/gated'], {
      home,
      env: { ...env, HF_TOKEN: 'hf_yes' },
    });
    expect(signedIn.exitCode).toBe(0);
    expect((await readFile(signedIn.stdout.trim())).equals(model)).toBe(true);
    expect(hub.cdn.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });
});

test.each([
  ['org/repo', 'hf:org/repo'],
  ['org/repo:Q4_K_M', 'hf:org/repo:Q4_K_M'],
  ['hf:org/repo', 'hf:org/repo'],
  ['ollama:llama3.2:1b', 'ollama:llama3.2:1b'],
  ['https://host/x.gguf', 'https://host/x.gguf'],
  ['/abs/x.gguf', '/abs/x.gguf'],
  ['./x.gguf', '/work/x.gguf'],
  ['../x.gguf', '/x.gguf'],
])('%s means %s', (typed, reference) => {
  expect(modelReference(typed, '/work')).toBe(reference);
});
