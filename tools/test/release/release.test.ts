import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quickClients, slowClients } from './clients.js';
import { INSTALLED, makeProject, runProject, startWorkerRegistry, typeCheck } from './consumer.js';
import { makeRelease, type Release } from './make-release.js';
import { measureFolder } from './measure-folder.js';
import { COMMONJS_PROGRAM, COMMONJS_TYPES, PARSER_PROGRAM, SIGNED_PROGRAM } from './programs.js';
import { runReadmes } from './readmes.js';
import { runIn } from './run-in.js';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');

/** Of the largest package for a stranger, in bytes and in processor time for the import alone. */
const MOST_INSTALLED_BYTES = 15_000_000;

const TIMEOUT = { timeout: 600_000 };

/** What takes minutes runs only when it is asked for. */
const whenFull = process.env.RBEE_FULL === '1' ? test : test.skip;

describe('a release', () => {
  let release: Release;

  beforeAll(async () => {
    release = await makeRelease(root);
  }, TIMEOUT.timeout);

  afterAll(() => release?.close());

  test('publishes all packages in one version, and a second time nothing', TIMEOUT, async () => {
    const folders = [
      ...(await readdir(path.join(root, 'packages'))).map((name) => `packages/${name}`),
      'apps/rbee-hive',
      'apps/worker-registry',
    ];
    expect(folders).toHaveLength(10);
    for (const folder of folders) await expectPublished(release, folder);
    expect(await release.publishAgain()).toContain('No unpublished projects');
  });

  test('is installed, type-checked and run by npm, pnpm and yarn', TIMEOUT, async () => {
    const workers = await startWorkerRegistry();
    for (const client of quickClients(release.registries, release.pnpm)) {
      const project = await makeProject(release, client);
      expect(await runProject(release, { client, project, workers }), client.name).toEqual(INSTALLED);
      if (client.name === 'npm') await typeCheck(project, { module: 'NodeNext' });
    }
  });

  test('is as small as its README says', TIMEOUT, async () => {
    const project = path.join(release.folder, 'npm/node_modules');
    const all = await measureFolder(project, NOT_ITS_OWN);
    expect(all.bytes).toBeLessThan(MOST_INSTALLED_BYTES);
    const readme = await readFile(path.join(root, 'packages/worker-catalog/README.md'), 'utf8');
    const [, packages, megabytes] = /(\d+) packages, (\d+) MB/.exec(readme) ?? [];
    expect([all.packages, Math.round(all.bytes / 1_000_000)]).toEqual([Number(packages), Number(megabytes)]);
  });

  test('asks for openpgp where a source is signed, and for nothing else', TIMEOUT, async () => {
    const project = path.join(release.folder, 'npm');
    await writeFile(path.join(project, 'signed.mjs'), SIGNED_PROGRAM);
    const env = { ...release.environment, XDG_CACHE_HOME: path.join(project, 'cache-signed') };
    const { stdout } = await run(process.execPath, ['signed.mjs'], { cwd: project, env });
    expect(stdout).toBe('SIGNATURE_UNSUPPORTED Install it beside this one: npm install openpgp@6.\n');
  });

  test('has the command line as one download, which installs a worker', TIMEOUT, async () => {
    const project = path.join(release.folder, 'hive');
    const { versions } = await release.registry.package('rbee-hive');
    const [version = ''] = Object.keys(versions);
    const tarball = `${release.registry.url}/rbee-hive/-/rbee-hive-${version}.tgz`;
    const npm = ['install', '--prefix', project, '--no-audit', '--no-fund', tarball];
    await run('npm', npm, { cwd: release.folder, env: release.environment });
    const program = path.join(project, 'node_modules/.bin/rbee-hive');
    const env = { PATH: process.env.PATH, HOME: project };
    const hive = async (...args: string[]) => (await run(program, args, { cwd: project, env })).stdout;
    expect(await hive('--version')).toBe(`${version}\n`);
    expect(await hive('install', 'echo-worker-cpu')).toContain('echo-worker-cpu-v');
    expect(await hive('list')).toContain('echo-worker-cpu-v');
  });

  test('is bundled for a browser and for Node by esbuild', TIMEOUT, async () => {
    const project = path.join(release.folder, 'npm');
    await writeFile(path.join(project, 'parser.mjs'), PARSER_PROGRAM);
    const esbuild = path.join(root, 'node_modules/.pnpm/node_modules/.bin/esbuild');
    const common = ['--bundle', '--format=esm', '--log-level=error'];
    await run(esbuild, ['parser.mjs', ...common, '--platform=browser', '--outfile=out/parser.mjs'], {
      cwd: project,
    });
    const { stdout } = await run(process.execPath, ['out/parser.mjs'], { cwd: project });
    expect(stdout).toBe('hello 1.0\n');
  });

  whenFull(
    'is installed and run by yarn classic, yarn with node_modules, and bun (RBEE_FULL=1)',
    TIMEOUT,
    async () => {
      const workers = await startWorkerRegistry();
      for (const client of slowClients(release.registries)) {
        const project = await makeProject(release, client);
        expect(await runProject(release, { client, project, workers }), client.name).toEqual(INSTALLED);
      }
    },
  );

  whenFull('type-checks with TypeScript 5.0 to 7 (RBEE_FULL=1)', TIMEOUT, async () => {
    const project = path.join(release.folder, 'npm');
    await writeFile(path.join(project, 'common.cts'), COMMONJS_TYPES);
    const failures: string[] = [];
    for (const [version, types, skipLibCheck] of COMPILERS) {
      await shell(project, 'npm', ...NPM_ADD, `typescript@${version}`, `@types/node@${types}`);
      for (const options of MODULE_OPTIONS)
        await typeCheck(project, { ...options, skipLibCheck }).catch((error: { stdout?: string }) =>
          failures.push(`${version} ${JSON.stringify(options)}: ${error.stdout?.slice(0, 600)}`),
        );
    }
    expect(failures).toEqual([]);
  });

  whenFull('runs on Node 20, 22, 24 and 26 (RBEE_FULL=1)', TIMEOUT, async () => {
    const workers = await startWorkerRegistry();
    const project = path.join(release.folder, 'npm');
    await writeFile(path.join(project, 'common.cjs'), COMMONJS_PROGRAM);
    for (const version of ['20', '22', '24', '26']) {
      const node = ['npx', '-y', '-p', `node@${version}`, 'node'] as const;
      const client = {
        name: `node ${version}`,
        files: {},
        install: NOTHING,
        execute: [...node, 'index.mjs'] as const,
      };
      expect(await runProject(release, { client, project, workers }), version).toEqual(INSTALLED);
      expect(await shell(project, ...node, 'common.cjs'), version).toBe('function function\n');
    }
  });

  whenFull('runs on Deno (RBEE_FULL=1)', TIMEOUT, async () => {
    const workers = await startWorkerRegistry();
    const project = path.join(release.folder, 'npm');
    const deno = ['npx', '-y', 'deno@2', 'run', '--allow-all', '--node-modules-dir=manual'] as const;
    const client = { name: 'deno', files: {}, install: NOTHING, execute: [...deno, 'index.mjs'] as const };
    expect(await runProject(release, { client, project, workers })).toEqual(INSTALLED);
    await writeFile(path.join(project, 'parser.mjs'), PARSER_PROGRAM);
    expect(await shell(project, ...deno, 'parser.mjs')).toBe('hello 1.0\n');
  });

  whenFull('is bundled by vite and webpack (RBEE_FULL=1)', TIMEOUT, async () => {
    const project = path.join(release.folder, 'npm');
    await writeFile(path.join(project, 'parser.mjs'), PARSER_PROGRAM);
    await shell(project, 'npx', '-y', 'vite@7', 'build', ...VITE);
    expect(await shell(project, process.execPath, 'out/vite/parser.js')).toBe('hello 1.0\n');
    await shell(project, 'npx', '-y', '-p', 'webpack@5', '-p', 'webpack-cli@6', 'webpack', ...WEBPACK);
    expect(await shell(project, process.execPath, 'out/webpack/main.js')).toBe('hello 1.0\n');
  });

  whenFull('runs each example of the READMEs (RBEE_FULL=1)', TIMEOUT, async () => {
    expect(await runReadmes(release, root)).toEqual([]);
  });

  function shell(cwd: string, ...command: [string, ...string[]]): Promise<string> {
    return runIn(cwd, command, release.environment);
  }
});

