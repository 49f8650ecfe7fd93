import { InstalledId } from '@rbee/worker-catalog/operations';
import { z } from 'zod';
import { ModelId, ModelSettings } from './gateway.js';
import { RestartPolicy } from './restart-policy.js';

/** What of a start counts for later starts of the worker. */
export const StartSettings = z.strictObject({
  ...ModelSettings.shape,
  modelId: ModelId.optional().meta({
    description: 'What clients of the gateway call the model (default: the name of its file)',
  }),
  restart: RestartPolicy.optional().meta({
    description: 'What happens when it ends by itself (default: never)',
  }),
});
export type StartSettings = Readonly<z.output<typeof StartSettings>>;

/** What a worker was last started with, with one model. */
export const KeptSettings = z.object({
  worker: z.string().meta({ description: 'The worker’s id, without its version.' }),
  settings: StartSettings,
  usedAt: z.string().meta({ description: 'When it was last started with them, or they were set.' }),
});
export type WorkerSettings = Readonly<z.output<typeof KeptSettings>>;

/** `GET /v1/settings`: the newest first. */
export const SettingsList = z.object({ settings: z.array(KeptSettings).readonly() });
export type SettingsList = Readonly<z.output<typeof SettingsList>>;

/** The body of `PUT /v1/settings`: what the worker is started with from now on, with the model that it names. */
export const SettingsBody = z.strictObject({
  worker: InstalledId.meta({ description: 'Id of an installed worker' }),
  settings: StartSettings,
});
export type SettingsBody = Readonly<z.output<typeof SettingsBody>>;
