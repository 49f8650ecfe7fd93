import path from 'node:path';
import { type FileSystemStep, watchingSteps } from './file-system-steps.js';

/** What was done to the file system, in order. */
export type FileSystemRecord = readonly Omit<FileSystemStep, 'half'>[];

/** Records every call of `node:fs/promises` that changed something, or flushes it, while `work` runs. */
export async function recordFileSystem(work: () => Promise<unknown>): Promise<FileSystemRecord> {
  const record: Omit<FileSystemStep, 'half'>[] = [];
  const note = async ({ half: _, ...step }: FileSystemStep) => {
    record.push(step);
    return () => void record.splice(record.indexOf(step), 1);
  };
  await watchingSteps(note, work);
  return record;
}

/**
 * What a loss of power could tear or undo, one sentence each: a file or folder that gets its name before what it holds
 * is on the disk, and a change of names that nothing flushes afterwards.
 * @param isLasting whether what is at a path is meant to survive; temporary files are not
 */
export function unsafeSteps(record: FileSystemRecord, isLasting: (path: string) => boolean): string[] {
  const unsafe: string[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const { name, path: from, to } of record) {
    if (name === 'sync') {
      files.delete(from);
      folders.delete(from);
    } else if (to !== undefined) {
      if (isLasting(to)) {
        for (const dirty of [...files, ...folders].filter((each) => isAtOrBelow(from, each)))
          unsafe.push(`${name} to ${to} before ${dirty} is flushed`);
      }
      if (name === 'rename') moveAll([files, folders], from, to);
      folders.add(path.dirname(to));
      if (name === 'rename') folders.add(path.dirname(from));
    } else if (name === 'rm' || name === 'rmdir') {
      for (const set of [files, folders])
        for (const each of set) if (isAtOrBelow(from, each)) set.delete(each);
      folders.add(path.dirname(from));
    } else if (name !== 'chmod') {
      if (name !== 'mkdir') files.add(from);
      // An open file has its name since it was opened.
      if (name !== 'write') folders.add(path.dirname(from));
    }
  }
  const left = [...files, ...folders].filter(isLasting);
  return [...unsafe, ...left.map((each) => `${each} is never flushed`)];
}

function moveAll(sets: readonly Set<string>[], from: string, to: string): void {
  for (const set of sets) {
    for (const each of [...set].filter((candidate) => isAtOrBelow(from, candidate))) {
      set.delete(each);
      set.add(to + each.slice(from.length));
    }
  }
}

function isAtOrBelow(folder: string, candidate: string): boolean {
  return candidate === folder || candidate.startsWith(`${folder}${path.sep}`);
}
