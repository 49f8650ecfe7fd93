import { type AddCommand, command } from '../command.js';
import { addModelFits } from './fits.js';
import { addModelList } from './list.js';
import { addModelPrune } from './prune.js';
import { addModelPull } from './pull.js';
import { addModelRemove } from './remove.js';
import { addModelSearch } from './search.js';
import { addModelShow } from './show.js';
import { addModelVerify } from './verify.js';

export const addModel: AddCommand = (program, run) => {
  const model = command(program, {
    name: 'model',
    description: 'pull models, list them, and see whether they fit into this machine',
    examples: [
      ['model search qwen3', 'what the hub has'],
      ['model fits hf:Qwen/Qwen3-8B-GGUF --context 16384', 'whether it fits here, before it is pulled'],
      ['model pull hf:Qwen/Qwen3-8B-GGUF:Q4_K_M', 'one quantization of it, verified'],
      ['model pull ./tiny.gguf --storage reference', 'a file of this machine, where it is'],
    ],
  }).helpCommand(false);
  const adders = [
    ...[addModelPull, addModelList, addModelShow, addModelSearch],
    ...[addModelFits, addModelVerify, addModelRemove, addModelPrune],
  ];
  for (const add of adders) add(model, run);
  for (const sub of model.commands) sub.configureHelp({ showGlobalOptions: true });
};
