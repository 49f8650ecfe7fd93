import type { Readable } from 'node:stream';
import type { LeafProgram } from './leaf-program.js';

/** How long the output of a program that has ended may be silent before it counts as ended too. */
export const LAST_OUTPUT_MILLISECONDS = 500;

/**
 * Resolves when a program and what it printed have ended. A helper in a session of its own may hold the pipes for
 * ever: after the program's end, silence is the end of its output. The streams are flowing.
 */
export async function untilLastOutput(
  { exited }: Pick<LeafProgram, 'exited'>,
  streams: readonly Readable[],
): Promise<void> {
  const allClosed = Promise.all(streams.map(closed));
  await exited;
  const destroy = () => {
    for (const stream of streams) stream.destroy();
  };
  const timer = setTimeout(destroy, LAST_OUTPUT_MILLISECONDS);
  for (const stream of streams) stream.on('data', () => timer.refresh());
  await allClosed;
  clearTimeout(timer);
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed) resolve();
    else stream.once('close', resolve).once('error', () => resolve());
  });
}
