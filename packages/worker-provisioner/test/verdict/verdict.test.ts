import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FilesystemCatalog, type WorkerBinary, workerBinaryCodec } from '@rbee/artifact-catalog';
import { BARE_MACHINES, createSnapshotMachine } from '@rbee/aur-arch';
import { LLM_VARIANTS, machine } from '@rbee-internal/hardware/testing';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { readWorkers, type WorkerMetadata } from '@rbee-internal/worker-entry';
import { describe, expect, test } from 'vitest';
import { createWorkerProvisioner } from '../../src/create-worker-provisioner.js';
import type { WorkerRegistry } from '../../src/registry/worker-registry.js';
import { firstObstacle, verdict, verdictOfInstalled } from '../../src/verdict/verdict.js';
import type { VerdictFacts } from '../../src/verdict/verdict-facts.js';
import { MACHINES } from './machines.js';

const SHELF = new URL('../../../../apps/worker-registry/workers/', import.meta.url);

type Entry = readonly [WorkerMetadata, string];

/** The entries that the registry of this repository offers, with their recipes. */
function shelf(): readonly Entry[] {
  return readdirSync(SHELF, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const read = readWorkers(JSON.parse(readFileSync(new URL(`${name}/worker.json`, SHELF), 'utf8')));
      if ('problem' in read) throw new Error(read.problem);
      const recipe = readFileSync(new URL(`${name}/PKGBUILD`, SHELF), 'utf8');
      return read.value.map((worker) => [worker, recipe] as const);
    });
}

/** Entries with every kind of requirement. */
const DEMANDING = LLM_VARIANTS.map((variant): Entry => {
  const { id } = variant;
  const recipe = `pkgname=${id}\npkgver=1\npkgrel=1\narch=(any)\nmakedepends=(cmake)\npackage() { :; }\n`;
  const read = readWorkers({ ...variant, name: id, version: '1', makedepends: ['cmake'] });
  if ('problem' in read || read.value[0] === undefined) throw new Error('not an entry');
  return [read.value[0], recipe];
});

const ENTRIES = [...shelf(), ...DEMANDING];

/** A registry that says which recipes were asked for. */
function registryOf(): { readonly registry: WorkerRegistry; readonly recipes: string[] } {
  const recipes: string[] = [];
  const workers = ENTRIES.map(([worker]) => worker);
  const registry: WorkerRegistry = {
    origin: 'http://registry.example',
    trustOf: () => ({ localSources: 'servers', licenseOrigins: 'any' }),
    list: async () => ({ workers, problems: [] }),
    find: async (id) => {
      const [first] = workers.filter((worker) => worker.id === id);
      if (first === undefined) throw new Error(`no ${id}`);
      return [first];
    },
    pkgbuild: async ({ id }) => {
      recipes.push(id);
      return ENTRIES.find(([worker]) => worker.id === id)?.[1] ?? '';
    },
    file: async ({ id, variantOf }, name) => readFileSync(new URL(`${variantOf ?? id}/${name}`, SHELF)),
  };
  return { registry, recipes };
}

const BARE = createSnapshotMachine(BARE_MACHINES.debian);
/** What an installation refuses by the entry alone. */
const BY_ENTRY = /^(PLATFORM|ARCHITECTURE|HARDWARE|LICENSE|WORKER_YANKED|NETWORK)/;

describe('sixty machines and all entries', () => {
  test('are sixty, and the entries say something', () => {
    expect(MACHINES.length).toBeGreaterThanOrEqual(60);
    expect(ENTRIES.length).toBeGreaterThanOrEqual(15);
  });

  test('every surface says the same', { timeout: 120_000 }, async () => {
    const root = path.join(await useTempDir(), 'workers');
    const catalog = await FilesystemCatalog.open<WorkerBinary>({ root, codec: workerBinaryCodec });
    const seen = new Set<string>();
    const states = new Set<string>();
    for (const [name, hardware] of MACHINES) {
      const { registry, recipes } = registryOf();
      const host = { os: hardware.os.value, architecture: hardware.architecture.value };
      const env = process.env;
      const provisioner = createWorkerProvisioner({ catalog, registry, host, hardware, env, machine: BARE });
      for (const { worker, verdict: said, state } of (await provisioner.available()).workers) {
        states.add(said.state);
        expect(state).toBe(said.state);
        const kind = JSON.stringify([worker.id, said.state, said.reasons.map(({ code }) => code)]);
        if (seen.has(kind)) continue;
        seen.add(kind);
        const at = `${worker.id} on ${name}`;
        const plan = await provisioner.plan(worker.id, { sandbox: 'off' });
        expect([plan.verdict.state, at]).toEqual([said.state, at]);
        expect(plan.obstacles.length > 0, at).toBe(firstObstacle(said) !== undefined);
        const [obstacle] = plan.obstacles;
        if (obstacle === undefined || !BY_ENTRY.test(obstacle.code)) continue;
        recipes.length = 0;
        const error = await rejectionOf(provisioner.provisionAndAdd(worker.id, { jobId: 'job' }));
        expect(error, at).toMatchObject({ code: obstacle.code, message: obstacle.message });
        // Before anything is fetched, the recipe included.
        expect(recipes, at).toEqual([]);
      }
    }
    expect([...states].sort()).toEqual(['blocked', 'unsupported']);
    expect(seen.size).toBeGreaterThan(50);
  });
});

