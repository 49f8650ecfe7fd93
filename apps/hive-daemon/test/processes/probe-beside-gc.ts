import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { probeHealth } from '../../src/processes/health-probe.js';

/** Asks a server that never answers while memory is cleared all the time, and prints what came of it, in ten seconds at most. */

const server = createServer(() => undefined);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const clearing = setInterval(() => globalThis.gc?.(), 50);
const leaving = new AbortController();
const late = new Promise<string>((resolve) => setTimeout(() => resolve('it is still asked'), 10_000));
console.log(await Promise.race([probeHealth({ port }, leaving.signal).then(({ type }) => type), late]));
clearInterval(clearing);
process.exit();
