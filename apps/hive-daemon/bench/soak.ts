/**
 * Twenty misbehaving workers (forking, flooding, hanging, ignoring SIGTERM, exiting, with runners in sessions of their own) and a
 * hundred installations, every second one cancelled: is the daemon's memory flat, is no process left, does every stop take no
 * longer than its grace and a second, and does SIGTERM end it in five? Exits 1 where not. From this workspace, with the
 * packages built:
 *
 *     npx tsx bench/soak.ts [minutes] [workers] [installations]
 */
import { runSoak } from './soak/run-soak.js';

const [minutes = '10', workers = '20', installs = '100'] = process.argv.slice(2);
const { violations, ...figures } = await runSoak({
  seconds: Number(minutes) * 60,
  workers: Number(workers),
  installs: Number(installs),
});
for (const [name, value] of Object.entries(figures)) {
  const shown = name.endsWith('Bytes') ? `${(Number(value) / 1024 ** 2).toFixed(0)} MiB` : value;
  console.log(`${name}: ${shown}`);
}
for (const violation of violations) console.error(`NOT KEPT: ${violation}`);
process.exit(violations.length === 0 ? 0 : 1);
