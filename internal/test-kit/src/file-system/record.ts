import path from 'node:path';
import { type FileSystemStep, watchingSteps } from './steps.js';

/** What was done to the file system, in order. */
export type FileSystemRecord = readonly Omit<FileSystemStep, 'half'>[];

/** Records every call of `node:fs/promises` that changed something, or flushed it, while `work` ran. */
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
 * is on the disk, a place that is taken before what was there is safe in another, and a change of names that nothing
 * flushes afterwards.
 * @param isLasting whether what is at a path is meant to survive; temporary files are not
 */
export function unsafeSteps(record: FileSystemRecord, isLasting: (path: string) => boolean): string[] {
  const disk = createDisk(isLasting);
  for (const step of record) disk.take(step);
  return disk.unsafe();
}

function createDisk(isLasting: (path: string) => boolean) {
  const sentences: string[] = [];
  /** What was written, or whose names were changed, since it was flushed last. */
  const dirty = new Set<string>();
  /** By the place that something left: where it went. */
  const moved = new Map<string, string>();

  function name(step: FileSystemRecord[number], to: string): void {
    const source = step.path;
    if (isLasting(to)) {
      for (const each of [...dirty].filter((candidate) => isAtOrBelow(source, candidate)))
        sentences.push(`${step.name} to ${to} before ${each} is flushed`);
      const away = moved.get(to);
      for (const each of [...dirty].filter((folder) => away !== undefined && isAbove(folder, away, to)))
        sentences.push(`${step.name} to ${to} before ${each} is flushed, where the one before went`);
    }
    if (step.name === 'rename') {
      moveAll(dirty, source, to);
      if (isLasting(source) && isLasting(to)) moved.set(source, to);
      dirty.add(path.dirname(source));
    }
    dirty.add(path.dirname(to));
  }

  return {
    take(step: FileSystemRecord[number]): void {
      if (step.name === 'sync') dirty.delete(step.path);
      else if (step.to !== undefined) name(step, step.to);
      else if (step.name === 'rm' || step.name === 'rmdir') {
        for (const each of dirty) if (isAtOrBelow(step.path, each)) dirty.delete(each);
        dirty.add(path.dirname(step.path));
      } else if (step.name !== 'chmod') {
        // A folder that was just made, and is empty, need not be flushed; its name has to be.
        if (step.name !== 'mkdir') dirty.add(step.path);
        // An open file has its name since it was opened.
        if (step.name !== 'write') dirty.add(path.dirname(step.path));
      }
    },
    unsafe: () => [...sentences, ...[...dirty].filter(isLasting).map((each) => `${each} is never flushed`)],
  };
}

/** Whether a folder holds `file` somewhere below it, and `other` not. */
function isAbove(folder: string, file: string, other: string): boolean {
  return folder !== file && isAtOrBelow(folder, file) && !isAtOrBelow(folder, other);
}

function moveAll(set: Set<string>, from: string, to: string): void {
  for (const each of [...set].filter((candidate) => isAtOrBelow(from, candidate))) {
    set.delete(each);
    set.add(to + each.slice(from.length));
  }
}

function isAtOrBelow(folder: string, candidate: string): boolean {
  return candidate === folder || candidate.startsWith(`${folder}${path.sep}`);
}
