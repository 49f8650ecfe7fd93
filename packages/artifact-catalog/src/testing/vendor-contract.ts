import assert from 'node:assert/strict';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { VendorSource } from '../contracts/vendor-source.js';
import { type ContractTest, rejectionOf } from './contract.js';

/** What a vendor is tried with. */
export interface VendorContractOptions<Event> {
  readonly makeVendor: () => VendorSource<Event> | Promise<VendorSource<Event>>;
  /** An id that the vendor supports and can download while the tests run. */
  readonly supportedId: string;
  /** An id that it does not support. */
  readonly unsupportedId: string;
}

const JOB_ID = 'contract-test';

/** How long a cancelled download may take to end, in milliseconds. */
const CANCEL_MS = 1_000;

/**
 * The promises of {@link VendorSource}, to be tried with your own vendor.
 * @example
 * for (const { name, run } of vendorContract({ makeVendor, supportedId, unsupportedId })) test(name, run);
 */
export function vendorContract<Event>(options: VendorContractOptions<Event>): ContractTest[] {
  const test = (name: string, run: (scene: Scene<Event>) => Promise<void>): ContractTest => ({
    name,
    run: async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'vendor-contract-'));
      try {
        const vendor = await options.makeVendor();
        await run({ ...options, vendor, folder, destination: path.join(folder, 'artifact') });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  });
  return [
    test('has a name and says which ids it supports', saysWhatItSupports),
    test('downloads to the destination and returns the bytes that it wrote', downloads),
    test('every event carries the id of the job', carriesJobId),
    test('a download whose signal is aborted rejects with its reason and writes nothing', isCancelledBefore),
    test('a download that is cancelled ends within a second and leaves nothing', isCancelledAmid),
    test('an id that it does not support is not downloaded', refusesUnsupported),
  ];
}

interface Scene<Event> extends VendorContractOptions<Event> {
  readonly vendor: VendorSource<Event>;
  readonly folder: string;
  readonly destination: string;
}

async function saysWhatItSupports<Event>(scene: Scene<Event>): Promise<void> {
  const { vendor, supportedId, unsupportedId } = scene;
  assert.notEqual(vendor.name, '');
  assert.equal(vendor.supports(supportedId), true);
  assert.equal(vendor.supports(unsupportedId), false);
}

async function downloads<Event>({ vendor, supportedId, folder, destination }: Scene<Event>): Promise<void> {
  const bytes = await vendor.download(supportedId, destination, { jobId: JOB_ID });
  assert.equal(bytes, await bytesBelow(destination));
  assert.deepEqual(await readdir(folder), ['artifact'], 'Nothing is left beside the destination.');
}

async function carriesJobId<Event>({ vendor, supportedId, destination }: Scene<Event>): Promise<void> {
  const events: Event[] = [];
  const onEvent = (event: Event) => void events.push(event);
  await vendor.download(supportedId, destination, { jobId: JOB_ID, onEvent });
  for (const event of events) assert.equal(Object(event).jobId, JOB_ID);
}

async function isCancelledBefore<Event>({ vendor, supportedId, ...scene }: Scene<Event>): Promise<void> {
  const reason = new Error('cancelled');
  const call = { jobId: JOB_ID, signal: AbortSignal.abort(reason) };
  assert.equal(await rejectionOf(() => vendor.download(supportedId, scene.destination, call)), reason);
  assert.deepEqual(await readdir(scene.folder), []);
}

async function isCancelledAmid<Event>({ vendor, supportedId, ...scene }: Scene<Event>): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const call = { jobId: JOB_ID, signal: controller.signal };
  const downloading = vendor.download(supportedId, scene.destination, call).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const before = performance.now();
  controller.abort(reason);
  const failure = await downloading;
  assert.ok(performance.now() - before < CANCEL_MS, 'It goes on after it was cancelled.');
  // One that was done already has nothing to cancel.
  if (failure === undefined) return;
  assert.equal(failure.error, reason);
  assert.deepEqual(await readdir(scene.folder), []);
}

async function refusesUnsupported<Event>({ vendor, unsupportedId, ...scene }: Scene<Event>): Promise<void> {
  const error = await rejectionOf(() => vendor.download(unsupportedId, scene.destination, { jobId: JOB_ID }));
  assert.ok(error instanceof Error);
  assert.deepEqual(await readdir(scene.folder), []);
}

async function bytesBelow(target: string): Promise<number> {
  const stats = await lstat(target);
  if (!stats.isDirectory()) return stats.size;
  const sizes = (await readdir(target)).map((name) => bytesBelow(path.join(target, name)));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
