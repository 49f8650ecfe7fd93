import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FilesystemCatalog, workerBinaryCodec } from '@rbee/artifact-catalog';
import { describeWith, rejectionOf, testWith, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import {
  createWorkerProvisioner,
  openFolderRecipe,
  type ProvisionEvent,
  type ProvisionWorkerOptions,
} from '../../src/index.js';

const host = { os: 'linux', architecture: 'x86_64' } as const;
const HEAD = 'pkgname=app-cpu\npkgver=1\npkgrel=1\narch=(any)\n';
const PROGRAM = `printf '#!/bin/sh\\necho "app $*"\\n' > prog`;

interface Setup {
  /** Lines of the PKGBUILD after its head. */
  readonly body: string;
  readonly head?: string;
  readonly entry?: Readonly<Record<string, unknown>>;
}

async function setUp({ body, head = HEAD, entry }: Setup) {
  const folder = path.join(await useTempDir(), 'recipe');
  await mkdir(folder);
  await writeFile(path.join(folder, 'PKGBUILD'), `${head}${body}\n`);
  const shared = { name: 'App', version: '1', platforms: ['linux'], architectures: ['x86_64'] };
  if (entry !== undefined)
    await writeFile(path.join(folder, 'worker.json'), JSON.stringify({ ...shared, ...entry }));
  const catalog = await FilesystemCatalog.open({ root: await useTempDir(), codec: workerBinaryCodec });
  const recipe = await openFolderRecipe(folder, { architecture: host.architecture });
  const provisioner = createWorkerProvisioner({ catalog, registry: recipe, host, env: process.env });
  const events: ProvisionEvent[] = [];
  const install = (options: Partial<ProvisionWorkerOptions> = {}) =>
    provisioner.provisionAndAddFrom(recipe, {
      jobId: 'j',
      onEvent: (event) => events.push(event),
      ...options,
    });
  const plan = (options = {}) => provisioner.planFrom(recipe, options);
  return {
    catalog,
    install,
    plan,
    events,
    steps: () => events.flatMap((e) => (e.type === 'step-start' ? [e.step] : [])),
  };
}

function run(program: string, ...args: string[]) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', cwd: '/' });
  return { status, stdout };
}

describe('a package stays as it was packaged', () => {
  test('one program is beside its record', async () => {
    const { install } = await setUp({
      body: `package() { ${PROGRAM}; install -Dm755 prog "$pkgdir/usr/bin/app"; }`,
    });
    const worker = await install();
    expect(path.basename(worker.path)).toBe('app');
    expect(await readdir(path.dirname(worker.path))).toEqual(['.tree', 'app', 'metadata.json']);
    expect(worker.package).toEqual({ program: 'app' });
  });

  test('data beside the program is found by its own path', async () => {
    const { install, catalog } = await setUp({
      body: `package() {
  printf 'echo from share\\n' > run.sh
  printf '#!/bin/sh\\nd=$(dirname "$(readlink -f "$0")")\\nexec sh "$d/../share/kob/run.sh"\\n' > k
  install -Dm644 run.sh "$pkgdir/usr/share/kob/run.sh"; install -Dm755 k "$pkgdir/usr/bin/kob"; }`,
    });
    const worker = await install();
    const folder = catalog.folderOf(worker.id);
    expect(path.relative(folder, worker.path)).toBe('usr/bin/kob');
    expect(run(path.join(folder, 'kob'))).toEqual({ status: 0, stdout: 'from share\n' });
    expect((await install()).id).toBe(worker.id);
  });

  testWith(
    'bwrap',
    'a wrapper that runs /opt/app/app is started through a launcher, and proven by it',
    async () => {
      const { install, events } = await setUp({
        body: `package() { ${PROGRAM}; install -Dm755 prog "$pkgdir/opt/app/app"
  printf '#!/bin/sh\\nexec /opt/app/app "$@"\\n' > app.sh; install -Dm755 app.sh "$pkgdir/usr/bin/app"; }`,
      });
      const worker = await install();
      expect(worker.package).toMatchObject({ program: 'usr/bin/app', launcher: { kind: 'mounts' } });
      expect(events).toContainEqual(expect.objectContaining({ type: 'launcher', kind: 'mounts' }));
      expect(run(worker.path, 'a b')).toEqual({ status: 0, stdout: 'app a b\n' });
    },
  );

  test('links out of the package are kept and listed, setuid bits are dropped', async () => {
    const { install, events } = await setUp({
      body: `package() { ${PROGRAM}; install -Dm4755 prog "$pkgdir/usr/bin/app"
  install -d "$pkgdir/usr/share" "$pkgdir/var/lib/app"; ln -s /var/lib/elsewhere "$pkgdir/usr/share/app"; }`,
    });
    expect((await install()).package).toMatchObject({
      links: [{ path: 'usr/share/app', target: '/var/lib/elsewhere' }],
      privileged: ['usr/bin/app'],
    });
    const types = events.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['package-links', 'setuid-dropped']));
  });
});

