import { openTransport } from '../../src/transport/index.js';

/** Asks each URL, in both ways, and tells that it is alive in the end. */
for (const url of process.argv.slice(2)) {
  for (const contentCodings of ['decode', 'keep'] as const) {
    const { fetch, close } = openTransport({ contentCodings });
    await fetch(url)
      .then((response) => response.text())
      .catch(() => undefined);
    await close();
  }
}
await new Promise((resolve) => setTimeout(resolve, 200));
process.stdout.write('alive\n');
