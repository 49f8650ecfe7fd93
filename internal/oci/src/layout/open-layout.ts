import { checkedBytes } from '../model/checked-bytes.js';
import { describeManifest } from '../model/describe-manifest.js';
import { digestOf, isDigest, requireDigest } from '../model/digest.js';
import { OciError } from '../model/errors.js';
import {
  type Descriptor,
  MAX_MANIFEST_BYTES,
  type StoredManifest,
  tooLargeManifest,
} from '../model/manifest.js';
import { referrersTag } from '../model/reference.js';
import { listedReferrers, listUnder, ownTag } from '../model/referrers-index.js';
import type { OciStore } from '../model/store.js';
import { takeTurns } from '../model/take-turns.js';
import { blobPath, INDEX_FILE, readIndex, TAG_ANNOTATION } from './layout-content.js';

/** The files of a layout, wherever they are. */
export interface LayoutFiles {
  readonly name: string;
  /** The size of a file; `undefined` where there is none. */
  size(path: string): Promise<number | undefined>;
  read(path: string, from: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Absent where the layout is only read. */
  readonly write?: (path: string, content: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** A layout as a store. */
export function openLayout(files: LayoutFiles): OciStore {
  const store: OciStore = {
    name: files.name,
    hasBlob: async ({ digest, size }) => (await files.size(blobPath(digest))) === size,
    readBlob: (descriptor, { from = 0, signal } = {}) => readFrom(files, descriptor, { from, signal }),
    async writeBlob(descriptor, content, call) {
      if (await store.hasBlob(descriptor, call)) return 0;
      const what = `The blob ${descriptor.digest}`;
      await writerOf(files)(blobPath(descriptor.digest), checkedBytes(content(), descriptor, what));
      return descriptor.size;
    },
    getManifest: (reference) => getManifest(files, reference),
    putManifest: (stored, tag) => takeTurns(`${files.name}:index`, () => putManifest(files, stored, tag)),
    referrers: (digest, call) => listedReferrers(store, digest, call),
    async putReferrer(manifest, call) {
      const stored = describeManifest(manifest);
      const entry = await store.putManifest(stored, ownTag(stored.descriptor), call);
      if (manifest.subject !== undefined) {
        const tag = referrersTag(manifest.subject.digest);
        await listUnder(store, { tag, entry, replaces: () => false }, call);
      }
      return entry;
    },
  };
  return store;
}

async function* readFrom(
  files: LayoutFiles,
  descriptor: Descriptor,
  { from, signal }: { readonly from: number; readonly signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const place = blobPath(descriptor.digest);
  if ((await files.size(place)) === undefined)
    throw new OciError({
      code: 'NOT_FOUND',
      message: `${files.name} has no blob ${descriptor.digest}.`,
      hint: 'It was not written to its end: export it again.',
    });
  const content = files.read(place, from, signal);
  if (from === 0) yield* checkedBytes(content, descriptor, `The blob ${descriptor.digest} of ${files.name}`);
  else yield* content;
}

async function getManifest(files: LayoutFiles, reference: string): Promise<StoredManifest | undefined> {
  const { manifests } = readIndex((await readSmall(files, INDEX_FILE)) ?? new Uint8Array());
  const found = isDigest(reference)
    ? (manifests.find(({ digest }) => digest === reference) ?? { digest: reference })
    : manifests.find(({ annotations }) => annotations?.[TAG_ANNOTATION] === reference);
  const bytes = found && (await readSmall(files, blobPath(found.digest)));
  if (found === undefined || bytes === undefined) return undefined;
  const digest = digestOf(bytes);
  requireDigest(digest, found.digest, `The manifest ${reference} of ${files.name}`);
  const mediaType = 'mediaType' in found ? found.mediaType : MAYBE_MANIFEST;
  return { bytes, descriptor: { mediaType, digest, size: bytes.length } };
}

/** Of what an index does not list the kind is in the manifest itself. */
const MAYBE_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

async function putManifest(files: LayoutFiles, stored: StoredManifest, tag: string): Promise<Descriptor> {
  const write = writerOf(files);
  await write(blobPath(stored.descriptor.digest), once(stored.bytes));
  const index = readIndex((await readSmall(files, INDEX_FILE)) ?? new Uint8Array());
  const others = index.manifests.filter(({ annotations }) => annotations?.[TAG_ANNOTATION] !== tag);
  const annotations = { ...stored.descriptor.annotations, [TAG_ANNOTATION]: tag };
  const manifests = [...others, { ...stored.descriptor, annotations }];
  await write(INDEX_FILE, once(Buffer.from(JSON.stringify({ ...index, manifests }))));
  return stored.descriptor;
}

async function readSmall(files: LayoutFiles, place: string): Promise<Uint8Array | undefined> {
  const size = await files.size(place);
  if (size === undefined) return undefined;
  if (size > MAX_MANIFEST_BYTES) throw tooLargeManifest(size);
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.read(place, 0)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function writerOf({ name, write }: LayoutFiles): NonNullable<LayoutFiles['write']> {
  if (write !== undefined) return write;
  throw new OciError({
    code: 'LAYOUT_INVALID',
    message: `${name} is one file, which is only read.`,
    hint: 'Write a folder first.',
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
