import type { FitReport, ModelEntry } from 'rbee-hive-daemon/api';
import { formatBytes, formatCount } from '../format.js';

const VERDICTS: Readonly<Record<FitReport['verdict'], string>> = {
  cards: 'Fits on the GPU',
  split: 'Fits on the GPU and in main memory together',
  memory: 'Fits in main memory',
  no: 'Does not fit into this machine',
};

/** Whether a model fits, in a few words. */
export function fitText({ verdict }: Pick<FitReport, 'verdict'>): string {
  return VERDICTS[verdict];
}

/** `7.6 B`: how many parameters a model has. */
export function parametersText(parameters: number): string {
  if (parameters >= 1e9) return `${(parameters / 1e9).toFixed(1)} B parameters`;
  if (parameters >= 1e6) return `${(parameters / 1e6).toFixed(0)} M parameters`;
  return `${formatCount(parameters)} parameters`;
}

/** What is known of a model, shortest first. */
export function modelFacts({ format, gguf, size, license, storage }: ModelEntry): string[] {
  const facts = [
    gguf?.architecture ?? format,
    gguf?.parameters === undefined ? undefined : parametersText(gguf.parameters),
    gguf?.quantization,
    formatBytes(size),
    gguf?.contextLength === undefined ? undefined : `context ${formatCount(gguf.contextLength)}`,
    license,
    storage === 'reference' ? 'files of another program' : undefined,
  ];
  return facts.filter((fact) => fact !== undefined && fact !== '') as string[];
}

/** What can be pulled by a page: `owner/name` is taken as the hub's. `undefined` for anything else. */
export function modelReferenceOf(text: string): string | undefined {
  const typed = text.trim();
  if (/^(?:hf|ollama|lmstudio):\S+$/.test(typed)) return typed;
  return /^[\w.-]+\/[\w.-]+(?::\S+)?$/.test(typed) ? `hf:${typed}` : undefined;
}

/** A reference with another quantization. */
export function withChoice(reference: string, label: string): string {
  const [, base = reference, revision = ''] =
    /^((?:hf|ollama|lmstudio):[^:@]+)(?::[^@]*)?(@.*)?$/.exec(reference) ?? [];
  return label === '' ? reference : `${base}:${label}${revision}`;
}
