import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  FilesystemCatalog,
  type ModelEntry,
  MultiVendorProvisioner,
  modelEntryCodec,
} from '@rbee/worker-catalog';
import { createShopVendor, type ShopEvent } from './shop-vendor.js';

// A shop with one file, so that the example runs by itself.
const weights = Buffer.from('the weights of a very small model');
const shop = createServer((_, response) => response.end(weights)).listen(0, '127.0.0.1');
await new Promise((resolve) => shop.once('listening', resolve));
const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
const digest = createHash('sha256').update(weights).digest('hex');

const catalog = await FilesystemCatalog.open({ root: path.resolve('models'), codec: modelEntryCodec });
const provisioner = new MultiVendorProvisioner<ModelEntry, ShopEvent>({
  catalog,
  vendors: [createShopVendor({ url, digests: { tiny: digest, forged: '0'.repeat(64) } })],
  fileName: () => 'model.gguf',
  describe: ({ id, path: file, size }) => ({
    id,
    path: file,
    size,
    name: id,
    status: 'Available',
    addedAt: new Date().toISOString(),
  }),
});

const model = await provisioner.provision('shop:tiny', {
  jobId: 'job-1',
  onEvent: ({ id, received }) => console.log(`${id}: ${received} bytes`),
});
await catalog.add(model);
console.log(`added ${model.id}, ${model.size} bytes`);

await provisioner
  .provision('shop:forged', { jobId: 'job-2' })
  .catch((error: Error) => console.log(error.message));
console.log((await catalog.list()).map(({ id }) => id).join(' '));
shop.close();
