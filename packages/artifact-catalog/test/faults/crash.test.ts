import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { useChildren } from '../support/children.js';
import {
  isWhole,
  openCatalog,
  promoteWorker,
  SCENARIOS,
  type Scenario,
  STABLE_ID,
  TARGET_ID,
  type Workers,
  workerOf,
} from '../support/scenarios.js';

const startChild = useChildren();

/** How many children run at a time. */
const LANES = 3;

test.each(Object.entries(SCENARIOS))(
  'killed at every step of %s',
  { timeout: 120_000 },
  async (name, scenario) => {
    const expected = await finalTree(scenario);
    const isOver = { at: Number.POSITIVE_INFINITY };
    let steps = 0;
    const lane = async () => {
      while (steps < isOver.at) {
        steps += 1;
        const step = steps;
        if (!(await survivesKill({ name, scenario, step, expected }))) isOver.at = Math.min(isOver.at, step);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(isOver.at).toBeGreaterThan(2);
  },
);

/** @returns whether the process came as far as the step */
async function survivesKill({ name, scenario, step, expected }: Kill): Promise<boolean> {
  const catalog = await prepare(scenario);
  const { signal, code, output } = await startChild('kill', catalog.root, name, String(step)).end;
  expect({ step, output, end: signal ?? code }).toStrictEqual({ step, output: '', end: code ?? 'SIGKILL' });
  await expectTruth(catalog, scenario);
  await scenario.run(catalog);
  await expectTruth(catalog, scenario);
  await catalog.sweep();
  expect({ step, tree: await listTree(catalog.root) }).toStrictEqual({ step, tree: expected });
  return signal === 'SIGKILL';
}

interface Kill {
  readonly name: string;
  readonly scenario: Scenario;
  readonly step: number;
  readonly expected: string[];
}

/** Everything that is listed is whole, and there is nothing else. */
async function expectTruth(catalog: Workers, { unrecorded, keepsTarget }: Scenario): Promise<void> {
  if (keepsTarget) await expect((await openCatalog(catalog.root)).contains(TARGET_ID)).resolves.toBe(true);
  const listed = await catalog.list();
  if (keepsTarget) expect(listed).toContainEqual(workerOf(catalog, TARGET_ID));
  expect(listed).toContainEqual(workerOf(catalog, STABLE_ID));
  for (const worker of listed) expect(worker).toStrictEqual(workerOf(catalog, worker.id));
  for (const worker of listed.filter(({ id }) => id === STABLE_ID || keepsTarget))
    expect(await isWhole(worker)).toBe(true);
  const isListed = listed.some(({ id }) => id === TARGET_ID);
  expect(await catalog.contains(TARGET_ID)).toBe(isListed);
  for (const { folder, code } of await catalog.problems()) {
    expect([code, unrecorded]).toStrictEqual(['MISSING_METADATA', [path.basename(folder)]]);
    expect(await readFile(path.join(folder, 'bin/worker'), 'utf8')).toBe(TARGET_ID);
  }
}

async function finalTree(scenario: Scenario): Promise<string[]> {
  const catalog = await prepare(scenario);
  await scenario.run(catalog);
  await catalog.sweep();
  return listTree(catalog.root);
}

async function prepare(scenario: Scenario): Promise<Workers> {
  const catalog = await openCatalog(path.join(await useTempDir(), 'workers'));
  await promoteWorker(catalog, STABLE_ID);
  await scenario.prepare(catalog);
  return catalog;
}
