import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions } from '@rbee/artifact-catalog';
import { isSystemError } from '@rbee-internal/coded-error';
import { flushHandle, openRegularFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { WorkerCatalogError } from '../errors.js';

const text = z.string().max(4_096);

/** What happened. */
export const ledgerNoteSchema = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('installed'),
    worker: text,
    tree: text.optional(),
    recipe: text.optional(),
    from: text.optional(),
    signedBy: text.optional(),
  }),
  z.strictObject({ what: z.literal('removed'), worker: text }),
  z.strictObject({ what: z.literal('pushed'), worker: text, to: text }),
  z.strictObject({ what: z.literal('trusted'), whom: text, for: text }),
  z.strictObject({ what: z.literal('untrusted'), whom: text, for: text }),
]);

/** What happened. */
export type LedgerNote = Readonly<z.infer<typeof ledgerNoteSchema>>;

/** One line of the ledger. */
export interface LedgerEntry {
  /** From 1 on. */
  readonly number: number;
  /** When it was written, in UTC. */
  readonly at: string;
  readonly note: LedgerNote;
  /** The digest of the line before it; of the first, zeros. */
  readonly previous: string;
}

/** A ledger that was read. */
export interface History {
  readonly entries: readonly LedgerEntry[];
  /** What is wrong with the chain: the first line that is not as it was written; absent where all of it holds. */
  readonly brokenAt?: number;
}

const lineSchema = z.strictObject({
  number: z.int().positive(),
  at: z.iso.datetime(),
  note: ledgerNoteSchema,
  previous: z.string().regex(/^[0-9a-f]{64}$/),
});

const FIRST = '0'.repeat(64);
/** Some hundred thousand lines. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 128 * 1024;

/** What was installed, removed and trusted: lines that are only added, each with the digest of the one before it. */
export interface Ledger {
  add(note: LedgerNote, options?: CallOptions): Promise<void>;
  read(options?: CallOptions): Promise<History>;
}

export interface LedgerParts {
  readonly root: string;
  readonly lock: (options: CallOptions) => Promise<() => Promise<void>>;
  readonly now: () => Date;
}

/** The ledger of a catalog. */
export function openLedger({ root, lock, now }: LedgerParts): Ledger {
  const file = path.join(root, '@ledger', 'history.jsonl');
  return {
    async add(note, { signal } = {}) {
      const release = await lock({ signal });
      try {
        await append(file, note, now());
      } finally {
        await release();
      }
    },
    read: ({ signal } = {}) => read(file, signal),
  };
}

async function append(file: string, note: LedgerNote, at: Date): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    if (size > MAX_BYTES) throw full(file);
    const start = Math.max(0, size - MAX_LINE_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const tail = buffer.toString('utf8', 0, bytesRead);
    // A line that a loss of power cut off stays, and shows as broken.
    const last = tail
      .split('\n')
      .filter((line) => line !== '')
      .at(-1);
    const number = last === undefined ? 1 : (numberOf(last) ?? 0) + 1;
    const previous = last === undefined ? FIRST : digestOf(last);
    const line = JSON.stringify({ number, at: at.toISOString(), note, previous });
    try {
      await handle.appendFile(`${tail === '' || tail.endsWith('\n') ? '' : '\n'}${line}\n`);
      await flushHandle(handle);
    } catch (error) {
      // What a full disk took of a line would show as a break of the chain.
      await handle.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await handle.close();
  }
}

async function read(file: string, signal: AbortSignal | undefined): Promise<History> {
  const handle = await openRegularFile(file).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (handle === undefined) return { entries: [] };
  try {
    if ((await handle.stat()).size > MAX_BYTES + MAX_LINE_BYTES) throw full(file);
    const lines = (await handle.readFile('utf8')).split('\n').filter((line) => line !== '');
    return check(lines, signal);
  } finally {
    await handle.close();
  }
}

function check(lines: readonly string[], signal: AbortSignal | undefined): History {
  const entries: LedgerEntry[] = [];
  let previous = FIRST;
  let brokenAt: number | undefined;
  for (const [index, line] of lines.entries()) {
    signal?.throwIfAborted();
    const entry = entryOf(line);
    const isLinked = entry?.previous === previous && entry.number === index + 1;
    if (!isLinked) brokenAt ??= index + 1;
    if (entry !== undefined) entries.push(entry);
    previous = digestOf(line);
  }
  return { entries, ...(brokenAt !== undefined && { brokenAt }) };
}

function entryOf(line: string): LedgerEntry | undefined {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function numberOf(line: string): number | undefined {
  return entryOf(line)?.number;
}

function digestOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function full(file: string): WorkerCatalogError {
  return new WorkerCatalogError({
    code: 'IO',
    message: `The history ${file} is larger than ${MAX_BYTES} bytes.`,
    hint: 'Move it elsewhere: a new one begins then.',
  });
}
