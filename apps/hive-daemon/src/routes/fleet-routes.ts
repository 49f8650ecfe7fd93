import { FleetStatus } from '../api/fleet.js';
import type { FleetPlace } from '../fleet/fleet-place.js';
import type { Route } from '../http/router.js';

/** What this hive is to its fleet. */
export function fleetRoutes(fleet: FleetPlace): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/fleet',
      summary: 'What this hive is to its fleet',
      answer: FleetStatus,
      handle: () => ({ body: fleet.status() }),
    },
    {
      method: 'POST',
      path: '/v1/fleet/reload',
      summary: 'Look again whether, and which, fleet this hive has joined',
      answer: FleetStatus,
      handle: async () => {
        await fleet.reload();
        return { body: fleet.status() };
      },
    },
  ];
}
