import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { ModelSettings, StartSettings } from 'rbee-hive-daemon/api';
import { fieldOption } from './field-option.js';
import { collectVariables, parseCount, parseSeconds } from './option-parsers.js';

/** Adds the options for what a model is started with. Paths are made absolute. */
function addModelOptions(command: Command): Command {
  const { model, mmproj, context, gpuLayers, threads, parallel } = ModelSettings.shape;
  return command
    .addOption(fieldOption('--model <path>', model, parsePath))
    .addOption(fieldOption('--mmproj <path>', mmproj, parsePath))
    .addOption(fieldOption('--context <tokens>', context, parseCount))
    .addOption(fieldOption('--gpu-layers <count>', gpuLayers, parseGpuLayers))
    .addOption(fieldOption('--threads <count>', threads, parseCount))
    .addOption(fieldOption('--parallel <count>', parallel, parseCount));
}

/** What the command line says of a worker's start: the settings, those of its health one by one. */
export interface StartFlags extends Omit<StartSettings, 'health' | 'readySeconds'> {
  readonly readyTimeout?: number;
  readonly healthPath?: string;
  readonly healthMethod?: 'GET' | 'HEAD' | 'POST';
  readonly healthStatus?: readonly number[];
}

/** Adds every option of a worker's start that is kept for the next one. */
export function addStartOptions(command: Command): Command {
  const { gpu, env, readySeconds, restart, modelId } = StartSettings.shape;
  return addModelOptions(command)
    .addOption(fieldOption('--model-id <name>', modelId))
    .addOption(fieldOption('--gpu <numbers>', gpu))
    .addOption(fieldOption('--env <name=value>', env, collectVariables))
    .addOption(fieldOption('--ready-timeout <seconds>', readySeconds, parseSeconds))
    .option('--health-path <path>', 'where it says that it is ready (default: as its registry entry says)')
    .option('--health-method <method>', 'how it is asked: GET, HEAD or POST', parseMethod)
    .option('--health-status <code>', 'a status that means ready; may be given several times', collectStatus)
    .addOption(fieldOption('--restart <policy>', restart));
}

/** The settings that the flags are; what was not typed is not there. */
export function startSettings<T extends StartFlags>(
  flags: T,
): Omit<T, 'readyTimeout' | 'healthPath' | 'healthMethod' | 'healthStatus'> & StartSettings {
  const { readyTimeout, healthPath: path, healthMethod: method, healthStatus: status, ...same } = flags;
  const health = { ...(path && { path }), ...(method && { method }), ...(status && { status: [...status] }) };
  return {
    ...same,
    ...(readyTimeout !== undefined && { readySeconds: readyTimeout }),
    ...(Object.keys(health).length > 0 && { health }),
  };
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

function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (/^(?:GET|HEAD|POST)$/.test(method)) return method;
  throw new InvalidArgumentError('Give GET, HEAD or POST.');
}

function collectStatus(text: string, earlier: readonly number[] = []): readonly number[] {
  if (/^[1-5]\d\d$/.test(text)) return [...earlier, Number(text)];
  throw new InvalidArgumentError('Give a status of HTTP, such as 200.');
}
