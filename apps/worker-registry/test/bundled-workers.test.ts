import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatFinding } from '../src/check/findings.js';
import { bundledWorkersFolder, openFolderStore } from '../src/index.js';
import { readFolder } from '../src/store/read-folder.js';

const root = fileURLToPath(bundledWorkersFolder);
const ids = readdirSync(root).sort();
const store = await openFolderStore(bundledWorkersFolder);

const SCALARS = ['pkgname', 'pkgver', 'pkgrel', 'pkgdesc', 'url'] as const;
const ARRAYS = [
  'arch',
  'license',
  'depends',
  'makedepends',
  'source',
  'source_x86_64',
  'source_aarch64',
  'sha256sums',
  'sha256sums_x86_64',
  'sha256sums_aarch64',
] as const;

type Recipe = Record<(typeof SCALARS)[number], string> & Record<(typeof ARRAYS)[number], string[]>;

/** A recipe's variables, as bash reads them. */
function sourceRecipe(pkgbuild: string): { recipe: Recipe; functions: string[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rbee-recipe-'));
  try {
    writeFileSync(path.join(folder, 'PKGBUILD'), pkgbuild);
    const script = [
      'set -eu; source ./PKGBUILD',
      ...SCALARS.map((name) => `printf '${name}\\t%s\\n' "$${name}"`),
      ...ARRAYS.map((name) => `for v in "\${${name}[@]-}"; do printf '${name}\\t%s\\n' "$v"; done`),
      'declare -F | while read -r _ _ name; do printf \'function\\t%s\\n\' "$name"; done',
    ].join('\n');
    const lines = execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
      .trimEnd()
      .split('\n');
    const valuesOf = (name: string) =>
      lines.filter((line) => line.startsWith(`${name}\t`)).map((line) => line.slice(name.length + 1));
    const scalars = SCALARS.map((name) => [name, valuesOf(name)[0] ?? '']);
    const arrays = ARRAYS.map((name) => [name, valuesOf(name).filter((value) => value !== '')]);
    return { recipe: Object.fromEntries([...scalars, ...arrays]) as Recipe, functions: valuesOf('function') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the workers of the notes are there', () => {
  expect(ids).toEqual([
    'echo-worker-cpu',
    'koboldcpp',
    'llama-cpp',
    'llm-worker-rbee-cpu',
    'llm-worker-rbee-cuda',
    'llm-worker-rbee-metal',
    'ollama-cpu',
    'premium-llm-worker-cpu',
    'stable-diffusion-cpp',
    'vllm',
    'whisper-cpp',
  ]);
});

test('none is refused, and nothing is to be said but that some follow a branch', async () => {
  const entries = await readFolder(root);
  expect(entries.filter(({ release }) => release === undefined)).toEqual([]);
  const said = entries.flatMap(({ findings }) => findings.map(formatFinding));
  expect(said.filter((each) => !each.includes('follows a branch'))).toEqual([]);
});

/** Those that are only taken from their projects' releases have none. */
const withRecipe = await Promise.all(
  ids.map(async (id) => ((await store.pkgbuild(id)) === undefined ? [] : [id])),
);

describe.each(withRecipe.flat())('%s', (id) => {
  test('metadata and recipe say the same', async () => {
    const worker = await store.find(id);
    const { recipe, functions } = sourceRecipe((await store.pkgbuild(id)) ?? '');
    expect({
      id: recipe.pkgname,
      version: recipe.pkgver,
      architectures: recipe.arch,
      license: recipe.license.join(' AND '),
      depends: recipe.depends,
      makedepends: recipe.makedepends,
    }).toEqual({
      id: worker?.id,
      version: worker?.version,
      architectures: worker?.architectures,
      license: worker?.license,
      depends: worker?.depends,
      makedepends: worker?.makedepends,
    });
    const program = worker?.binary_name ?? '';
    const place = program.includes('/') ? program : `usr/local/bin/${program}`;
    expect((await store.pkgbuild(id))?.replaceAll('$pkgname', id)).toContain(`"$pkgdir/${place}"`);
    if (worker?.install_path !== undefined) expect(worker.install_path).toBe(`/${place}`);
    if (worker?.pkgbuild_url !== undefined) expect(worker.pkgbuild_url).toBe(`/workers/${id}/PKGBUILD`);
    expect(functions).toContain('package');
    expect(recipe.pkgrel).toBe('1');
    expect(recipe.pkgdesc).not.toBe('');
  });

  test('every source has a checksum, and local files have theirs', async () => {
    const { recipe } = sourceRecipe((await store.pkgbuild(id)) ?? '');
    const lists = [
      [recipe.source, recipe.sha256sums],
      [recipe.source_x86_64, recipe.sha256sums_x86_64],
      [recipe.source_aarch64, recipe.sha256sums_aarch64],
    ] as const;
    const pairs = lists.flatMap(([sources, sums]) => {
      expect(sums.length).toBe(sources.length);
      return sources.map((source, index) => ({ source, sum: sums[index] }));
    });
    expect(pairs.length).toBeGreaterThan(0);
    for (const { source, sum } of pairs)
      expect({ source, sum }).toEqual({ source, sum: await checksumOf(id, source) });
  });
});

/** What the checksum of a source must be: a local file's digest, SKIP for a branch, any digest for a download. */
async function checksumOf(id: string, source: string): Promise<unknown> {
  if (source.startsWith('git+')) return 'SKIP';
  if (source.includes('://')) return expect.stringMatching(/^[0-9a-f]{64}$/);
  const file = await store.file(id, source);
  return createHash('sha256')
    .update(file ?? '')
    .digest('hex');
}

test('no file lies there that no recipe names', async () => {
  const named = await Promise.all(
    ids.map(async (id) => {
      const pkgbuild = await store.pkgbuild(id);
      if (pkgbuild === undefined) return [id, ['worker.json']];
      const { recipe } = sourceRecipe(pkgbuild);
      const local = recipe.source.filter((source) => !source.includes('://'));
      return [id, ['PKGBUILD', 'worker.json', ...local].sort()];
    }),
  );
  const present = ids.map((id) => [id, readdirSync(path.join(root, id)).sort()]);
  expect(present).toEqual(named);
});

test('the premium worker says that it needs a licence, and where its token may go', async () => {
  const worker = await store.find('premium-llm-worker-cpu');
  const { recipe, functions } = sourceRecipe((await store.pkgbuild('premium-llm-worker-cpu')) ?? '');
  expect(worker?.requires_license).toBe(true);
  expect(worker?.description).toContain('licence');
  const origins = [...recipe.source_x86_64, ...recipe.source_aarch64].map((url) => new URL(url).origin);
  expect(worker?.license_origins).toEqual([...new Set(origins)]);
  expect(functions).toEqual(['package']);
});

test('each says how far it was tried, and the page about the shelf says the same', async () => {
  const page = await readFile(new URL('../../../docs/shelf.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const workers = await Promise.all(ids.map((id) => store.find(id)));
  const examplesLast = workers.sort((a, b) => Number(a?.example ?? false) - Number(b?.example ?? false));
  const expected = examplesLast.map((worker) => {
    if (worker?.verified === undefined) throw new Error(`${worker?.id} does not say how far it was tried.`);
    const { state, by, date, note = '' } = worker.verified;
    const backends = worker.variants?.map(({ backend }) => backend).join(', ') ?? worker.worker_type ?? '';
    return [`\`${worker.id}\``, backends, state, by === 'ci' ? 'CI' : 'by hand', date, note];
  });
  const cells = (row: string) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  expect(rows.map(cells)).toEqual(expected);
});
