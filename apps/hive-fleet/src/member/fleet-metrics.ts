import type { FleetStatus } from 'rbee-hive-daemon/api';
import type { RouterFigures } from './remote-router.js';

/** A member's figures in Prometheus' text format. */
export function fleetMetrics(status: FleetStatus, { requests, failures, retries }: RouterFigures): string {
  const { connection, generation = 0, lines, peers, models } = status;
  const states = ['ready', 'converging', 'failed'] as const;
  const inState = (state: (typeof states)[number]) => lines.filter((line) => line.state === state).length;
  return [
    gauge('connected', 'Whether the fleet’s server is connected.', Number(connection === 'connected')),
    gauge('refused', 'Whether the fleet’s server refuses the credentials.', Number(connection === 'refused')),
    gauge('generation', 'Number of what is wanted of this hive.', generation),
    head('lines', 'gauge', 'Lines that are wanted of this hive, by state.'),
    ...states.map((state) => `rbee_fleet_lines{state="${state}"} ${inState(state)}\n`),
    gauge('peers', 'Other hives that are heard now.', peers.length),
    gauge('remote_models', 'Models of other hives that can be asked for.', models.length),
    counter('requests_total', 'Requests that went to other hives.', requests),
    counter('request_failures_total', 'Requests that no other hive answered.', failures),
    counter('request_retries_total', 'Times that one more hive was asked.', retries),
  ].join('');
}

function gauge(name: string, help: string, value: number): string {
  return `${head(name, 'gauge', help)}rbee_fleet_${name} ${value}\n`;
}

function counter(name: string, help: string, value: number): string {
  return `${head(name, 'counter', help)}rbee_fleet_${name} ${value}\n`;
}

function head(name: string, type: 'gauge' | 'counter', help: string): string {
  return `# HELP rbee_fleet_${name} ${help}\n# TYPE rbee_fleet_${name} ${type}\n`;
}
