import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { unpackFile } from '../extract/unpack-file.js';
import type { FetchContext, FetchedContent } from '../fetchers/fetcher.js';
import { placedName, requirePathInside } from '../source-name.js';
import type { FetchedSource, SourceRequest } from '../types.js';
import { copyIntoPlace, linkIntoPlace, moveIntoPlace } from './place-file.js';

/** Puts one verified source where makepkg leaves it, and unpacks it when it is an archive. */
export async function placeSource(
  request: SourceRequest,
  content: FetchedContent & { readonly signedBy?: string | undefined },
  context: FetchContext,
): Promise<FetchedSource> {
  const { source } = request;
  context.signal.throwIfAborted();
  const signed = content.signedBy === undefined ? {} : { signedBy: content.signedBy };
  const target = requirePathInside(context.srcDir, placedName(source));
  if (content.type === 'tree') {
    await moveIntoPlace(content.path, target, context);
    const { commit, verified } = content;
    context.emit({ type: 'source-end', name: source.name, commit });
    return { source, path: target, commit, verified, ...signed, extracted: false };
  }
  const digest = `sha256:${content.sha256}`;
  await placeFile(content.path, target, context);
  const extracted = request.noExtract !== true && (await unpackFile(content.path, source.name, context));
  context.emit({ type: 'source-end', name: source.name, digest });
  return { source, path: target, digest, verified: content.verified, ...signed, extracted };
}

/** The file itself; or a link to it, where the build has a `$SRCDEST` of its own. */
async function placeFile(file: string, target: string, context: FetchContext): Promise<void> {
  const { sourceDestDir } = context;
  if (sourceDestDir === undefined) return copyIntoPlace(file, target, context);
  // `$srcdir` and what it links to have no links in their names, as makepkg's have none.
  const own = requirePathInside(await realpath(sourceDestDir), path.basename(target));
  await copyIntoPlace(file, own, context);
  await linkIntoPlace(own, target, context);
}
