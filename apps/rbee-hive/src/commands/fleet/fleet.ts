import { type AddCommand, command } from '../command.js';
import { addFleetApply } from './apply.js';
import { addFleetDrain } from './drain.js';
import { addFleetInit } from './init.js';
import { addFleetJoin } from './join.js';
import { addFleetLogs } from './logs.js';
import { addFleetMembers } from './members.js';
import { addFleetPlan } from './plan.js';
import { addFleetRollout } from './rollout.js';
import { addFleetStatus } from './status.js';

export const addFleet: AddCommand = (program, run) => {
  const fleet = command(program, {
    name: 'fleet',
    description:
      'many machines as one: say what should run where, and change it without breaking all at once',
    examples: [
      ['fleet init ~/fleet --host fleet.lan', 'keys, and a configuration for nats-server'],
      ['fleet add-hive attic', 'a file with which the machine joins'],
      ['fleet join tls://fleet.lan:4222 --creds attic.creds', 'on that machine'],
      ['fleet plan fleet.yaml', 'what would change where, and who cannot, and why'],
      ['fleet apply fleet.yaml', 'one machine first, then the others, wave by wave'],
    ],
  }).helpCommand(false);
  const adders = [
    ...[addFleetInit, addFleetMembers, addFleetJoin, addFleetPlan, addFleetApply],
    ...[addFleetStatus, addFleetRollout, addFleetDrain, addFleetLogs],
  ];
  for (const add of adders) add(fleet, run);
  for (const sub of fleet.commands) sub.configureHelp({ showGlobalOptions: true });
};
