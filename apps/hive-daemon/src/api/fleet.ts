import { z } from 'zod';

/** `converging`: being made so. `ready`: runs, and has answered a real request. `failed`: see `error`. */
export const FleetLineState = z.enum(['converging', 'ready', 'failed']);
export type FleetLineState = z.output<typeof FleetLineState>;

/** One line of what a fleet wants of this hive, and how far it is. */
export const FleetLineStatus = z.object({
  name: z.string().meta({ description: 'Of the line in the fleet’s file.' }),
  state: FleetLineState,
  worker: z.string().meta({ description: 'Id of the worker in its registry.' }),
  version: z.string().optional().meta({ description: 'What runs, or was tried last.' }),
  process: z.string().optional().meta({ description: 'Id of the process.' }),
  error: z.string().optional().meta({ description: 'Why it is not ready.' }),
});
export type FleetLineStatus = Readonly<z.output<typeof FleetLineStatus>>;

/** A model that another hive of the fleet serves. */
export const FleetModel = z.object({
  id: z.string(),
  hive: z.string(),
  isLoaded: z.boolean(),
});
export type FleetModel = Readonly<z.output<typeof FleetModel>>;

/** Another hive, as this one hears of it; hives are listened to once a request asked for a model of the fleet. */
export const FleetPeer = z.object({
  hive: z.string(),
  heardMilliseconds: z.number().meta({ description: 'How long ago it was heard last.' }),
  models: z.int(),
});
export type FleetPeer = Readonly<z.output<typeof FleetPeer>>;

/** `GET /v1/fleet`: what this hive is to its fleet. */
export const FleetStatus = z.object({
  isMember: z.boolean().meta({ description: 'Whether this hive has joined a fleet.' }),
  hive: z.string().optional().meta({ description: 'Its name in the fleet.' }),
  server: z.string().optional(),
  connection: z.enum(['connected', 'connecting', 'refused']).optional().meta({
    description:
      '`refused`: its credentials are not valid any longer. What was wanted last goes on meanwhile.',
  }),
  problem: z.string().optional().meta({ description: 'Why it is not connected, or what was refused.' }),
  generation: z.int().optional().meta({ description: 'Of what is wanted, the number.' }),
  lines: z.array(FleetLineStatus).readonly(),
  peers: z.array(FleetPeer).readonly(),
  models: z.array(FleetModel).readonly(),
});
export type FleetStatus = Readonly<z.output<typeof FleetStatus>>;
