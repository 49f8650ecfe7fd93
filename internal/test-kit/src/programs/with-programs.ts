import { describe, type TestContext, type TestOptions, test } from 'vitest';
import { installed } from './installed-tools.js';

type Programs = string | readonly string[];

/**
 * A suite that needs programs. Where one is missing, the suite shows as skipped, with the program's name; where
 * `RBEE_REQUIRE_TOOLS` is 1, it fails.
 */
export function describeWith(programs: Programs, name: string, body: () => void): void {
  const missing = missingOf(programs);
  if (missing.length === 0) return void describe(name, body);
  if (isRequired()) return void test(name, () => refuse(missing));
  describe.skip(skippedName(name, missing), body);
}

/** A test that needs programs, as {@link describeWith} has it. */
export function testWith(programs: Programs, name: string, ...rest: TestRest): void {
  const missing = missingOf(programs);
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  if (missing.length === 0) return void test(name, options, body);
  if (isRequired()) return void test(name, () => refuse(missing));
  test.skip(skippedName(name, missing), options, body);
}

type Body = (context: TestContext) => unknown;
type TestRest = [body: Body] | [options: TestOptions, body: Body];

function missingOf(programs: Programs): string[] {
  return [programs].flat().filter((program) => installed(program).length === 0);
}

function isRequired(): boolean {
  return process.env.RBEE_REQUIRE_TOOLS === '1';
}

function refuse(missing: readonly string[]): never {
  throw new Error(`This test needs ${missing.join(' and ')}, and RBEE_REQUIRE_TOOLS is 1.`);
}

function skippedName(name: string, missing: readonly string[]): string {
  return `${name} (skipped: ${missing.join(' and ')} not installed)`;
}
