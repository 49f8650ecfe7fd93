import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { VendorSource } from '@rbee/worker-catalog';

/** What this vendor reports while it downloads. */
export interface ShopEvent {
  readonly type: 'shop-progress';
  readonly id: string;
  /** Bytes so far. */
  readonly received: number;
}

export interface ShopOptions {
  /** Base URL of the shop. */
  readonly url: string;
  /** By the part of the id after `shop:`: the SHA-256 that its file must have, in hexadecimal. */
  readonly digests: Readonly<Record<string, string>>;
  /** Bytes that a file may have. @default 10 GiB */
  readonly maxBytes?: number;
}

/** A vendor for `shop:NAME`, which fetches `URL/NAME` and takes it only with the digest that is known of it. */
export function createShopVendor({
  url,
  digests,
  maxBytes = 10 * 2 ** 30,
}: ShopOptions): VendorSource<ShopEvent> {
  const digestOf = (id: string) => (id.startsWith('shop:') ? digests[id.slice('shop:'.length)] : undefined);
  return {
    name: 'shop',
    supports: (id) => digestOf(id) !== undefined,
    async download(id, destination, { signal, onEvent }) {
      const response = await fetch(`${url}/${encodeURIComponent(id.slice('shop:'.length))}`, {
        signal: signal ?? null,
        redirect: 'error',
      });
      if (!response.ok || response.body === null)
        throw new Error(`The shop answered ${response.status} for ${id}.`);
      await pipeline(
        Readable.fromWeb(response.body),
        count(maxBytes, (received) => onEvent?.({ type: 'shop-progress', id, received })),
        createWriteStream(destination, { flags: 'wx' }),
        { signal },
      );
      const digest = await sha256(destination);
      if (digest !== digestOf(id))
        throw new Error(`The file of ${id} has the digest ${digest}, which is not the shop's.`);
      return (await stat(destination)).size;
    },
  };
}

function count(maxBytes: number, report: (received: number) => void) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    let received = 0;
    for await (const chunk of chunks) {
      received += chunk.length;
      if (received > maxBytes) throw new Error(`The file is larger than ${maxBytes} bytes.`);
      report(received);
      yield chunk;
    }
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
