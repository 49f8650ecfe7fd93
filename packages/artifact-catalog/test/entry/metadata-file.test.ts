import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { readMetadataFile } from '../../src/entry/metadata-file.js';
import { MAX_METADATA_BYTES } from '../../src/options.js';

describe('readMetadataFile', () => {
  test('reads up to the limit and not a byte more', async () => {
    const folder = await useTempDir();
    const file = path.join(folder, 'metadata.json');
    await writeFile(file, `"${'x'.repeat(MAX_METADATA_BYTES - 2)}"`);
    expect(await readMetadataFile(folder)).toMatchObject({ value: 'x'.repeat(MAX_METADATA_BYTES - 2) });
    await writeFile(file, `"${'x'.repeat(MAX_METADATA_BYTES - 1)}"`);
    expect(await rejectionOf(readMetadataFile(folder))).toMatchObject({
      code: 'UNREADABLE_METADATA',
      message: `"${file}" cannot be read: it is larger than 1048576 bytes.`,
    });
  });

  test('refuses bytes that are not UTF-8', async () => {
    const folder = await useTempDir();
    await writeFile(path.join(folder, 'metadata.json'), Buffer.from('22ff22', 'hex'));
    expect(await rejectionOf(readMetadataFile(folder))).toMatchObject({ code: 'UNREADABLE_METADATA' });
  });

  test('returns undefined where no record is', async () => {
    expect(await readMetadataFile(await useTempDir())).toBeUndefined();
  });
});
