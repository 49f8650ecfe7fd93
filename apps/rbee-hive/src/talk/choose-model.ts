import type { WorkerTask } from '@rbee/worker-catalog';
import type { GatewayClient } from '../daemon/gateway-client.js';
import { CommandFailure } from '../errors.js';

/** How one comes to a model for what no language model does. */
const WAYS: Partial<Record<WorkerTask, string>> = {
  transcription: 'rbee-hive install whisper-cpp && rbee-hive spawn whisper-cpp --model FILE',
  image: 'rbee-hive install stable-diffusion-cpp && rbee-hive spawn stable-diffusion-cpp --model FILE',
};

/** The only served model that does something. @throws CommandFailure `NO_MODEL`, `SEVERAL_MODELS` */
export async function chooseModel(
  gateway: GatewayClient,
  task: WorkerTask,
  signal: AbortSignal,
): Promise<string> {
  const models = (await gateway.models(signal)).filter(({ tasks }) => tasks.includes(task));
  const [model, ...others] = models.map(({ id }) => id);
  if (model === undefined) {
    throw new CommandFailure({
      code: 'NO_MODEL',
      message: `No model is served that does ${task}.`,
      hint: `Serve one: ${WAYS[task] ?? 'rbee-hive spawn WORKER --model FILE'}.`,
    });
  }
  if (others.length === 0) return model;
  throw new CommandFailure({
    code: 'SEVERAL_MODELS',
    message: `Several models do ${task}: ${[model, ...others].join(', ')}.`,
    hint: 'Choose one with --model.',
  });
}
