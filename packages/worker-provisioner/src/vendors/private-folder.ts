import { mkdtemp, rm } from 'node:fs/promises';

/** Works in a private folder beside `destination`, on its file system, which is gone afterwards. */
export async function inPrivateFolder<T>(
  destination: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(`${destination}.`);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
