import type { FleetHive } from 'rbee-hive-daemon';
import type { WantedLine } from '../../protocol/wanted.js';

/** The path of a line's model, pulled where it is missing; `undefined` for a line without one. */
export async function ensureModel(
  { model }: WantedLine,
  hive: FleetHive,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (model === undefined || model.startsWith('/')) return model;
  const result = await hive.perform({ operation: 'model_pull', model }, signal);
  if (!('model' in result)) throw new Error(`The pull of ${model} has no result`);
  return result.model.path;
}
