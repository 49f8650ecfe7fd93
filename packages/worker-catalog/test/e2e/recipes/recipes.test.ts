import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describeWith, useTempDir } from '@rbee-internal/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WorkerCatalog } from '../../../src/index.js';
import { RECIPES, type RecipeCase } from './recipes.js';
import { makeSiteContent } from './site-content.js';
import { type SiteContent, startSourceSite } from './source-site.js';

const run = promisify(execFile);

/** What the recipes run; what else they name, such as CUDA, their stand-ins do without. */
const TOOLS = ['ar', 'bsdtar', 'cargo', 'cc', 'cmake', 'git', 'go', 'make', 'ninja', 'patch', 'python3'];

describeWith(TOOLS, 'recipes of AI programs, as packagers write them', () => {
  let work: string;
  let content: SiteContent;

  beforeAll(async () => {
    work = await mkdtemp(path.join(os.tmpdir(), 'rbee-recipes-'));
    content = await makeSiteContent(work);
  });

  afterAll(() => rm(work, { recursive: true, force: true }));

  test('are thirty or more, and all of them are in the table', async () => {
    const folders = (await readdir(import.meta.dirname, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(RECIPES.length).toBeGreaterThanOrEqual(30);
    expect(RECIPES.map(({ recipe }) => recipe).sort()).toEqual(folders.sort());
  });

  test.each(RECIPES)('$recipe installs a program that starts', { timeout: 60_000 }, async (each) => {
    const { catalog, recipe } = await open(each);
    const plan = await catalog.planFrom(recipe, optionsOf(each));
    expect(plan.obstacles).toEqual([]);
    expect(plan.recipe?.sources.length).toBeGreaterThan(0);
    const worker = await catalog.provisionAndAddFrom(recipe, {
      jobId: 'job',
      ...optionsOf(each),
    });
    await rm(path.dirname(recipe), { recursive: true });
    // From anywhere, with nothing of the builder's environment.
    const { stdout } = await run(worker.path, ['--version'], { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
    expect(stdout).toMatch(each.prints);
  });

  async function open({ recipe }: RecipeCase): Promise<{ catalog: WorkerCatalog; recipe: string }> {
    const folder = await useTempDir();
    const site = await startSourceSite(content);
    const place = path.join(folder, 'recipe', recipe);
    await site.write(recipe, place);
    const catalog = await WorkerCatalog.open({
      root: path.join(folder, 'workers'),
      registry: 'http://127.0.0.1:1',
    });
    return { catalog, recipe: place };
  }
});

/** What the table says, on a machine without CUDA, ROCm and the like. */
function optionsOf({ program, packages, env }: RecipeCase) {
  return {
    ignoreMissing: true,
    ...(program !== undefined && { program }),
    ...(packages !== undefined && { packages }),
    ...(env !== undefined && { env }),
  };
}
