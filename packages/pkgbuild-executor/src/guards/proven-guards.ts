import { stat } from 'node:fs/promises';
import type { Guard } from './guard.js';

/**
 * How long a guard that ran a command counts as one that works: an installation builds and proves within seconds, and each
 * trial costs as much as a short function. A kernel's settings may change while a daemon goes on.
 */
const PROVEN_MILLISECONDS = 60_000;

interface Proven {
  /** What the program's file was then. */
  readonly file: string;
  readonly guard: Guard;
  readonly at: number;
}

const proven = new Map<string, Proven>();

/** The guard of a program that worked a short while ago, if that program is still the same file. */
export async function provenGuard(program: string): Promise<Guard | undefined> {
  const found = proven.get(program);
  if (found === undefined) return undefined;
  const isFresh = performance.now() - found.at < PROVEN_MILLISECONDS;
  if (isFresh && found.file === (await describeFile(program))) return found.guard;
  proven.delete(program);
  return undefined;
}

/** Notes that a guard ran a command just now. @returns the guard */
export async function remember(program: string, guard: Guard): Promise<Guard> {
  proven.set(program, { file: await describeFile(program), guard, at: performance.now() });
  return guard;
}

async function describeFile(file: string): Promise<string> {
  const { dev, ino, size, mtimeMs } = await stat(file);
  return [dev, ino, size, mtimeMs].join(' ');
}
