/** The pieces of a body; not every browser can iterate over one itself. Leaving the loop cancels it. */
export async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // A body that broke made `read` reject; cancelling it says nothing more.
    await reader.cancel().catch(() => undefined);
  }
}