/** What the project has beside the package: for the check of its types, and for the parser on its own. */
const NOT_ITS_OWN = [
  ...['typescript', '@types', 'undici-types', '.bin', '.package-lock.json'],
  ...['@rbee/pkgbuild-parser', 'unbash'],
];

const NOTHING = ['true'] as const;
const NPM_ADD = ['install', '--no-save', '--no-audit', '--no-fund'];
const VITE = ['--ssr', 'parser.mjs', '--outDir', 'out/vite', '--logLevel', 'error'];
const WEBPACK = [
  ...['--mode', 'production', '--target', 'web'],
  ...['--entry', './parser.mjs', '-o', 'out/webpack'],
];

/** Versions of TypeScript, the types of Node that each can read, and whether it can read those of zod, which take 5.4. */
const COMPILERS = [
  ['5.0', '20.11', true],
  ['5.4', '24', false],
  ['5.9', '24', false],
  ['6', '24', false],
  ['7', '24', false],
] as const;

const MODULE_OPTIONS = [
  { module: 'Node16' },
  { module: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'bundler' },
] as const;

/** A package has the version of the release, and nothing in it that only this workspace has. */
async function expectPublished({ registry, repository, folder }: Release, where: string): Promise<void> {
  const { name, version } = JSON.parse(await readFile(path.join(repository, where, 'package.json'), 'utf8'));
  const { versions } = await registry.package(name);
  expect(Object.keys(versions), name).toEqual([version]);
  const published = versions[version] ?? {};
  expect(published, name).toMatchObject({
    license: 'MIT',
    homepage: expect.stringContaining(where),
    bugs: { url: expect.stringContaining('https://') },
    author: expect.anything(),
    keywords: expect.arrayContaining([expect.any(String)]),
  });
  expect(JSON.stringify(published), name).not.toMatch(/workspace:|@rbee-internal/);
  expect(published.devDependencies, name).toBeUndefined();
  expect(await filesOf(published, path.join(folder, 'package.tgz')), name).toEqual(
    expect.arrayContaining(['package/CHANGELOG.md', 'package/LICENSE', 'package/README.md']),
  );
}

async function filesOf(published: Record<string, unknown>, file: string): Promise<string[]> {
  const { tarball } = published.dist as { tarball: string };
  await writeFile(file, Buffer.from(await (await fetch(tarball)).arrayBuffer()));
  const { stdout } = await run('tar', ['-tzf', file]);
  return stdout.trim().split('\n');
}
