import { ModelSettings } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../../context.js';
import { ensureDaemon } from '../../daemon/start-background-daemon.js';
import { findModel } from '../../talk/find-model.js';
import { findWorker } from '../../talk/find-worker.js';
import { type TalkResult, talk } from '../../talk/talk.js';
import { type AddCommand, command } from '../command.js';
import { fieldOption } from '../options/field-option.js';
import { parseGpuLayers } from '../options/model-options.js';
import { parseCount } from '../options/option-parsers.js';

export const addRun: AddCommand = (program, run) => {
  const { context: contextField, gpuLayers } = ModelSettings.shape;
  command(program, {
    name: 'run',
    description:
      'talk to a model: what is missing of worker, model and daemon is installed, fetched and started first',
    examples: [
      ['run hf:Qwen/Qwen3-0.6B-GGUF', 'a conversation; /bye ends it'],
      ['run ./tiny.gguf "Why is the sky blue?"', 'one answer, by a model of this machine'],
      ['run hf:Qwen/Qwen3-0.6B-GGUF --once --yes < question.txt', 'in a script'],
    ],
  })
    .argument('<model>', 'a file, an id of the model catalog, or a reference such as hf:org/repo')
    .argument('[prompt...]', 'what to ask; without it a conversation begins')
    .option('--worker <id>', 'which worker (default: an installed one that can load the model)')
    .addOption(fieldOption('--context <tokens>', contextField, parseCount))
    .addOption(fieldOption('--gpu-layers <count>', gpuLayers, parseGpuLayers))
    .option('--once', 'end after the first answer; the question may come on standard input')
    .option('--yes', 'agree to what is installed and fetched')
    .action((model: string, prompt: string[], options: RunOptions) =>
      run((context) => runModel(model, { ...options, prompt: prompt.join(' ') }, context)),
    );
};

interface RunOptions {
  readonly worker?: string;
  readonly context?: number;
  readonly gpuLayers?: number | 'auto' | 'all';
  readonly once?: boolean;
  readonly yes?: boolean;
}

async function runModel(
  name: string,
  { worker, context: length, gpuLayers, once, yes, prompt }: RunOptions & { readonly prompt: string },
  context: CommandContext,
): Promise<TalkResult> {
  const { gateway } = await ensureDaemon(context);
  const served = await gateway.models(context.signal);
  const typed = {
    ...(length !== undefined && { context: length }),
    ...(gpuLayers !== undefined && { gpuLayers }),
  };
  const isAsServed = worker === undefined && Object.keys(typed).length === 0;
  if (isAsServed && served.some(({ id }) => id === name))
    return talk({ gateway, model: name, prompt, once }, context);
  const known = served.find(({ id }) => id === name);
  const model =
    known?.settings.model === undefined
      ? await findModel(name, { isAgreed: yes, served }, context)
      : { id: name, path: known.settings.model, mmproj: known.settings.mmproj, format: undefined };
  // What the model was served with before counts where nothing else was typed.
  const earlier =
    known ?? served.find(({ id, settings }) => id === model.id && settings.model === model.path);
  const wanted = { task: 'chat', format: model.format, isAgreed: yes } as const;
  const chosen = worker ?? earlier?.worker ?? (await findWorker(wanted, context));
  const settings = {
    ...(chosen === earlier?.worker && earlier.settings),
    model: model.path,
    ...(model.mmproj !== undefined && { mmproj: model.mmproj }),
    ...typed,
  };
  const { keepAliveSeconds, memoryBytes } = earlier ?? {};
  const further = {
    ...(keepAliveSeconds !== undefined && { keepAliveSeconds }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
  await gateway.putModel(model.id, { worker: chosen, settings, ...further }, context.signal);
  context.tell(`${model.id} is served by ${chosen}; it loads with the first question.`);
  return talk({ gateway, model: model.id, prompt, once }, context);
}
