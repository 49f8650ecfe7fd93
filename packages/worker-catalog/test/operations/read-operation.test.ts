import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { readOperation } from '../../src/index.js';
import { operationSchemas } from '../../src/operations/index.js';

test.each([
  [{ operation: 'worker_install', worker: 'hello', backend: 'cuda', sandbox: 'off', force: true }],
  [{ operation: 'worker_install', from: '/home/me/recipe' }],
  [{ operation: 'worker_install', from: 'file:///home/me/recipe/PKGBUILD' }],
  [{ operation: 'worker_install', from: 'https://example.org/r', wait: false, licenseOrigins: [] }],
  [{ operation: 'worker_upgrade', worker: 'hello', network: true }],
  [{ operation: 'worker_remove', worker: 'hello-v1.0-linux' }],
  [{ operation: 'worker_verify' }],
  [{ operation: 'worker_select', worker: 'hello-v1:2.0+git~1-linux' }],
  [{ operation: 'worker_rollback', worker: 'hello' }],
  [{ operation: 'catalog_prune', keep: 2, dryRun: true }],
  [{ operation: 'catalog_repair' }],
  [{ operation: 'cache_prune', maxBytes: 0 }],
  [{ operation: 'cache_verify' }],
])('%j is read as it is', (value) => {
  expect(readOperation(value)).toEqual(value);
});

test.each([
  [null, ''],
  ['worker_install', ''],
  [{}, 'operation'],
  [{ operation: 'worker_spawn', worker: 'hello' }, 'operation'],
  [{ operation: 'worker_install' }, 'worker'],
  [{ operation: 'worker_install', worker: 'hello', from: '/r' }, 'worker'],
  [{ operation: 'worker_install', worker: '../hello' }, 'worker'],
  [{ operation: 'worker_install', from: 'https://user:secret@example.org/r' }, 'from'],
  [{ operation: 'worker_install', from: 'a\nb' }, 'from'],
  [{ operation: 'worker_install', worker: 'hello', sandbox: 'maybe' }, 'sandbox'],
  [{ operation: 'worker_install', worker: 'hello', licenseOrigins: [1] }, 'licenseOrigins.0'],
  [{ operation: 'worker_install', worker: 'hello', locked: 'yes' }, 'locked'],
  [{ operation: 'worker_remove', worker: 'a/../b' }, 'worker'],
  [{ operation: 'worker_install', worker: 'hello', env: { PATH: '/tmp' } }, 'env.PATH'],
  [{ operation: 'worker_install', worker: 'hello', network: { build: ['a b'] } }, 'network.build.0'],
  [{ operation: 'worker_install', worker: 'hello', network: 'yes' }, 'network'],
  [{ operation: 'catalog_prune', keep: 0 }, 'keep'],
  [{ operation: 'catalog_prune', kept: 1 }, 'kept'],
  [{ operation: 'cache_prune', maxBytes: 1.5 }, 'maxBytes'],
])('%j is refused, naming the field', async (value, path) => {
  const error = await rejectionOf(Promise.resolve().then(() => readOperation(value)));
  expect(error).toMatchObject({ name: 'WorkerCatalogError', code: 'INVALID_OPERATION', path });
});

test('what it refuses is not repeated in the message', async () => {
  const value = { operation: 'worker_install', from: 'https://user:secret@example.org/r' };
  const error = await rejectionOf(Promise.resolve().then(() => readOperation(value)));
  expect(error).toMatchObject({ message: expect.not.stringContaining('secret') });
});

test('every field of every operation says what it is', () => {
  const schemas = Object.entries(operationSchemas);
  expect(schemas).toHaveLength(10);
  const unsaid = schemas.flatMap(([name, { shape }]) =>
    Object.entries(shape).flatMap(([field, schema]) =>
      field === 'operation' || schema.meta()?.description ? [] : [`${name}.${field}`],
    ),
  );
  expect(unsaid).toEqual([]);
});
