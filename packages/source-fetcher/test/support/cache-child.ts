import { parseSource } from '@rbee/pkgbuild-parser';
import { fetchSources } from '../../src/index.js';

/** Fetches one source in a process of its own: entry, sha256, and the three folders. Prints when bytes come. */
const [entry = '', sha256 = '', startDir = '', srcDir = '', cacheDir = ''] = process.argv.slice(2);
const onEvent = (event: { type: string }) => void process.stdout.write(`${event.type}\n`);
const checksums = { sha256 };
await fetchSources([{ source: parseSource(entry), checksums }], { startDir, srcDir, cacheDir, onEvent });
