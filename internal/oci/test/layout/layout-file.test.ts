import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import {
  describeBlob,
  describeManifest,
  MANIFEST_TYPE,
  openLayoutFile,
  openLayoutFolder,
  writeLayoutFile,
} from '../../src/index.js';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function layout() {
  const folder = path.join(await useTempDir(), 'layout');
  const store = await openLayoutFolder(folder);
  const bytes = randomBytes(700_000);
  const descriptor = describeBlob(bytes, 'x/y');
  await store.writeBlob(descriptor, () => once(bytes));
  const config = describeBlob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json');
  await store.writeBlob(config, () => once(Buffer.from('{}')));
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config, layers: [descriptor] } as const;
  const stored = describeManifest({ ...manifest, layers: [descriptor] });
  const subject = await store.putManifest(stored, 'v1');
  await store.putReferrer({ ...manifest, layers: [], subject });
  return { folder, bytes, descriptor, subject };
}

describe('a layout as one tar', () => {
  it('is read as its folder is, and is the same bytes each time', async () => {
    const { folder, bytes, descriptor, subject } = await layout();
    const [file, again] = [`${folder}.tar`, `${folder}.2.tar`];
    await writeLayoutFile(folder, file);
    await writeLayoutFile(folder, again);
    expect((await readFile(file)).equals(await readFile(again))).toBe(true);
    const { store, close } = await openLayoutFile(file);
    try {
      expect((await store.getManifest('v1'))?.descriptor.digest).toBe(subject.digest);
      expect(await store.referrers(subject.digest)).toHaveLength(1);
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.readBlob(descriptor)) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
      const write = store.writeBlob(describeBlob(Buffer.from('1'), 'x/y'), () => once(Buffer.from('1')));
      expect(await rejectionOf(write)).toMatchObject({ code: 'LAYOUT_INVALID' });
    } finally {
      await close();
    }
  });

  it('reports what was changed, cut, or is none', async () => {
    const { folder, bytes, descriptor } = await layout();
    const file = `${folder}.tar`;
    await writeLayoutFile(folder, file);
    const content = await readFile(file);
    const at = content.indexOf(bytes.subarray(0, 64));
    content[at] = (content[at] ?? 0) ^ 1;
    await writeFile(file, content);
    const { store, close } = await openLayoutFile(file);
    const read = async () => {
      for await (const _ of store.readBlob(descriptor));
    };
    expect(await rejectionOf(read())).toMatchObject({ code: 'DIGEST_MISMATCH' });
    await close();
    await writeFile(file, content.subarray(0, content.length / 2));
    expect(await rejectionOf(openLayoutFile(file))).toMatchObject({ code: 'LAYOUT_INVALID' });
    await writeFile(file, randomBytes(2_000));
    expect(await rejectionOf(openLayoutFile(file))).toMatchObject({ code: 'LAYOUT_INVALID' });
  });
});
