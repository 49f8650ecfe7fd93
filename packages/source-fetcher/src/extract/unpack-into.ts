import { mkdir } from 'node:fs/promises';
import { freshPath } from '../place/place-file.js';
import { createEntryPolicy, type EntryPolicy } from './entries/entry-policy.js';
import { createEntryWriter, type EntryWriter, FOLDER_MODE } from './entries/entry-writer.js';
import { mergeTree } from './entries/merge-tree.js';
import { tellOutwardLinks } from './entries/outward-links.js';
import type { UnpackContext } from './unpack-context.js';

/**
 * Unpacks into a folder of its own and, when all of it was good, moves the entries into `srcDir`: an archive
 * that is refused or damaged leaves no trace there.
 */
export async function unpackInto(
  name: string,
  context: UnpackContext,
  unpack: (policy: EntryPolicy, writer: EntryWriter) => Promise<void>,
): Promise<void> {
  const folder = freshPath(context);
  await mkdir(folder, FOLDER_MODE);
  const policy = createEntryPolicy(name, context.limits);
  const writer = createEntryWriter(folder);
  try {
    await unpack(policy, writer);
    await writer.finish(context.signal);
  } finally {
    writer.close();
  }
  tellOutwardLinks(name, policy.links, context);
  await mergeTree({ from: folder, to: context.srcDir, name }, context);
}
