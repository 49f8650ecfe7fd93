import { showForeign } from '@rbee-internal/redact-url';
import { z } from 'zod';

/** A schema for each member of an options type: one that is missing or too many does not compile. */
export type OptionShape<T> = { readonly [Name in keyof T]-?: z.ZodType<T[Name]> };

/** A schema of an options object. A member that it does not know is a problem: it would do nothing. */
export function optionsSchema<T extends object>(shape: OptionShape<T>): z.ZodType<T> {
  // What zod makes of the shape is T but for the names of its helpers.
  return z.strictObject(shape) as unknown as z.ZodType<T>;
}

/** Why a value is not what the schema says, in some words that name the member; `undefined` when it is. */
export function findOptionProblem(schema: z.ZodType, value: unknown): string | undefined {
  const result = schema.safeParse(value);
  const [issue] = result.error?.issues ?? [];
  if (issue === undefined) return undefined;
  const { path, message } = deepest(issue);
  return showForeign(`${path.map(String).join('.') || 'the whole'}: ${message}`);
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** Of a union, what fails the member that came furthest says more than that none of them fits. */
function deepest(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap(([first]) => (first === undefined ? [] : [deepest(first)]));
  const furthest = inner.sort((a, b) => b.path.length - a.path.length)[0];
  if (furthest === undefined || furthest.path.length === 0) return issue;
  return { path: [...issue.path, ...furthest.path], message: furthest.message };
}

/** An `AbortSignal`, of whichever realm. */
export const signalSchema = z.custom<AbortSignal>(
  (value) => value instanceof AbortSignal || isSignalLike(value),
  'Invalid input: expected an AbortSignal',
);

function isSignalLike(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    typeof value.aborted === 'boolean' &&
    'addEventListener' in value
  );
}

/** Any function: what it takes and gives cannot be told. */
export function functionSchema<T extends (...args: never[]) => unknown>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'function', 'Invalid input: expected a function');
}

/** An object that code makes, recognised by the methods it must have. */
export function objectWith<T extends object>(
  what: string,
  methods: readonly (keyof T & string)[],
): z.ZodType<T> {
  return z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    `Invalid input: expected ${what}`,
  );
}

/** Environment variables, by name: `process.env` is one, and not an object as others are. */
export const environmentSchema = z.custom<Readonly<Record<string, string | undefined>>>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => text === undefined || typeof text === 'string'),
  'Invalid input: expected environment variables, each of them a text',
);
