import assert from 'node:assert/strict';
import type { Artifact } from '../contracts/artifact.js';
import type { ArtifactCatalog } from '../contracts/artifact-catalog.js';
import { assertCode, type ContractTest, rejectionOf } from './contract.js';

/** What a catalog is tried with. */
export interface CatalogContractOptions<T extends Artifact> {
  /** Makes an empty catalog. It is called once for each test. */
  readonly makeCatalog: () => Promise<ArtifactCatalog<T>>;
  /** An artifact of this id that the catalog takes. The same id gives equal artifacts. */
  readonly makeArtifact: (catalog: ArtifactCatalog<T>, id: string) => T | Promise<T>;
}

/** Ids that every catalog takes: two of them differ only where a careless mapping to files does not see it. */
const IDS = [
  'org/model:file.gguf',
  'org-model-file.gguf',
  'Org/Model:file.gguf',
  'llm-worker-cpu-v0.1.0-linux',
];

/** Ids that can name no artifact, and would name another folder if they were taken for a path. */
const INVALID_IDS = ['', '.', '..', '/etc', 'C:\\Windows', 'a\nb', 'a\0b'];

const ADDERS = 8;

/**
 * The promises of {@link ArtifactCatalog}, to be tried with your own catalog.
 * @example
 * for (const { name, run } of catalogContract({ makeCatalog, makeArtifact })) test(name, run);
 */
export function catalogContract<T extends Artifact>(options: CatalogContractOptions<T>): ContractTest[] {
  const test = (name: string, run: (scene: Scene<T>) => Promise<void>): ContractTest => ({
    name,
    run: async () => {
      const catalog = await options.makeCatalog();
      await run({ catalog, make: async (id) => options.makeArtifact(catalog, id) });
    },
  });
  return [
    test('a new catalog is empty', isEmpty),
    test('what is added is there, as it was added', keeps),
    test('a recorded id cannot be added again', refusesDuplicates),
    test('of many that add an id at once exactly one succeeds', hasOneWinner),
    test('what is removed is gone, and nothing else', removes),
    test('an id that is not recorded is not found', findsNothing),
    test('an id that cannot name an artifact is refused by every method', refusesInvalidIds),
    test('a call whose signal is aborted rejects with its reason and does nothing', isCancelled),
  ];
}

interface Scene<T extends Artifact> {
  readonly catalog: ArtifactCatalog<T>;
  readonly make: (id: string) => Promise<T>;
}

async function isEmpty<T extends Artifact>({ catalog }: Scene<T>): Promise<void> {
  assert.deepEqual(await catalog.list(), []);
  assert.equal(await catalog.count(), 0);
  assert.equal(await catalog.isEmpty(), true);
}

async function keeps<T extends Artifact>({ catalog, make }: Scene<T>): Promise<void> {
  for (const id of IDS) await catalog.add(await make(id));
  for (const id of IDS) {
    assert.deepEqual(await catalog.get(id), await make(id));
    assert.equal(await catalog.contains(id), true);
  }
  const listed = (await catalog.list()).map(({ id }) => id);
  assert.deepEqual(listed, [...IDS].sort(), 'The list is sorted by id.');
  assert.equal(await catalog.count(), IDS.length);
  assert.equal(await catalog.isEmpty(), false);
}

async function refusesDuplicates<T extends Artifact>({ catalog, make }: Scene<T>): Promise<void> {
  await catalog.add(await make('one'));
  const error = await assertCode(async () => catalog.add(await make('one')), 'ALREADY_EXISTS');
  assert.match(error.message, /already exists/);
  assert.equal(await catalog.count(), 1);
}

async function hasOneWinner<T extends Artifact>({ catalog, make }: Scene<T>): Promise<void> {
  const artifact = await make('one');
  const ends = await Promise.allSettled(Array.from({ length: ADDERS }, () => catalog.add(artifact)));
  assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.deepEqual(await catalog.list(), [artifact]);
}

async function removes<T extends Artifact>({ catalog, make }: Scene<T>): Promise<void> {
  for (const id of IDS) await catalog.add(await make(id));
  const [first = '', ...others] = IDS;
  await catalog.remove(first);
  assert.equal(await catalog.contains(first), false);
  const listed = (await catalog.list()).map(({ id }) => id);
  assert.deepEqual(listed, others.sort());
  await catalog.add(await make(first));
  assert.equal(await catalog.count(), IDS.length);
}

async function findsNothing<T extends Artifact>({ catalog }: Scene<T>): Promise<void> {
  await assertCode(() => catalog.get('nothing'), 'NOT_FOUND');
  await assertCode(() => catalog.remove('nothing'), 'NOT_FOUND');
  assert.equal(await catalog.contains('nothing'), false);
}

async function refusesInvalidIds<T extends Artifact>({ catalog, make }: Scene<T>): Promise<void> {
  await catalog.add(await make('one'));
  const one = await make('one');
  for (const id of INVALID_IDS) {
    await assertCode(() => catalog.add({ ...one, id }), 'INVALID_ID');
    await assertCode(() => catalog.get(id), 'INVALID_ID');
    await assertCode(() => catalog.remove(id), 'INVALID_ID');
    await assertCode(() => catalog.contains(id), 'INVALID_ID');
  }
  assert.equal(await catalog.count(), 1);
}

async function isCancelled<T extends Artifact>({ catalog, make }: Scene<T>): Promise<void> {
  await catalog.add(await make('one'));
  const two = await make('two');
  const reason = new Error('cancelled');
  const call = { signal: AbortSignal.abort(reason) };
  const calls = [
    () => catalog.add(two, call),
    () => catalog.get('one', call),
    () => catalog.list(call),
    () => catalog.remove('one', call),
    () => catalog.contains('one', call),
    () => catalog.count(call),
    () => catalog.isEmpty(call),
  ];
  for (const each of calls) assert.equal(await rejectionOf(each), reason);
  assert.deepEqual(await catalog.list(), [await make('one')]);
}
