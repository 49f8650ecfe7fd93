import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelEntry, ModelFormat } from '@rbee/model-catalog';
import { distinctModelId, type ServedModel } from 'rbee-hive-daemon/api';
import type { CommandContext } from '../context.js';
import { requireDaemon } from '../daemon/require-daemon.js';
import { formatBytes } from '../output/format-bytes.js';
import { printable } from '../output/printable.js';
import { agree } from './agree.js';

/** A model on the machine of the hive. */
export interface LocalModel {
  /** What clients call it. */
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly mmproj?: string | undefined;
  readonly format: ModelFormat | undefined;
}

export interface FindModelInit {
  /** Whether fetching is agreed to. */
  readonly isAgreed: boolean | undefined;
  /** What the gateway serves: a file is called unlike another one. */
  readonly served: readonly Pick<ServedModel, 'id' | 'settings'>[];
}

/** The model that a path, an id of the model catalog or a reference names; one that is not here is fetched. */
export async function findModel(
  name: string,
  { isAgreed, served }: FindModelInit,
  context: CommandContext,
): Promise<LocalModel> {
  const { signal, isElsewhere } = context;
  const file = path.resolve(name);
  if (!isElsewhere && (await stat(file).catch(() => undefined))) return localFile(file, served);
  const models = await context.openModels();
  const known = (await models.list({ signal })).find(({ id }) => id === name);
  if (known !== undefined) return localModel(known);
  const plan = await models.plan(name, { signal });
  if (plan.present !== 'same') {
    const size = plan.bytes === undefined ? 'an unknown size' : formatBytes(plan.bytes);
    const terms = plan.license === undefined ? 'no licence is named' : `licence ${printable(plan.license)}`;
    await agree(`Fetch ${printable(plan.id)} (${size}; ${terms})?`, isAgreed, context);
  }
  return localModel(await (isElsewhere ? fetchElsewhere : fetchHere)(name, context));
}

async function fetchHere(name: string, context: CommandContext): Promise<ModelEntry> {
  const { openModels } = await import('../catalog/open-models.js');
  const progress = { signal: context.signal, onEvent: progressOf(context) };
  return (await openModels(context)).provisionAndAdd(name, { jobId: randomUUID(), ...progress });
}

async function fetchElsewhere(name: string, context: CommandContext): Promise<ModelEntry> {
  const { pullElsewhere } = await import('../hive/remote-models.js');
  return pullElsewhere({ model: name }, await requireDaemon(context), context);
}

function localFile(file: string, served: FindModelInit['served']): LocalModel {
  const known = served.map(({ id, settings }) => ({ id, model: settings.model }));
  return { id: distinctModelId(idOf(file), file, known), path: file, format: formatOf(file) };
}

/** A line for each tenth of a file. */
function progressOf({ tell }: CommandContext) {
  const tenths = new Map<string, number>();
  return (event: {
    readonly type: string;
    readonly file?: string;
    readonly receivedBytes?: number;
    readonly totalBytes?: number | undefined;
  }) => {
    const { type, file = '', receivedBytes = 0, totalBytes } = event;
    if (type !== 'file-progress' || !totalBytes) return;
    const tenth = Math.floor((receivedBytes / totalBytes) * 10);
    if (tenth <= (tenths.get(file) ?? 0)) return;
    tenths.set(file, tenth);
    tell(`${printable(file)}: ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`);
  };
}

function localModel({ id, path: file, mmproj, format }: ModelEntry): LocalModel {
  return { id: clientId(id), path: file, mmproj, format: format ?? formatOf(file) };
}

/** What clients type: without the word for where it is from. */
function clientId(id: string): string {
  return id.replace(/^(?:hf|ollama|lmstudio):/, '').replace(/[^A-Za-z0-9._+:@/-]/g, '-');
}

function idOf(file: string): string {
  return path
    .basename(file)
    .replace(/\.(?:gguf|bin)$/i, '')
    .replace(/[^A-Za-z0-9._+:@-]/g, '-');
}

function formatOf(file: string): LocalModel['format'] {
  if (/\.gguf$/i.test(file)) return 'gguf';
  return /\.bin$/i.test(file) ? 'ggml' : undefined;
}
