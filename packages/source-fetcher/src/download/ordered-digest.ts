import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { DownloadDigest } from './types.js';

const CHUNK_BYTES = 1024 * 1024;

/** Hashes a file from its first byte on while its bytes come in any order. */
export interface OrderedDigest {
  /** How many bytes are hashed. */
  position(): number;
  /** Takes bytes that go into the file at `start`, if they are the next ones. */
  offer(start: number, chunk: Uint8Array): void;
  /** Reads what is in the file and not yet hashed, up to the end that `endFrom` gives for a position. */
  catchUp(endFrom: (position: number) => number, signal: AbortSignal): Promise<void>;
  /** Of what was hashed so far. */
  digests(): Readonly<Record<DownloadDigest['algorithm'], string | undefined>>;
  /** A new one of the same file. */
  restarted(): OrderedDigest;
}

/** @param gitBytes how many bytes the file has, to have git's id of it too: git hashes the size first */
export function createOrderedDigest(file: FileHandle, gitBytes?: number | undefined): OrderedDigest {
  const sha256 = createHash('sha256');
  const git = gitBytes === undefined ? undefined : createHash('sha1').update(`blob ${gitBytes}\0`);
  let hashed = 0;
  let reading: Promise<void> | undefined;

  function update(bytes: Uint8Array): void {
    sha256.update(bytes);
    git?.update(bytes);
    hashed += bytes.length;
  }

  async function read(endFrom: (position: number) => number, signal: AbortSignal): Promise<void> {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      signal.throwIfAborted();
      const wanted = Math.min(CHUNK_BYTES, endFrom(hashed) - hashed);
      if (wanted <= 0) return;
      const { bytesRead } = await file.read(buffer, 0, wanted, hashed);
      if (bytesRead === 0) return;
      update(buffer.subarray(0, bytesRead));
    }
  }

  return {
    position: () => hashed,
    offer(start, chunk) {
      if (reading !== undefined || start > hashed || start + chunk.length <= hashed) return;
      update(start === hashed ? chunk : chunk.subarray(hashed - start));
    },
    async catchUp(endFrom, signal) {
      while (reading !== undefined) await reading;
      reading = read(endFrom, signal).finally(() => {
        reading = undefined;
      });
      await reading;
    },
    digests: () => ({ sha256: hexOf(sha256), 'git-blob': git && hexOf(git) }),
    restarted: () => createOrderedDigest(file, gitBytes),
  };
}

function hexOf(hash: Hash): string {
  return hash.copy().digest('hex');
}
