import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { ExecuteError } from './errors.js';
import { isHostPattern } from './network/host-patterns.js';
import { ALL_PHASES } from './phases/phase.js';
import { areBuildVariables } from './surroundings/build-variables.js';

/** Whether a value is what an option takes, and what that is called. */
export interface Rule {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** The rules of an object's members. */
export type Shape = Readonly<Record<string, Rule>>;

export const text: Rule = { expected: 'a string', accepts: (value) => typeof value === 'string' };
export const flag: Rule = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
export const callback: Rule = { expected: 'a function', accepts: (value) => typeof value === 'function' };
export const wholeNumber: Rule = {
  expected: 'a whole number that is not negative',
  accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
};
export const naturalNumber: Rule = {
  expected: 'a whole number above 0',
  accepts: (value) => Number.isInteger(value) && Number(value) > 0,
};
export const buildVariables: Rule = {
  expected: 'an object of at most 100 strings by names that a build may set, such as "CUDAARCHS"',
  accepts: areBuildVariables,
};
export const bound: Rule = {
  expected: 'a number above 0',
  accepts: (value) => typeof value === 'number' && value > 0,
};
export const portNumber: Rule = {
  expected: 'a port from 1 to 65535',
  accepts: (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536,
};
export const absolutePath: Rule = {
  expected: 'an absolute path',
  accepts: (value) => typeof value === 'string' && path.isAbsolute(value) && !value.includes('\0'),
};
export const hostPattern: Rule = {
  expected: 'a host, as "example.org", "*.example.org" or "example.org:443"',
  accepts: (value) => typeof value === 'string' && isHostPattern(value),
};
export const networkByPhase: Rule = {
  expected: 'an object of lists by phases, such as { prepare: ["cargo", "example.org:443"] }',
  accepts: (value) =>
    isObject(value) &&
    Object.entries(value).every(
      ([phase, names]) =>
        ALL_PHASES.some((known) => known === phase) &&
        (names === undefined || listOf(hostPattern).accepts(names)),
    ),
};
export const abortSignal: Rule = {
  expected: 'an AbortSignal',
  accepts: (value) => value instanceof AbortSignal,
};
export const environment: Rule = {
  expected: 'an object of strings',
  accepts: (value) =>
    isObject(value) &&
    Object.values(value).every((entry) => entry === undefined || typeof entry === 'string'),
};

export function oneOf(...values: readonly string[]): Rule {
  return {
    expected: `one of ${values.map((value) => `"${value}"`).join(', ')}`,
    accepts: (value) => typeof value === 'string' && values.includes(value),
  };
}

export function listOf(rule: Rule): Rule {
  return {
    expected: `an array, each element ${rule.expected}`,
    accepts: (value) => Array.isArray(value) && value.every(rule.accepts),
  };
}

export function nonEmptyListOf(rule: Rule): Rule {
  return {
    expected: `${listOf(rule).expected}, at least one`,
    accepts: (value) => listOf(rule).accepts(value) && Array.isArray(value) && value.length > 0,
  };
}

export function either(...rules: readonly Rule[]): Rule {
  return {
    expected: rules.map(({ expected }) => expected).join(', or '),
    accepts: (value) => rules.some((rule) => rule.accepts(value)),
  };
}

export const anything: Rule = { expected: 'anything', accepts: () => true };

/**
 * Refuses what JavaScript callers could pass by mistake: a value of another kind, and a member that is not known.
 * @throws ExecuteError `INVALID_OPTION`
 */
export function checkOptions(
  options: unknown,
  required: Shape,
  { optional, at = '' }: { readonly optional: Shape; readonly at?: string },
): void {
  if (!isObject(options)) throw invalid(at.replace(/\.$/, '') || 'options', options, 'an object');
  for (const name of Object.keys(required)) {
    if (options[name] === undefined) throw invalid(`${at}${name}`, undefined, required[name]?.expected ?? '');
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = lookUp(required, name) ?? lookUp(optional, name);
    if (rule === undefined) throw unknown(`${at}${name}`);
    if (value !== undefined && !rule.accepts(value)) throw invalid(`${at}${name}`, value, rule.expected);
  }
}

function lookUp(shape: Shape, name: string): Rule | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(name: string, value: unknown, expected: string): ExecuteError {
  const shown = typeof value === 'string' ? `"${showForeign(value)}"` : typeof value;
  return new ExecuteError({
    code: 'INVALID_OPTION',
    message: `The option ${name} must be ${expected}${value === undefined ? ', and is missing' : `, not ${shown}`}`,
  });
}

function unknown(name: string): ExecuteError {
  return new ExecuteError({
    code: 'INVALID_OPTION',
    message: `The option ${showForeign(name)} is not known`,
    hint: 'The type of the options lists all that exist.',
  });
}
