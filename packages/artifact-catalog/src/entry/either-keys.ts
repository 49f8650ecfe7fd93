import { z } from 'zod';

/** Reads camelCase keys as their snake_case forms. Where both are there, snake_case counts. */
export function withEitherKeys<S extends z.ZodType>(schema: S) {
  return z.preprocess(snakeCaseKeys, schema);
}

const CAPITAL = /[A-Z]/;

function snakeCaseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (!Object.keys(value).some((key) => CAPITAL.test(key))) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => ({ key, snake: snakeCase(key), member }))
      .filter(({ key, snake }) => key === snake || !Object.hasOwn(value, snake))
      .map(({ snake, member }) => [snake, member]),
  );
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
