/** The real hive as a process of its own, for tests that kill it: `hive-process.ts FOLDER PORT` prints its link. */
import { startRealHive } from './real-hive.js';

const [folder = '', port = '0'] = process.argv.slice(2);
const hive = await startRealHive({ folder, port: Number(port) });
await hive.offer({ id: 'slow-cpu', build: 'echo begun; sleep 20' });
process.stdout.write(`${hive.link}\n`);
