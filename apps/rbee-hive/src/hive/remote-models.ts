import type { ModelEntry } from '@rbee/model-catalog';
import { z } from 'zod';
import type { ModelsView } from '../catalog/models-view.js';
import type { DaemonClient } from '../daemon/client/daemon-client.js';
import { readValue } from '../daemon/client/request-daemon.js';
import type { RunOptions } from '../daemon/run-options.js';
import { CommandFailure } from '../errors.js';

/** The models of another machine's hive. */
export function remoteModels(daemon: DaemonClient, run: RunOptions): ModelsView {
  const { models } = daemon;
  return {
    list: ({ signal }) => models.list(signal),
    async get(id, { signal }) {
      const model = (await models.list(signal)).find((one) => one.id === id);
      if (model !== undefined) return model;
      throw new CommandFailure({
        code: 'NOT_FOUND',
        message: `The hive at ${daemon.url} has no model ${JSON.stringify(id)}.`,
        hint: 'rbee-hive model list shows those that it has.',
      });
    },
    search: (words, { limit, signal }) => models.search(words, limit, signal),
    plan: (reference, { signal }) => models.plan(reference, signal),
    remove: (model) => daemon.runJob({ operation: 'model_remove', model }, run),
  };
}

const PullResult = z.object({ model: z.custom<ModelEntry>() });

/** Has another machine's hive bring a model into its catalog. */
export async function pullElsewhere(
  { model, update }: { readonly model: string; readonly update?: boolean | undefined },
  daemon: DaemonClient,
  run: RunOptions,
): Promise<ModelEntry> {
  const wanted = { model, ...(update !== undefined && { update }) };
  return readValue(await daemon.runJob({ operation: 'model_pull', ...wanted }, run), PullResult).model;
}