const [ECHO] = shelf().find(([worker]) => worker.id === 'echo-worker-cpu') ?? [];

function factsOf(more: Partial<VerdictFacts> = {}): VerdictFacts {
  if (ECHO === undefined) throw new Error('no echo-worker-cpu');
  const host = { os: 'linux', architecture: 'x86_64' } as const;
  const worker = { ...ECHO, version: '2.0', ...more.worker };
  return { host, hardware: machine(), license: { token: undefined, origins: [] }, ...more, worker };
}

describe('a verdict', () => {
  test.each<[string, Partial<VerdictFacts>, readonly [state: string, summary?: string]]>([
    ['of nothing in the way', {}, ['installable']],
    ['of the same version', { installed: { version: '2.0' } }, ['installed']],
    [
      'of an older one',
      { installed: { version: '1.9' } },
      ['update-available', 'The registry has version 2.0; 1.9 is installed.'],
    ],
    [
      'of a chosen older one',
      { installed: { version: '1.9', pinned: true } },
      ['update-available', 'The registry has version 2.0; 1.9 is chosen.'],
    ],
    [
      'of a newer one that this machine cannot have',
      { installed: { version: '1.9' }, host: { os: 'windows', architecture: 'riscv64' } },
      ['installed', 'The registry has version 2.0, which this machine cannot have: '],
    ],
    [
      "of a recipe of the user's own",
      { installed: { version: '1.9', from: '/srv/echo' } },
      ['installed', 'It was installed from /srv/echo.'],
    ],
    ['of a full disk', { freeBytes: 1_000_000 }, ['blocked', 'The disk of the catalog has 0 MiB free.']],
  ])('%s', (_what, facts, [state, summary]) => {
    const said = verdict(factsOf(facts));
    expect(said.state).toBe(state);
    if (summary === undefined) expect(said.summary).toBeUndefined();
    else expect(said.summary).toContain(summary);
    expect(JSON.parse(JSON.stringify(said))).toEqual(said);
  });

  test('says what of the machine changed since', () => {
    const recorded = { 'cuda.driverVersion': '535.54', 'cuda.devices': 'RTX 4090', libc: 'glibc 2.36' };
    const installed = { version: '2.0', backend: 'cuda', machine: recorded };
    const said = verdict(factsOf({ installed }));
    expect(said.state).toBe('installed');
    expect(said.summary).toBe(
      'Since it was installed, the NVIDIA driver went away: it was 535.54. Since it was installed, the NVIDIA GPU went away: it was RTX 4090. Since it was installed, the C library changed from glibc 2.36 to glibc 2.39.',
    );
    expect(said.reasons[0]).toMatchObject({ code: 'MACHINE_CHANGED', action: { type: 'install-with' } });
  });

  test('says what a program can offer', () => {
    const { worker } = factsOf();
    const wanting = { ...worker, network: { build: ['cargo'] }, requiresLicense: true };
    expect(verdict(factsOf({ worker: wanting })).reasons).toMatchObject([
      { code: 'LICENSE_REQUIRED', missing: 'licence', action: { type: 'set-licence-token' } },
      {
        code: 'NETWORK_NEEDED',
        missing: 'network',
        action: { type: 'install-with', settings: { network: { build: ['planned'] } } },
      },
    ]);
    const asked = { worker: { ...wanting, requiresLicense: false }, settings: { network: true } };
    expect(verdict(factsOf(asked)).state).toBe('installable');
  });

  test('of what is missing and to be ignored is advice', () => {
    const worker = { ...factsOf().worker, backend: 'cuda' };
    expect(verdict(factsOf({ worker })).state).toBe('unsupported');
    const said = verdict(factsOf({ worker, settings: { ignoreMissing: true } }));
    expect(said).toMatchObject({ state: 'installable', reasons: [{ code: 'NO_DEVICE', weight: 'advice' }] });
  });

  test("of a recipe of the user's own goes by what it says, not by its name", () => {
    const { backend: _none, requires: _neither, ...rest } = factsOf().worker;
    const worker = { ...rest, id: 'llama.cpp-cuda' };
    expect(verdict(factsOf({ worker, isOwnRecipe: true })).state).toBe('installable');
  });

  test('of what no registry has is that it is installed', () => {
    expect(verdictOfInstalled('tool', { version: '1', from: '/srv/tool' })).toEqual({
      workerId: 'tool',
      state: 'installed',
      reasons: [],
      installedVersion: '1',
      from: '/srv/tool',
      summary: 'It was installed from /srv/tool.',
    });
  });
});
