import type { HardwareSnapshot } from '@rbee/worker-catalog';
import { FleetLineStatus } from 'rbee-hive-daemon/api';
import { z } from 'zod';
import { Labels } from './names.js';

const MAX_LINES = 128;
const MAX_WORKERS = 2_000;
const MAX_VERSIONS = 64;

/** How far a hive is with what is wanted of it: the value of `HIVE.report`. */
export const Report = z.object({
  format: z.literal(1),
  /** Of what is wanted; 0 while nothing is known to be. */
  generation: z.int().min(0),
  at: z.string(),
  lines: z.array(FleetLineStatus).max(MAX_LINES).readonly(),
  /** Why what is wanted cannot be read, such as of a newer format. */
  problem: z.string().max(1_000).optional(),
});
export type Report = Readonly<z.output<typeof Report>>;

/** What a worker of its registry is to a hive. */
export const WorkerFact = z.object({
  id: z.string().max(256),
  state: z.enum(['unsupported', 'blocked', 'installable', 'installed', 'update-available']),
  /** What the registry has. */
  available: z.string().max(256).optional(),
  /** What is installed, the newest first. */
  installed: z.array(z.string().max(256)).max(MAX_VERSIONS).readonly(),
  /** The verdict's own sentences, where it cannot be had as it is. */
  reasons: z.array(z.string().max(1_000)).max(16).readonly(),
});
export type WorkerFact = Readonly<z.output<typeof WorkerFact>>;

/** What a hive knows of its machine: the value of `HIVE.facts`. */
export const Facts = z.object({
  format: z.literal(1),
  at: z.string(),
  version: z.string().max(100),
  labels: Labels.readonly(),
  hardware: z.custom<HardwareSnapshot>((value) => typeof value === 'object' && value !== null),
  workers: z.array(WorkerFact).max(MAX_WORKERS).readonly(),
});
export type Facts = Readonly<z.output<typeof Facts>>;
