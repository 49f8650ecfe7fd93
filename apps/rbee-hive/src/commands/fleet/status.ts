import type { HiveView } from 'rbee-hive-fleet';
import type { CommandContext } from '../../context.js';
import { formatTable } from '../../output/format-table.js';
import { printable } from '../../output/printable.js';
import type { AddCommand } from '../command.js';
import { summaryOf } from './apply.js';
import { type FleetFlags, fleetOption, withFleet } from './with-fleet.js';

export const addFleetStatus: AddCommand = (program, run) => {
  program
    .command('status')
    .description('list the hives, what each runs, and where that differs from what is wanted')
    .addOption(fleetOption())
    .action((flags: FleetFlags) => run((context) => status(flags, context)));
};

async function status(flags: FleetFlags, { signal, print, tell }: CommandContext) {
  const { hives, rollout } = await withFleet(flags, (admin) => admin.state(signal));
  if (hives.length === 0) tell('No hive is in the fleet: rbee-hive fleet add-hive NAME adds one.');
  const rows = hives.flatMap(rowsOf).map((row) => row.map(printable));
  if (rows.length > 0)
    for (const line of await formatTable([['HIVE', 'STATE', 'LINE', 'WANTED', 'RUNS', 'WHY'], ...rows]))
      print(line);
  if (rollout !== undefined && rollout.state !== 'done')
    tell(
      `The newest rollout is ${rollout.state}${rollout.reason === undefined ? '' : `: ${printable(rollout.reason)}`}.`,
    );
  return { hives: hives.map(resultOf), rollout: rollout && summaryOf(rollout) };
}

function rowsOf(hive: HiveView): string[][] {
  const wanted = hive.wanted?.value.lines ?? [];
  const reported = hive.report?.lines ?? [];
  const names = [...new Set([...wanted, ...reported].map(({ name }) => name))];
  if (names.length === 0) return [[hive.name, stateOf(hive), '', '', '', hive.report?.problem ?? '']];
  return names.map((name, index) => {
    const want = wanted.find((line) => line.name === name);
    const has = reported.find((line) => line.name === name);
    const isCurrent = (hive.report?.generation ?? 0) >= (hive.wanted?.value.generation ?? 0);
    return [
      ...(index === 0 ? [hive.name, stateOf(hive)] : ['', '']),
      name,
      want === undefined ? 'nothing' : `${want.worker} ${want.version ?? ''}`.trimEnd(),
      has === undefined ? 'nothing' : `${has.version ?? ''} ${has.state}`.trimStart(),
      isCurrent ? (has?.error ?? '') : 'it has not taken up the change so far',
    ];
  });
}

function stateOf({ isThere, isDrained, facts }: HiveView): string {
  if (isThere && facts === undefined) return 'starting';
  if (isThere) return isDrained ? 'drained' : 'there';
  return facts === undefined ? 'never seen' : 'away';
}

function resultOf({ name, isThere, isDrained, wanted, report, facts }: HiveView) {
  return {
    ...{ name, isThere, isDrained, wanted: wanted?.value, report },
    ...(facts !== undefined && { version: facts.version, labels: facts.labels, seenAt: facts.at }),
  };
}