describeWith('gcc', 'libraries of the package', () => {
  test.each([
    ['without a run path', '', 'app'],
    ['by $ORIGIN', "-Wl,-rpath,'$ORIGIN/../lib'", 'usr/bin/app'],
  ])('%s', async (_what, flags, start) => {
    const { install, catalog } = await setUp({
      body: `build() {
  printf 'int f(void){return 0;}\\n' > lib.c; printf 'int f(void); int main(void){return f();}\\n' > main.c
  gcc -shared -fPIC -o libf.so lib.c; gcc -o app main.c -L. -lf ${flags}
}
package() { install -Dm755 app "$pkgdir/usr/bin/app"; install -Dm755 libf.so "$pkgdir/usr/lib/libf.so"; }`,
    });
    const worker = await install();
    expect(path.relative(catalog.folderOf(worker.id), worker.path)).toBe(start);
    expect(run(worker.path).status).toBe(0);
  });
});

describe('which program', () => {
  const several = `build() { echo built >> "$startdir/count" || :; ${PROGRAM}; }
package() { for i in llama-cli llama-server; do install -Dm755 prog "$pkgdir/usr/bin/$i"; done; }`;

  test('all candidates are named, and a call that names one finishes without a rebuild', async () => {
    const { install, events, steps } = await setUp({ body: several });
    expect(await rejectionOf(install())).toMatchObject({
      code: 'PROGRAM_AMBIGUOUS',
      candidates: ['usr/bin/llama-cli', 'usr/bin/llama-server'],
    });
    expect(events.at(-1)).toMatchObject({ type: 'program-kept' });
    const before = steps().length;
    const worker = await install({ program: 'llama-server' });
    expect(steps().slice(before)).toEqual([
      'metadata',
      'platform-check',
      'pkgbuild',
      'parse',
      'install',
      'prove',
      'catalog',
    ]);
    expect(worker.package?.program).toBe('usr/bin/llama-server');
    expect(worker.provenance?.settings).toEqual({ program: 'llama-server' });
    expect(run(worker.path, 'x')).toEqual({ status: 0, stdout: 'app x\n' });
  });

  test('a build is not kept for other settings', async () => {
    const { install, steps } = await setUp({ body: several });
    await rejectionOf(install());
    const before = steps().length;
    await install({ program: 'llama-server', env: { KNOB: '1' } });
    expect(steps().slice(before)).toContain('build');
  });

  test('the one that is called like the worker, or a path that the entry names', async () => {
    const body = `package() { ${PROGRAM}; install -Dm755 prog "$pkgdir/usr/bin/app-cpu"; install -Dm755 prog "$pkgdir/usr/bin/convert.py"; install -Dm755 prog "$pkgdir/usr/lib/app/x"; }`;
    const byName = await (await setUp({ body })).install();
    expect(byName.package?.program).toBe('usr/bin/app-cpu');
    const entry = { id: 'app-cpu', binary_name: 'usr/lib/app/x' };
    expect((await (await setUp({ body, entry })).install()).package?.program).toBe('usr/lib/app/x');
  });

  test('the plan lists candidates', async () => {
    const { plan } = await setUp({
      body: 'package() { install -Dm755 a "$pkgdir/usr/bin/$pkgname"; install -Dm755 b "$pkgdir"/usr/bin/b; }',
    });
    expect((await plan()).recipe?.program).toEqual({
      candidates: ['usr/bin/app-cpu', 'usr/bin/b'],
      chosen: 'usr/bin/app-cpu',
    });
  });
});

