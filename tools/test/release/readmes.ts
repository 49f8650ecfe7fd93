import { copyFile, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compileExamples, readmeExamples, startFakeHub, tinyGguf } from '@rbee-internal/test-kit';
import { startWorkerRegistry } from './consumer.js';
import type { Release } from './make-release.js';
import { runIn } from './run-in.js';

/**
 * Installs all packages from the registry, and type-checks and runs each example of their READMEs there.
 * @returns what went wrong, for each example
 */
export async function runReadmes(release: Release, root: string): Promise<string[]> {
  // Where the examples look for their compiler's settings.
  await copyFile(path.join(root, 'tsconfig.base.json'), path.join(release.folder, 'tsconfig.base.json'));
  const project = path.join(release.folder, 'readmes/all');
  await mkdir(project, { recursive: true });
  const names = await readdir(path.join(root, 'packages'));
  const dependencies = Object.fromEntries(names.map((name) => [`@rbee/${name}`, '*']));
  const manifest = { name: 'reader', private: true, type: 'module', dependencies };
  const { ours, others } = release.registries;
  await writeFile(path.join(project, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(project, '.npmrc'), `@rbee:registry=${ours}/\nregistry=${others}\n`);
  const { environment: env } = release;
  await runIn(project, ['npm', 'install', '--no-audit', '--no-fund', '@types/node@24', ...PEERS], env);
  const servers = await startServers();
  const failures: string[] = [];
  for (const name of names)
    failures.push(...(await runReadme(path.join(root, 'packages', name), { project, servers })));
  return failures;
}

/** What some of the packages are used with. */
const PEERS = ['vitest@4', 'openpgp@6'];

async function runReadme(
  folder: string,
  { project, servers }: { readonly project: string; readonly servers: Readonly<Record<string, string>> },
): Promise<string[]> {
  const examples = readmeExamples(path.join(folder, 'README.md'));
  const name = path.basename(folder);
  if (examples.length === 0) return [`${name} has no example`];
  const compiled = await compileExamples(examples, project).catch((error: unknown) => `${name}: ${error}`);
  if (typeof compiled === 'string') return [compiled];
  const failures: string[] = [];
  for (const [index, { title, output = '' }] of examples.entries()) {
    const cwd = await mkdtemp(path.join(project, 'run-'));
    const printed = await compiled
      .run(index, { cwd, env: { ...servers, XDG_CACHE_HOME: path.join(cwd, 'cache') } })
      .catch(String);
    if (printed !== output) failures.push(`${name}, ${title}: ${printed}`);
  }
  await compiled.remove();
  return failures;
}

/** The registry and the hub that examples ask, as variables that name them. */
async function startServers(): Promise<Record<string, string>> {
  const model = tinyGguf({ metadata: { 'general.file_type': { type: 'u32', value: 15 } } });
  const files = { 'Qwen3-0.6B-Q4_K_M.gguf': model };
  const repositories = { 'Qwen/Qwen3-0.6B-GGUF': { files, license: 'apache-2.0' } };
  const hub = await startFakeHub({ repositories });
  return {
    WORKER_CATALOG_URL: await startWorkerRegistry('hello-worker-cpu', 'build() { :; }\n'),
    HF_ENDPOINT: hub.url,
  };
}
