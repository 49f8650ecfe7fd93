import { once } from 'node:events';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listTree } from '@rbee-internal/test-kit';
import { expect } from 'vitest';
import { fetchSources, openSourceCache } from '../../src/index.js';
import { startNode } from './start-script.js';
import { request, type Workspace } from './workspace.js';

/** What is fetched while it is killed. */
export interface Scenario {
  readonly entries: readonly string[];
  readonly git: 'embedded' | 'system';
  /** Files of the source folder and what they say when all is done. */
  readonly expected: Readonly<Record<string, string>>;
  /** Steps that must be among those that a process is killed before. */
  readonly steps: readonly RegExp[];
}

/** Kills the fetching before each of its steps, and expects that the next call finds all in order. */
export async function killBeforeEachStep(workspace: Workspace, scenario: Scenario): Promise<void> {
  const run = async (killBefore: number) => {
    const folders = await copyOf(workspace, killBefore);
    return { folders, ...(await runChild({ ...scenario, root: folders.root, folders, killBefore })) };
  };
  const whole = await run(-1);
  expect(whole.exit).toEqual([0, null]);
  for (const step of scenario.steps) expect(whole.steps).toContainEqual(expect.stringMatching(step));
  for (let killBefore = 0; killBefore < whole.steps.length; killBefore += 1) {
    const { folders, exit } = await run(killBefore);
    const where = `before ${whole.steps[killBefore]}`;
    expect([where, exit]).toEqual([where, [null, 'SIGKILL']]);
    expect([where, await damagedIn(folders.cacheDir)]).toEqual([where, []]);
    await expectNothingWrong(folders.srcDir, { scenario, where });
    await fetchSources(
      scenario.entries.map((entry) => request(entry)),
      { ...folders, git: scenario.git },
    );
    expect([where, await contentsOf(folders.srcDir, scenario)]).toEqual([where, scenario.expected]);
    const names = new Set(Object.keys(scenario.expected).map((file) => file.split('/')[0]));
    expect([where, (await readdir(folders.srcDir)).sort()]).toEqual([where, [...names].sort()]);
  }
}

/** The workspace as it is now, in a folder of its own. */
async function copyOf({ root, startDir, srcDir, cacheDir }: Workspace, number: number) {
  const copy = path.join(root, `run ${number}`);
  await mkdir(copy);
  const folders = { startDir, srcDir: path.join(copy, 'src'), cacheDir: path.join(copy, 'cache') };
  await cp(srcDir, folders.srcDir, { recursive: true, verbatimSymlinks: true });
  await cp(cacheDir, folders.cacheDir, { recursive: true });
  return { root: copy, ...folders };
}

interface ChildInit extends Pick<Scenario, 'entries' | 'git'> {
  readonly root: string;
  readonly folders: object;
  readonly killBefore: number;
}

async function runChild({
  root,
  entries,
  git,
  folders,
  killBefore,
}: ChildInit): Promise<{ exit: unknown[]; steps: string[] }> {
  const script = fileURLToPath(new URL('./killed-child.mjs', import.meta.url));
  const child = startNode([script, JSON.stringify({ root, entries, git, folders, killBefore })]);
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const exit = await once(child, 'close');
  return { exit, steps: out.split('\n').filter((line) => line !== '') };
}

/** What counts as whole in a cache and is not; a mirror counts when it says what was fetched. */
async function damagedIn(cacheDir: string): Promise<string[]> {
  const copy = `${cacheDir} copy`;
  await cp(cacheDir, copy, { recursive: true });
  const stated = (await listTree(copy)).filter((file) => file.endsWith('/fetched.json'));
  const { removed } = await openSourceCache(copy).verify();
  const isMirror = (file: string) => path.basename(path.dirname(file)) === 'mirrors';
  const isStated = (mirror: string) => stated.includes(`${path.relative(copy, mirror)}/fetched.json`);
  return removed.filter((file) => !isMirror(file) || isStated(file));
}

/** What bears a final name is what it will be, or what it was before. */
async function expectNothingWrong(
  srcDir: string,
  { scenario, where }: { scenario: Scenario; where: string },
) {
  const files = (await listTree(srcDir)).filter((file) => !/^\.fetching-|\/$|\.git\//.test(file));
  for (const file of files) {
    const content = await readFile(path.join(srcDir, file), 'latin1');
    expect([where, file, [scenario.expected[file], 'old']]).toEqual([
      where,
      file,
      expect.arrayContaining([content]),
    ]);
  }
}

async function contentsOf(srcDir: string, { expected }: Scenario): Promise<Record<string, string>> {
  const contents = Object.keys(expected).map(
    async (file) => [file, await readFile(path.join(srcDir, file), 'latin1')] as const,
  );
  return Object.fromEntries(await Promise.all(contents));
}