test('packages of a split recipe are put together', async () => {
  const { install, catalog } = await setUp({
    head: 'pkgbase=srv\npkgname=(srv srv-cuda)\npkgver=1\npkgrel=1\narch=(any)\n',
    body: `package_srv() { ${PROGRAM}; install -Dm755 prog "$pkgdir/usr/bin/srv"; }
package_srv-cuda() { depends=(srv); install -d "$pkgdir/usr/lib/srv"; echo lib > "$pkgdir/usr/lib/srv/libcuda_backend.so"; }`,
    entry: { id: 'srv-cuda', packages: ['srv', 'srv-cuda'] },
  });
  const worker = await install();
  expect(worker.provenance?.settings).toEqual({ packages: ['srv', 'srv-cuda'] });
  expect(await readdir(path.join(catalog.folderOf(worker.id), 'usr/lib/srv'))).toEqual([
    'libcuda_backend.so',
  ]);
});

describe("the recipe's own variables", () => {
  const body = `: \${KNOB:=none}
pkgver=1.$KNOB
build() { printf '#!/bin/sh\\necho %s\\n' "$KNOB $OTHER" > prog; }
package() { install -Dm755 prog "$pkgdir/usr/bin/app"; }`;

  test('reach it, those of the call before those of the entry, and identify the build', async () => {
    const entry = { id: 'app-cpu', env: { KNOB: 'entry', OTHER: 'too' } };
    const { install } = await setUp({ body, entry });
    const worker = await install({ env: { KNOB: 'call' } });
    expect(run(worker.path).stdout).toBe('call too\n');
    expect(worker).toMatchObject({
      version: '1.call',
      provenance: { settings: { env: { KNOB: 'call', OTHER: 'too' } } },
    });
    expect((await install({ env: { KNOB: 'call' } })).addedAt).toBe(worker.addedAt);
    expect((await install()).version).toBe('1.entry');
  });

  test('the same version with other variables is refused', async () => {
    const { install } = await setUp({ body: body.replace('1.$KNOB', '1') });
    await install({ env: { KNOB: 'a' } });
    expect(await rejectionOf(install({ env: { KNOB: 'b' } }))).toMatchObject({
      code: 'RECIPE_CHANGED',
      message: 'app-cpu 1 is installed already, built with other settings.',
    });
  });

  test.each(['PATH', 'LD_PRELOAD', 'BASH_ENV', 'pkgdir', '1x', 'A-B'])('%s cannot be set', async (name) => {
    const { install } = await setUp({ body });
    expect(await rejectionOf(install({ env: { [name]: 'x' } }))).toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

describe('what the recipe builds with', () => {
  const body = `makedepends=(cmake-that-is-nowhere meson)\nbuild() { ${PROGRAM}; }\npackage() { install -Dm755 prog "$pkgdir/usr/bin/app"; }`;

  test('is in the plan, and stops the installation before anything is fetched', async () => {
    const { BARE_MACHINES, createSnapshotMachine } = await import('@rbee/aur-arch');
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'PKGBUILD'), `${HEAD}${body}\n`);
    const recipe = await openFolderRecipe(folder, { architecture: host.architecture });
    const catalog = await FilesystemCatalog.open({ root: await useTempDir(), codec: workerBinaryCodec });
    const machine = createSnapshotMachine(BARE_MACHINES.debian);
    const provisioner = createWorkerProvisioner({
      catalog,
      registry: recipe,
      host,
      env: process.env,
      machine,
    });
    const plan = await provisioner.planFrom(recipe);
    expect(plan.needs?.command).toContain('meson');
    expect(plan.obstacles).toMatchObject([
      { code: 'NEEDS_MISSING', message: expect.stringContaining('meson') },
    ]);
    const steps: string[] = [];
    const onEvent = (event: ProvisionEvent) => event.type === 'step-start' && steps.push(event.step);
    const call = { jobId: 'j', onEvent };
    expect(await rejectionOf(provisioner.provisionAndAddFrom(recipe, call))).toMatchObject({
      code: 'NEEDS_MISSING',
    });
    expect(steps).not.toContain('sources');
    const worker = await provisioner.provisionAndAddFrom(recipe, { ...call, ignoreMissing: true });
    expect(run(worker.path).stdout).toBe('app \n');
  });
});

test('the plan says what the build will ask the network for, and a call allows it by phase', async () => {
  const { plan } = await setUp({
    body: 'prepare() { cargo fetch; }\nbuild() { cargo build --frozen; }\npackage() { :; }',
    entry: { id: 'app-cpu', network: { build: ['example.org'] } },
  });
  const planned = await plan();
  expect(planned.recipe?.network.phases).toEqual({ prepare: ['cargo'], build: ['example.org'] });
  const allowed = await plan({ network: { prepare: ['planned', 'mirror.example'], build: [] } });
  expect(allowed.recipe?.settings.network).toEqual({ prepare: ['cargo', 'mirror.example'], build: [] });
});

test('facts of the machine decide, and the plan names them', async () => {
  const { plan, install } = await setUp({
    body: `pkgver=1.$(uname -s)\npackage() { ${PROGRAM}; install -Dm755 prog "$pkgdir/usr/bin/app"; }`,
  });
  expect((await plan()).recipe).toMatchObject({
    version: '1.Linux',
    facts: expect.arrayContaining(['uname -s']),
    evaluated: [],
  });
  expect((await install()).version).toBe('1.Linux');
});

describeWith('bwrap', 'what only running the recipe tells', () => {
  const body = `pkgver=1.$(cut -c1-3 <<< "$(cat /proc/version)")\npackage() { ${PROGRAM}; install -Dm755 prog "$pkgdir/usr/bin/app"; }`;

  test('is evaluated in the sandbox with consent, and marked so', async () => {
    const { plan, install } = await setUp({ body, entry: { id: 'app-cpu' } });
    expect((await plan()).obstacles).toMatchObject([{ code: 'PKGBUILD_INVALID' }]);
    const { recipe } = await plan({ evaluate: true });
    expect(recipe).toMatchObject({ version: '1.Lin' });
    expect((await install({ evaluate: true })).version).toBe('1.Lin');
  });

  test('a recipe that ends its shell is refused', async () => {
    const text = `${body}\n[[ $(cat /proc/version) ]] && exit 3`;
    const { plan } = await setUp({ body: text, entry: { id: 'app-cpu' } });
    expect((await plan({ evaluate: true })).obstacles).toMatchObject([{ code: 'NOT_EVALUATED' }]);
  });
});

test('what a build took elsewhere is in the plan, until it is known what it takes here', async () => {
  const verified = { state: 'built', by: 'hand', date: '2026-11-30' };
  const build = { backend: 'cpu', seconds: 338, by: 'hand', note: 'on two loaded cores' };
  const seenBy = async (backend: string) => {
    const { plan, install } = await setUp({
      body: `build() { ${PROGRAM}; }\npackage() { install -Dm755 prog "$pkgdir/usr/bin/app"; }`,
      entry: { id: 'app-cpu', backend, verified: { ...verified, build } },
    });
    return { plan, install, seen: (await plan()).buildSeen };
  };
  const { plan, install, seen } = await seenBy('cpu');
  expect(seen).toEqual(build);
  expect((await seenBy('vulkan')).seen).toBeUndefined();
  await install();
  expect((await plan({ force: true })).lastBuild).toBeDefined();
  expect((await plan({ force: true })).buildSeen).toBeUndefined();
});

test('what a build took is in its record, and in the plan of the next one', async () => {
  const { install, plan } = await setUp({
    body: `build() { ${PROGRAM}; sleep 0.3; }\npackage() { install -Dm755 prog "$pkgdir/usr/bin/app"; }`,
  });
  expect((await plan()).lastBuild).toBeUndefined();
  const { version, provenance } = await install();
  const cost = provenance?.buildCost;
  expect(cost?.milliseconds).toBeGreaterThan(290);
  expect(Object.keys(cost ?? {})).toEqual(expect.arrayContaining(['milliseconds', 'cpuMilliseconds']));
  if (process.platform === 'linux') expect(cost?.peakMemoryBytes).toBeGreaterThan(100_000);
  // Of what is there, nothing would be built.
  expect((await plan()).lastBuild).toBeUndefined();
  expect((await plan({ force: true })).lastBuild).toEqual({ version, ...cost });
});
