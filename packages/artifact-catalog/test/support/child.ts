import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { watchingSteps } from '@rbee-internal/test-kit/file-system';
import {
  isWhole,
  openCatalog,
  promoteWorker,
  SCENARIOS,
  unlessDone,
  type Workers,
  workerOf,
} from './scenarios.js';

/** How many artifacts each process of `churn` makes. */
const ROUNDS = 4;

const [task = '', root = '', ...values] = process.argv.slice(2);
const catalog = await openCatalog(root);
const TASKS: Readonly<Record<string, () => Promise<void>>> = { kill, churn, count, hold };
await TASKS[task]?.();

/** Does a scenario and kills itself in the middle of the nth step. */
async function kill(): Promise<void> {
  const [name = '', step] = values;
  let steps = 0;
  await watchingSteps(
    async ({ half }) => {
      steps += 1;
      if (steps !== Number(step)) return;
      await half();
      await killItself();
    },
    async () => SCENARIOS[name]?.run(catalog),
  );
}

/** Adds, reads and removes artifacts of its own, and a common one that all others change too. */
async function churn(): Promise<void> {
  const [name = ''] = values;
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = `${name}-${round}`;
    if (round % 2 === 0) await promoteWorker(catalog, id);
    else await catalog.add(workerOf(catalog, id));
    await unlessDone(promoteWorker(catalog, 'common'), 'ALREADY_EXISTS');
    await readEverything(catalog);
    if ((await catalog.get(id)).id !== id) throw new Error(`another artifact in place of ${id}`);
    if (round % 2 === 1) await catalog.remove(id);
    await unlessDone(catalog.remove('common'), 'NOT_FOUND');
  }
}

async function readEverything(workers: Workers): Promise<void> {
  const problems = await workers.problems();
  if (problems.length > 0) throw new Error(`half done: ${JSON.stringify(problems)}`);
  for (const worker of (await workers.list()).filter(({ id }) => /-[02]$/.test(id))) {
    if (!(await isWhole(worker))) throw new Error(`torn: ${worker.id}`);
  }
}

/** Counts up in a file, which only a lock makes safe. */
async function count(): Promise<void> {
  const [file = '', rounds] = values;
  for (let round = 0; round < Number(rounds); round += 1) {
    const giveBack = await catalog.lock('counter');
    const before = Number(await readFile(file, 'utf8'));
    await delay(1);
    await writeFile(file, String(before + 1));
    await giveBack();
  }
}

/** Holds a lock until it is killed. */
async function hold(): Promise<void> {
  await catalog.lock('held', { label: 'a long build' });
  await writeFile(path.join(root, '@staging/is-held'), '');
  await delay(60_000);
}

async function killItself(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}
