import { constants, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeNamedPipes } from '../../src/session/output-pipe.js';
import { openPipeEnds, openPolled, type PipeEnds } from '../../src/session/pipe-ends.js';

/** An open pipe, the end that a build writes to, and what arrived. */
async function openEnds(open: typeof openPipeEnds) {
  const file = path.join(await useTempDir(), 'pipe');
  await makeNamedPipes('/usr/bin/mkfifo', [file]);
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const marking = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
  const build = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
  const chunks: Buffer[] = [];
  const ends: PipeEnds = open({ reader, marking }, (chunk) => chunks.push(chunk));
  onTestFinished(() => ends.close());
  return { ends, build, received: () => Buffer.concat(chunks).toString() };
}

it.each([
  ['by the event loop', openPipeEnds],
  ['by looking, for Bun and Deno', openPolled],
])('delivers what is written and then the mark, %s', async (_, open) => {
  const { ends, build, received } = await openEnds(open);
  const text = 'x'.repeat(60_000);
  writeSync(build, text);
  ends.writeMark(Buffer.from('mark'));
  await vi.waitFor(() => expect(received()).toBe(`${text}mark`));
  writeSync(build, 'more');
  await vi.waitFor(() => expect(received()).toBe(`${text}markmore`));
});

it('writes a mark once a full pipe has room', async () => {
  const { ends, build, received } = await openEnds(openPolled);
  // A pipe holds 64 KiB; none of it has been read yet, for all of this is one turn of the event loop.
  writeSync(build, Buffer.alloc(65_536, 'x'));
  ends.writeMark(Buffer.from('mark'));
  await vi.waitFor(() => expect(received()).toMatch(/^x{65536}mark$/));
});

it('delivers nothing once it is closed', async () => {
  const { ends, build, received } = await openEnds(openPolled);
  writeSync(build, 'before');
  await vi.waitFor(() => expect(received()).toBe('before'));
  ends.close();
  writeSync(build, 'after');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(received()).toBe('before');
});
