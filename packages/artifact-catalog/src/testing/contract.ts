import assert from 'node:assert/strict';

/** One promise of an interface, and how it is tried. It belongs to no test runner: `test(name, run)` of any will do. */
export interface ContractTest {
  readonly name: string;
  /** Rejects with an `AssertionError` when the promise is not kept. */
  run(): Promise<void>;
}

/** What a call rejects with. */
export async function rejectionOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return assert.fail('The call should have been rejected.');
}

/** Asserts that a call rejects with an error of this code. */
export async function assertCode(call: () => Promise<unknown>, code: string): Promise<Error> {
  const error = await rejectionOf(call);
  assert.ok(error instanceof Error, 'Rejects with something that is not an Error.');
  assert.equal('code' in error ? error.code : undefined, code, `Rejects with: ${error.message}`);
  return error;
}
