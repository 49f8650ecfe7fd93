import { z } from 'zod';
import { HiveName } from './names.js';
import { WantedLine } from './wanted.js';

/**
 * `running`: wave after wave. `paused`: the next wave does not begin. `reverting`: what was changed is put back. `reverted`,
 * `done`.
 */
const RolloutState = z.enum(['running', 'paused', 'reverting', 'reverted', 'done']);

const Lines = z.record(HiveName, z.array(WantedLine).readonly()).readonly();

/** A change of a fleet, wave by wave: the value of `rollout` in the fleet's own bucket. */
export const Rollout = z.object({
  format: z.literal(1),
  id: z.string().max(64),
  startedAt: z.string(),
  state: RolloutState,
  /** What every write of it has as its generation; the one that puts back has one more. */
  generation: z.int().min(1),
  /** The canary first. */
  waves: z.array(z.array(HiveName).readonly()).readonly(),
  /** The wave that is being made. */
  wave: z.int().min(0),
  /** When that one began. */
  waveStartedAt: z.string(),
  /** How long a wave may take. */
  waveSeconds: z.int().min(1),
  /** What each hive that changes is to have, and had. */
  after: Lines,
  before: Lines,
  /** Why it was put back: which hive, which line. */
  reason: z.string().max(4_000).optional(),
  /** The fleet's file that it came from, as text; absent where it came from `undo`. */
  file: z
    .string()
    .max(256 * 1024)
    .optional(),
});
export type Rollout = Readonly<z.output<typeof Rollout>>;
