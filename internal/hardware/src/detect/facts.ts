import type { Fact } from '../types.js';

/** How many devices of one sort are kept, far above any machine's. */
export const MAX_DEVICES = 64;

const MAX_NAME_LENGTH = 200;

/** A fact, unless there is no value. */
export function fact<T>(value: T | undefined, source: string): Fact<T> | undefined {
  return value === undefined ? undefined : { value, source };
}

/** Without the members that are `undefined`, so that saving and reading gives the same value. */
export function known<T extends object>(members: T): T {
  // The members that are left keep their types; every other one may be undefined by its type.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/** A name from outside: one line, no control characters, cut; `undefined` when nothing is left. */
export function nameFrom(text: string | undefined): string | undefined {
  const name = text
    ?.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH);
  return name === '' ? undefined : name;
}

/** The first group of the first match, when there is one. */
export function find(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

/** Digits as a number of bytes, with their unit; `undefined` when they are not a number or too large for one. */
export function bytesFrom(digits: string | undefined, unit: number): number | undefined {
  if (digits === undefined || !/^\d{1,16}$/.test(digits)) return undefined;
  const bytes = Number(digits) * unit;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

export const KIB = 1024;
export const MIB = 1024 * 1024;
