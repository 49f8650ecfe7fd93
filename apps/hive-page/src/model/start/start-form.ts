import type { ModelEntry, WorkerRow, WorkerSpawn } from 'rbee-hive-daemon/api';
import { formatCount } from '../format.js';
import { type Launch, launchOf } from './launching.js';

/** A worker that can be started. */
export interface Startable {
  /** With or without its version. */
  readonly id: string;
  readonly name: string;
  readonly launch: Launch | undefined;
}

/** What of a row is started; nothing where it is not installed. */
export function startable(row: WorkerRow): Startable[] {
  if (row.installed === undefined) return [];
  return [{ id: row.installed.workerId, name: row.name, launch: launchOf(row) }];
}

/** What a person chose in the dialog. */
export interface StartForm {
  readonly worker: string;
  /** Id of a model on this machine; empty: none. */
  readonly model: string;
  /** Tokens. @default the worker's own */
  readonly context?: number | undefined;
  /** @default the worker's own */
  readonly gpuLayers?: number | undefined;
  readonly port: string;
  readonly queenUrl: string;
  /** One argument per line. */
  readonly args: string;
  readonly restart: boolean;
}

export type FormProblem = { readonly field: keyof StartForm; readonly message: string };

export const EMPTY_FORM: StartForm = {
  ...{ worker: '', model: '', port: '', queenUrl: '', args: '', restart: false },
};

/** Whether a text is an http or https URL. */
export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** What is wrong with a filled-in form. */
export function problemOf(
  form: StartForm,
  { isModelNeeded }: { readonly isModelNeeded: boolean },
): FormProblem | undefined {
  const port = form.port.trim();
  if (port !== '' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    return { field: 'port', message: 'Enter a number from 1 to 65535, or leave it empty for a free port.' };
  const queenUrl = form.queenUrl.trim();
  if (queenUrl !== '' && !isWebAddress(queenUrl))
    return { field: 'queenUrl', message: 'Enter an http or https URL, such as http://localhost:7833.' };
  if (argumentsOf(form).length > 64) return { field: 'args', message: 'At most 64 arguments can be passed.' };
  if (isModelNeeded && form.model === '')
    return { field: 'model', message: 'This worker needs a model: choose one.' };
  return undefined;
}

/** The operation of a form without a problem. @param model the one that the form names */
export function spawnFromForm(form: StartForm, model: ModelEntry | undefined): WorkerSpawn {
  const { worker, context, gpuLayers, restart } = form;
  const port = form.port.trim();
  const queenUrl = form.queenUrl.trim();
  const args = argumentsOf(form);
  return {
    operation: 'worker_spawn',
    worker,
    ...(model !== undefined && modelFields(model)),
    ...(context !== undefined && { context }),
    ...(gpuLayers !== undefined && { gpuLayers }),
    ...(port !== '' && { port: Number(port) }),
    ...(queenUrl !== '' && { queenUrl }),
    ...(args.length > 0 && { args }),
    ...(restart && { restart: 'on-failure' }),
  };
}

/** What the gateway calls a model is its id, where that can be one. */
function modelFields({ id, path, mmproj }: ModelEntry): Pick<WorkerSpawn, 'model' | 'mmproj' | 'modelId'> {
  const isName = /^[A-Za-z0-9][A-Za-z0-9._+:@/-]{0,255}$/.test(id) && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(id);
  return { model: path, ...(mmproj !== undefined && { mmproj }), ...(isName && { modelId: id }) };
}

function argumentsOf({ args }: StartForm): string[] {
  return args.split('\n').filter((line) => line !== '');
}

const SHORTEST_CONTEXT = 512;

/** The stops of the slider for the context, in tokens: powers of two, then the model's own. */
export function contextStops(longest: number): number[] {
  const stops: number[] = [];
  for (let tokens = SHORTEST_CONTEXT; tokens < longest; tokens *= 2) stops.push(tokens);
  return [...stops, longest];
}

/** `8,192 tokens`. */
export function contextText(tokens: number | undefined): string {
  return tokens === undefined ? "the worker's own" : `${formatCount(tokens)} tokens`;
}

/** `12 of 33`; how many layers are on the GPU. */
export function layersText(layers: number | undefined, all: number): string {
  if (layers === undefined) return "the worker's own";
  return layers >= all ? `all ${all}` : `${layers} of ${all}`;
}
