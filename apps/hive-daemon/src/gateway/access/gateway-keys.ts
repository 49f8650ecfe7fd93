import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { type CreatedGatewayKey, GatewayKey, type NewGatewayKey } from '../../api/gateway.js';
import { DaemonError } from '../../errors.js';
import { StateFile } from '../../state-file.js';
import { RateLimit } from './rate-limit.js';

const MAX_FILE_BYTES = 1024 ** 2;
const MAX_KEYS = 1_000;
const KEY_BYTES = 32;
const MARK = 'rbee-';
const SHOWN_CHARACTERS = 10;

const StoredKey = GatewayKey.extend({
  /** sha256 of the key, which has 256 bits of chance: nothing slower is needed. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
type StoredKey = z.infer<typeof StoredKey>;

const KeyFile = z.object({ keys: z.array(StoredKey) });

/** The keys that clients of the gateway hold. On disk are their digests only, in a file of mode 0600. */
export class GatewayKeys {
  readonly #file: StateFile<z.infer<typeof KeyFile>>;
  /** By digest. */
  readonly #keys = new Map<string, StoredKey>();
  readonly #limits = new Map<string, RateLimit>();

  private constructor(file: string) {
    this.#file = new StateFile({
      ...{ file, schema: KeyFile, maxBytes: MAX_FILE_BYTES },
      ...{ holds: 'keys', onRemoval: 'all keys are then gone' },
    });
  }

  /** @throws DaemonError `STATE_UNUSABLE` when the file cannot be read: it must not look as if there were no keys */
  static async open(folder: string): Promise<GatewayKeys> {
    const keys = new GatewayKeys(path.join(folder, 'keys.json'));
    const stored = await keys.#file.read();
    for (const key of stored?.keys ?? []) keys.#keys.set(key.digest, key);
    return keys;
  }

  /** Oldest first. */
  list(): GatewayKey[] {
    return [...this.#keys.values()].map(({ digest: _digest, ...key }) => key);
  }

  /** @throws DaemonError `KEY_EXISTS`, `BUSY` when there are too many */
  async create({ name, requestsPerMinute }: NewGatewayKey): Promise<CreatedGatewayKey> {
    if (this.list().some((key) => key.name === name)) {
      throw new DaemonError({
        code: 'KEY_EXISTS',
        message: `A key ${JSON.stringify(name)} exists.`,
        hint: 'Choose another name, or revoke it first.',
      });
    }
    if (this.#keys.size >= MAX_KEYS)
      throw new DaemonError({ code: 'BUSY', message: `There are ${MAX_KEYS} keys already.` });
    const key = `${MARK}${randomBytes(KEY_BYTES).toString('base64url')}`;
    const stored: StoredKey = {
      name,
      prefix: key.slice(0, SHOWN_CHARACTERS),
      createdAt: new Date().toISOString(),
      requestsPerMinute,
      digest: digestOf(key),
    };
    this.#keys.set(stored.digest, stored);
    await this.#save();
    const { digest: _digest, ...shown } = stored;
    return { ...shown, key };
  }

  /** From now on it opens nothing. @throws DaemonError `NOT_FOUND` */
  async revoke(name: string): Promise<void> {
    const stored = [...this.#keys.values()].find((key) => key.name === name);
    if (stored === undefined) {
      throw new DaemonError({ code: 'NOT_FOUND', message: `There is no key ${JSON.stringify(name)}.` });
    }
    this.#keys.delete(stored.digest);
    this.#limits.delete(stored.digest);
    await this.#save();
  }

  /**
   * Lets a request in by its `Authorization` header.
   * @throws DaemonError `KEY_INVALID`, `RATE_LIMITED`
   */
  check(authorization: string | undefined, now: number): void {
    const [, key = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    const stored = this.#keys.get(digestOf(key));
    if (stored === undefined) throw invalid(this.#keys.size === 0);
    const limit = this.#limits.get(stored.digest) ?? new RateLimit(stored.requestsPerMinute, now);
    this.#limits.set(stored.digest, limit);
    const seconds = limit.take(now);
    if (seconds === undefined) return;
    throw new DaemonError({
      code: 'RATE_LIMITED',
      message: `The key ${JSON.stringify(stored.name)} may make ${stored.requestsPerMinute} requests a minute.`,
      hint: `Try again in ${seconds} s.`,
      retryAfterSeconds: seconds,
    });
  }

  #save(): Promise<void> {
    return this.#file.write({ keys: [...this.#keys.values()] });
  }
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function invalid(hasNone: boolean): DaemonError {
  return new DaemonError({
    code: 'KEY_INVALID',
    message: hasNone ? 'The gateway has no keys.' : 'The key is missing, wrong or revoked.',
    hint: 'Send one as "Authorization: Bearer KEY"; "rbee-hive keys create NAME" creates it. The daemon’s token is not a key.',
  });
}
