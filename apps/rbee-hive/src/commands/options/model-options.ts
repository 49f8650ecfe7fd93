import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { ModelSettings } from 'rbee-hive-daemon/api';
import { fieldOption } from './field-option.js';
import { parseCount } from './option-parsers.js';

/** Adds the options for what a model is started with. Paths are made absolute. */
export function addModelOptions(command: Command): Command {
  const { model, mmproj, context, gpuLayers, threads, parallel } = ModelSettings.shape;
  return command
    .addOption(fieldOption('--model <path>', model, parsePath))
    .addOption(fieldOption('--mmproj <path>', mmproj, parsePath))
    .addOption(fieldOption('--context <tokens>', context, parseCount))
    .addOption(fieldOption('--gpu-layers <count>', gpuLayers, parseGpuLayers))
    .addOption(fieldOption('--threads <count>', threads, parseCount))
    .addOption(fieldOption('--parallel <count>', parallel, parseCount));
}

/** The daemon has another working directory. */
function parsePath(text: string): string {
  return path.resolve(text);
}

export function parseGpuLayers(text: string): number | 'auto' | 'all' {
  if (text === 'auto' || text === 'all') return text;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a number of layers, auto or all.');
}
