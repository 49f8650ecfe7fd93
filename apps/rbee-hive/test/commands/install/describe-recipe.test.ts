import type { ProvisionPlan } from '@rbee/worker-catalog';
import { expect, test } from 'vitest';
import { describeRecipe } from '../../../src/commands/install/describe-recipe.js';

type Recipe = NonNullable<ProvisionPlan['recipe']>;

const RECIPE: Recipe = {
  version: '1.0',
  versionMayChange: false,
  steps: ['sources', 'package'],
  sources: [],
  artifactId: 'tool-v1.0-linux',
  folder: '/workers/tool-v1.0-linux',
  program: { candidates: [] },
  network: { phases: {}, recognised: [] },
  settings: {},
  facts: [],
  evaluated: [],
};

const PLAN = { action: 'source' } as ProvisionPlan;

const describe = (recipe: Partial<Recipe>) => describeRecipe(PLAN, { ...RECIPE, ...recipe });

test('of a recipe without anything further it has the steps and the folder', () => {
  expect(describe({})).toEqual([
    'It would be built from source.',
    'It has no sources.',
    'It would run: sources, package.',
    'Which program it installs is only known after package().',
    'It would be installed in /workers/tool-v1.0-linux.',
  ]);
});

test('says what the last build took', () => {
  const cost = { version: '0.9', milliseconds: 302_000, cpuMilliseconds: 550_000 };
  const first = (lastBuild: NonNullable<ProvisionPlan['lastBuild']>) =>
    describeRecipe({ ...PLAN, lastBuild }, RECIPE)[0];
  expect(first({ ...cost, peakMemoryBytes: 1.1 * 1024 ** 3 })).toBe(
    'It would be built from source. The last time it took 5:02 and 1.1 GiB of memory.',
  );
  expect(first(cost)).toBe('It would be built from source. The last time it took 5:02.');
});

test('says what a build took elsewhere, and who says so', () => {
  const first = (buildSeen: NonNullable<ProvisionPlan['buildSeen']>) =>
    describeRecipe({ ...PLAN, buildSeen }, RECIPE)[0];
  expect(first({ seconds: 338, memory: 1.07 * 1024 ** 3, by: 'hand', note: 'on two loaded cores' })).toBe(
    'It would be built from source. Elsewhere it took 5:38 and 1.1 GiB of memory: tried by hand, on two loaded cores.',
  );
  expect(first({ seconds: 60, by: 'ci' })).toBe(
    'It would be built from source. Elsewhere it took 1:00: tried by the tests.',
  );
});

test('says what reaches the network, and the flag that allows it', () => {
  const network: Recipe['network'] = {
    phases: { prepare: ['cargo'], build: ['example.org'] },
    recognised: [{ phase: 'prepare', ecosystem: 'cargo', hosts: [], command: 'cargo fetch --locked' }],
  };
  expect(describe({ network })).toEqual(
    expect.arrayContaining([
      'Its prepare() reaches cargo.',
      'Its build() reaches example.org.',
      '  prepare(): cargo fetch --locked',
      'To allow it: --network prepare,build',
    ]),
  );
  const settings = { network: { prepare: ['cargo'], build: ['example.org'] } };
  expect(describe({ network, settings }).join('\n')).not.toContain('To allow it');
});

test('says which facts decided, what was evaluated, and what it is built with', () => {
  const lines = describe({
    facts: ['uname -m', 'command nvidia-smi'],
    evaluated: ['pkgver'],
    settings: { env: { CUDAARCHS: '89' }, packages: ['ollama', 'ollama-cuda'] },
    nativeNote: 'A native build is faster.',
  });
  expect(lines).toEqual(
    expect.arrayContaining([
      'Facts of this machine decided what the recipe says: uname -m, command nvidia-smi.',
      'Evaluated in a sandbox: pkgver.',
      'It would be built with CUDAARCHS=89.',
      'It would put together the packages ollama, ollama-cuda.',
      'A native build is faster. To have that: --native',
    ]),
  );
  expect(describe({ settings: { native: true }, nativeNote: 'x' }).join('\n')).not.toContain('--native');
});

test('says which program it would be, or how to choose one', () => {
  const candidates = ['usr/bin/llama-cli', 'usr/bin/llama-server'];
  expect(describe({ program: { candidates, chosen: 'usr/bin/llama-server' } })).toContain(
    'Its program would be usr/bin/llama-server.',
  );
  expect(describe({ program: { candidates } })).toContain(
    'Its program would be one of usr/bin/llama-cli, usr/bin/llama-server: choose with --program.',
  );
});
