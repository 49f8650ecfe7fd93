import type { FleetLineStatus, FleetStatus } from 'rbee-hive-daemon/api';

/** Who this hive is in its fleet, and whether the fleet's server is there. */
export function connectionText({ hive = '', server = '', connection, problem }: FleetStatus): string {
  const who = `This machine is ${hive} of the fleet at ${server}.`;
  if (connection === 'connected') return problem === undefined ? who : `${who} ${problem}`;
  const what = connection === 'refused' ? 'Its credentials are refused.' : 'The server is not connected.';
  return `${who} ${problem ?? what} What was wanted last goes on.`;
}

/** What runs for a line, and why it is not ready. */
export function lineText({ worker, version, error }: FleetLineStatus): string {
  const what = version === undefined ? worker : `${worker} ${version}`;
  return error === undefined ? what : `${what}: ${error}`;
}
