import type { ModelEntry, WorkerRow } from 'rbee-hive-daemon/api';

/** How a worker is started and what it serves. */
export type Launch = NonNullable<NonNullable<WorkerRow['metadata']>['launch']>;

/** How a worker is started: the installed version's own word, else the registry's. */
export function launchOf({
  installed,
  metadata,
}: Pick<WorkerRow, 'installed' | 'metadata'>): Launch | undefined {
  return installed?.current.launch ?? metadata?.launch;
}

/** Whether its command line has a place for a value, such as `context`. */
export function takes(launch: Launch | undefined, name: string): boolean {
  return (launch?.args ?? []).flat().some((part) => part.includes(`{${name}}`));
}

/** Whether it cannot be started without a model. */
export function needsModel(launch: Launch | undefined): boolean {
  const isNamed = (launch?.args ?? []).some((part) => typeof part === 'string' && part.includes('{model}'));
  return isNamed && launch?.defaults?.model === undefined;
}

/** Whether a worker loads models of this form. */
export function serves(launch: Launch | undefined, { format }: Pick<ModelEntry, 'format'>): boolean {
  const formats: readonly string[] = launch?.formats ?? [];
  return format !== undefined && formats.includes(format);
}

/** The workers that could serve a model, those installed first. */
export function workersFor(model: Pick<ModelEntry, 'format'>, rows: readonly WorkerRow[]): WorkerRow[] {
  const able = rows.filter((row) => row.state !== 'unsupported' && serves(launchOf(row), model));
  return [...able.filter(({ installed }) => installed), ...able.filter(({ installed }) => !installed)];
}

const TASK_WORDS: Readonly<Record<string, string>> = {
  chat: 'Chat',
  completion: 'Text completion',
  embedding: 'Embeddings',
  rerank: 'Reranking',
  transcription: 'Speech to text',
  speech: 'Text to speech',
  image: 'Images',
};

/** A task in words. */
export function taskText(task: string): string {
  return TASK_WORDS[task] ?? task;
}
