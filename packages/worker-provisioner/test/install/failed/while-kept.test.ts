import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { rejectionOf, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import {
  createWorkerProvisioner,
  openFolderRecipe,
  type ProvisionEvent,
  type ProvisionWorkerOptions,
} from '../../../src/index.js';

const host = { os: 'linux', architecture: 'x86_64' } as const;
const PREPARE = 'prepare() { echo prepared >> prepared; }';
const PACKAGE = 'package() { install -Dm755 prog "$pkgdir/usr/bin/app-cpu"; }';

/** A build of two steps: the first takes long, and is not done twice; it says where it was done. */
const build = (second: string) => `build() {
  [ -e object ] || { pwd > object; echo compiled >> compiled; }
  [ "$(cat object)" = "$PWD" ]
  ${second}
}`;
const BROKEN = build('false');
const MENDED = build(`printf '#!/bin/sh\\necho app $(cat compiled prepared | wc -l)\\n' > prog`);

async function setUp() {
  const folder = path.join(await useTempDir(), 'recipe');
  await mkdir(folder);
  const server = await startHttpServer({ '/notes.txt': { type: 'body', body: 'x' } });
  const clock = { now: new Date('2026-11-30T00:00:00Z') };
  const write = async (body: string, note = 'first') => {
    await writeFile(path.join(folder, 'local.txt'), note);
    const head = `pkgname=app-cpu\npkgver=1\npkgrel=1\narch=(any)\nsource=(${server.url}/notes.txt local.txt)\n`;
    await writeFile(path.join(folder, 'PKGBUILD'), `${head}sha256sums=(SKIP SKIP)\n${body}\n`);
  };
  const catalog = await FilesystemCatalog.open({ root: await useTempDir(), codec: workerBinaryCodec });
  const events: ProvisionEvent[] = [];
  const provisionerOf = async () => {
    const registry = await openFolderRecipe(folder, { architecture: host.architecture });
    const now = () => clock.now;
    return { registry, ...createWorkerProvisioner({ catalog, registry, host, env: process.env, now }) };
  };
  const install = async (options: Partial<ProvisionWorkerOptions> = {}) => {
    const { registry, provisionAndAddFrom } = await provisionerOf();
    events.length = 0;
    const onEvent = (event: ProvisionEvent) => void events.push(event);
    return provisionAndAddFrom(registry, { jobId: 'j', keepBuild: true, onEvent, ...options });
  };
  const steps = () => events.flatMap((event) => (event.type === 'step-start' ? [event.step] : []));
  const ofType = <T extends ProvisionEvent['type']>(type: T) =>
    events.filter((event): event is Extract<ProvisionEvent, { type: T }> => event.type === type);
  return { catalog, clock, events, folder, install, provisionerOf, steps, ofType, write };
}

const kept = (root: string) => readdir(path.join(root, '@cache/failed')).catch(() => []);

describe('a build that fails with keepBuild', () => {
  test('stays, and is gone on with once the recipe is mended', async () => {
    const { catalog, install, write, steps, ofType } = await setUp();
    await write([PREPARE, BROKEN, PACKAGE].join('\n'));
    expect(await rejectionOf(install())).toMatchObject({ code: 'FUNCTION_FAILED', phase: 'build' });
    const [told] = ofType('build-kept');
    expect(told).toMatchObject({ goesOn: true, until: '2026-12-07T00:00:00.000Z' });
    expect(await readFile(path.join(told?.folder ?? '', 'src/compiled'), 'utf8')).toBe('compiled\n');
    expect(await readdir(path.join(catalog.root, '@staging')).catch(() => [])).toEqual([]);

    await write([PREPARE, MENDED, PACKAGE].join('\n'));
    const worker = await install();
    expect(ofType('build-resumed')).toMatchObject([{ folder: told?.folder, phase: 'build' }]);
    expect(steps()).not.toEqual(expect.arrayContaining(['sources']));
    expect(steps().filter((step) => ['prepare', 'build', 'package'].includes(step))).toEqual([
      'build',
      'package',
    ]);
    // It was prepared once and compiled once, by the first call.
    expect(await readFile(worker.path, 'utf8')).toContain('wc -l');
    expect(worker.provenance?.sources).toHaveLength(2);
    expect(worker.provenance).not.toHaveProperty('buildCost');
    expect(await kept(catalog.root)).toEqual([]);
  });

  test('fails again, stays, and is gone on with again; so is one that is not proven', async () => {
    const { catalog, install, write, ofType } = await setUp();
    await write([PREPARE, BROKEN, PACKAGE].join('\n'));
    for (const resumed of [0, 1]) {
      expect(await rejectionOf(install())).toMatchObject({ code: 'FUNCTION_FAILED' });
      expect(ofType('build-resumed')).toHaveLength(resumed);
    }
    await write([PREPARE, MENDED, 'package() { :; }'].join('\n'));
    expect(await rejectionOf(install())).toMatchObject({ code: 'EXECUTABLE_NOT_FOUND' });
    expect(ofType('build-kept')).toHaveLength(1);
    expect(await kept(catalog.root)).toHaveLength(1);
    await write([PREPARE, MENDED, PACKAGE].join('\n'));
    await install();
    expect(ofType('build-resumed')).toMatchObject([{ phase: 'package' }]);
  });

  const changes = [
    { what: 'another prepare()', prepare: PREPARE.replace('prepared >>', 'again >>') },
    { what: 'another file beside it', note: 'second' },
    { what: 'force', force: true },
  ];

  test.each(changes)('is begun again with $what', async ({ prepare = PREPARE, note, force }) => {
    const { install, write, steps, ofType } = await setUp();
    await write([PREPARE, BROKEN, PACKAGE].join('\n'));
    await rejectionOf(install());
    await write([prepare, MENDED, PACKAGE].join('\n'), note);
    await install({ force });
    expect(ofType('build-resumed')).toEqual([]);
    expect(steps()).toEqual(expect.arrayContaining(['sources', 'prepare']));
  });

  test('that fails in prepare() is kept to be looked at, and begun again', async () => {
    const { install, write, ofType } = await setUp();
    await write(['prepare() { false; }', MENDED, PACKAGE].join('\n'));
    expect(await rejectionOf(install())).toMatchObject({ phase: 'prepare' });
    expect(ofType('build-kept')).toMatchObject([{ goesOn: false }]);
    await write(['prepare() { echo x > prepared; }', MENDED, PACKAGE].join('\n'));
    await install();
    expect(ofType('build-resumed')).toEqual([]);
  });

  test('is not kept when it is cancelled, nor without the option', async () => {
    const { catalog, install, write, events } = await setUp();
    await write([PREPARE, BROKEN, PACKAGE].join('\n'));
    await rejectionOf(install({ keepBuild: false }));
    expect(await kept(catalog.root)).toEqual([]);
    await write([PREPARE, build('sleep 20'), PACKAGE].join('\n'));
    const controller = new AbortController();
    const installing = install({ signal: controller.signal });
    await expect
      .poll(() => events.some((event) => event.type === 'step-start' && event.step === 'build'))
      .toBe(true);
    controller.abort('enough');
    expect(await rejectionOf(installing)).toBe('enough');
    expect(await kept(catalog.root)).toEqual([]);
  });
});
