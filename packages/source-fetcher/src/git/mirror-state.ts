import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { replaceFile } from '@rbee-internal/system/files';
import type { CacheLayout } from '../cache/layout.js';
import { checkMirror } from '../cache/mirror-check.js';
import { namesIn } from '../cache/names-in.js';
import type { RemoteRefs } from './backends/backend.js';

const STATE = 'fetched.json';

/** What was fetched into a mirror, or `undefined` when it is not whole: never finished, damaged, or another remote's. */
export async function readMirrorState(
  folder: string,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<RemoteRefs | undefined> {
  const state = await readState(path.join(folder, STATE));
  if (state === undefined || state.url !== url) return undefined;
  return (await checkMirror(folder, signal)) ? state : undefined;
}

/** Whether something was fetched into a mirror of this remote. Whether all of it is still there, is not looked at. */
export async function hasMirrorState(folder: string, url: string): Promise<boolean> {
  return (await readState(path.join(folder, STATE)))?.url === url;
}

/** Remembers what was fetched; the objects must be there. Before this is done, the mirror is ignored. */
export async function writeMirrorState(
  folder: string,
  state: RemoteRefs & { readonly url: string },
  layout: CacheLayout,
): Promise<void> {
  const lines = [...state.refs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([ref, oid]) => `${oid} ${ref}\n`);
  const { temporary: temporaryFolder } = layout;
  await replaceFile(path.join(folder, 'packed-refs'), lines.join(''), { temporaryFolder });
  await emptyFolder(path.join(folder, 'refs'));
  const text = JSON.stringify({ ...state, refs: [...state.refs] });
  await replaceFile(path.join(folder, STATE), text, { temporaryFolder });
}

/** An empty bare repository, as gitrepository-layout(5) wants it. */
export async function createBareRepository(folder: string, { url }: { readonly url: string }): Promise<void> {
  for (const name of ['objects/pack', 'objects/info', 'refs', 'info'])
    await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(path.join(folder, 'config'), configText({ url, bare: true }));
  // As makepkg does, so that the digest of an archive does not depend on what the repository says of itself.
  await writeFile(path.join(folder, 'info/attributes'), '* -export-subst -export-ignore\n');
}

export function configText({ url, bare }: { readonly url: string; readonly bare: boolean }): string {
  const quoted = `"${url.replace(/["\\]/g, '\\$&')}"`;
  return [
    '[core]',
    '\trepositoryformatversion = 0',
    '\tfilemode = true',
    `\tbare = ${bare}`,
    ...(bare ? [] : ['\tlogallrefupdates = true']),
    '[remote "origin"]',
    `\turl = ${quoted}`,
    '\tfetch = +refs/heads/*:refs/remotes/origin/*',
    '',
  ].join('\n');
}

/** Removes what a killed program left: lock files that would stop the next, and packs without an index. */
export async function tidyMirror(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith('.lock')) await rm(path.join(folder, name), { force: true });
  const packs = path.join(folder, 'objects/pack');
  const names = await namesIn(packs);
  for (const name of names) {
    const isWhole = /\.(pack|idx|rev)$/.test(name) && names.includes(name.replace(/\.\w+$/, '.idx'));
    if (!isWhole) await rm(path.join(packs, name), { force: true });
  }
}

/** The folder itself stays: without `refs`, git knows no repository. */
async function emptyFolder(folder: string): Promise<void> {
  for (const name of await namesIn(folder))
    await rm(path.join(folder, name), { recursive: true, force: true });
}

async function readState(file: string): Promise<(RemoteRefs & { url: string }) | undefined> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null || !('refs' in parsed) || !('url' in parsed))
    return undefined;
  if (!Array.isArray(parsed.refs) || typeof parsed.url !== 'string' || !parsed.refs.every(isRef))
    return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    url: parsed.url,
    refs: new Map(parsed.refs),
    head: text('head' in parsed ? parsed.head : undefined),
    headOid: text('headOid' in parsed ? parsed.headOid : undefined),
  };
}

function isRef(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
