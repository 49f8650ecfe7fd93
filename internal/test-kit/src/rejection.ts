/** What a promise is rejected with; fails the test when it is fulfilled. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`Expected a rejection, but the promise was fulfilled with ${JSON.stringify(value)}`);
}
