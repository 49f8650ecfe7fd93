import { createHash } from 'node:crypto';
import type { FakeRepository } from './types.js';

type Files = Readonly<Record<string, Uint8Array>>;

/** From how many bytes on a file is kept in LFS. */
const LFS_BYTES = 4_096;

export function isLfs(name: string, content: Uint8Array): boolean {
  return content.length >= LFS_BYTES || /\.(?:gguf|safetensors|bin)$/.test(name);
}

/** Git's id of a file's content. */
export function gitBlobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** A commit id that stands for these files. */
export function commitOf(files: Files): string {
  const hash = createHash('sha1');
  for (const [name, content] of Object.entries(files).sort()) hash.update(`${name}\0${gitBlobId(content)}\0`);
  return hash.digest('hex');
}

/** What the hub's API says of a repository. */
export function repositoryInfo(name: string, { gated, license }: FakeRepository, files: Files): unknown {
  return {
    _id: commitOf(files).slice(0, 24),
    id: name,
    modelId: name,
    author: name.split('/')[0],
    sha: commitOf(files),
    lastModified: '2026-01-02T03:04:05.000Z',
    private: false,
    gated: gated === undefined ? false : 'auto',
    disabled: false,
    downloads: 1234,
    likes: 56,
    tags: ['gguf', ...(license === undefined ? [] : [`license:${license}`])],
    pipeline_tag: 'text-generation',
    ...(license !== undefined && { cardData: { license } }),
    siblings: Object.keys(files).map((rfilename) => ({ rfilename })),
  };
}

/** One page of the listing of all files and folders. */
export function treePage(
  files: Files,
  { cursor, size }: { readonly cursor: string | null; readonly size: number },
): { readonly page: unknown[]; readonly next: string | undefined } {
  const start = Number(cursor ?? 0);
  const entries = [...folders(files), ...Object.entries(files).map(fileEntry)];
  const end = start + size;
  return { page: entries.slice(start, end), next: end < entries.length ? String(end) : undefined };
}

function folders(files: Files): unknown[] {
  const names = Object.keys(files).flatMap((name) => {
    const parts = name.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(names)].map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path }));
}

function fileEntry([path, content]: [string, Uint8Array]): unknown {
  const oid = gitBlobId(content);
  const size = content.length;
  if (!isLfs(path, content)) return { type: 'file', oid, size, path };
  const lfs = { oid: createHash('sha256').update(content).digest('hex'), size, pointerSize: 134 };
  // Of what is in LFS, the id is the pointer's.
  return { type: 'file', oid: gitBlobId(Buffer.from(lfs.oid)), size, path, lfs, xetHash: 'f'.repeat(64) };
}
