import type { WorkerMetadata } from '../store/types.js';
import { typeOfWorker, workersOf } from '../store/variants.js';

/** What `GET /workers` may be narrowed down by. */
export interface WorkerFilter {
  readonly platform?: string | undefined;
  readonly arch?: string | undefined;
  readonly type?: string | undefined;
  readonly q?: string | undefined;
}

export type FilterResult =
  | { readonly type: 'valid'; readonly filter: WorkerFilter | undefined }
  | { readonly type: 'invalid'; readonly parameter: string; readonly expected: string };

/** The most characters that may be searched for. */
const MAX_SEARCH_LENGTH = 100;

const PARAMETERS: Readonly<
  Record<keyof WorkerFilter, { readonly pattern: RegExp; readonly expected: string }>
> = {
  platform: { pattern: /^(?:linux|macos|windows)$/, expected: 'linux, macos or windows' },
  arch: { pattern: /^(?:x86_64|aarch64)$/, expected: 'x86_64 or aarch64' },
  type: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    expected: 'a worker type such as cpu, cuda or metal',
  },
  q: {
    pattern: new RegExp(`^\\P{Cc}{1,${MAX_SEARCH_LENGTH}}$`, 'u'),
    expected: `words of at most ${MAX_SEARCH_LENGTH} characters`,
  },
};

/** The names of the query parameters. */
export const filterParameters: readonly string[] = Object.keys(PARAMETERS);

/** Reads a query; an empty value counts as none, other parameters are left alone. */
export function readFilter(query: Readonly<Record<string, readonly string[]>>): FilterResult {
  const filter: Record<string, string> = {};
  for (const [parameter, { pattern, expected }] of Object.entries(PARAMETERS)) {
    const [value, ...more] = (query[parameter] ?? []).filter((each) => each !== '');
    if (value === undefined) continue;
    if (more.length > 0) return { type: 'invalid', parameter, expected: 'it once' };
    if (!pattern.test(value)) return { type: 'invalid', parameter, expected };
    filter[parameter] = value;
  }
  return { type: 'valid', filter: Object.keys(filter).length === 0 ? undefined : filter };
}

/** The entries of which a program fits in every respect. */
export function filterWorkers(
  workers: readonly WorkerMetadata[],
  { platform, arch, type, q }: WorkerFilter,
): readonly WorkerMetadata[] {
  const words = q?.toLowerCase().split(/\s+/) ?? [];
  const includes = (values: readonly string[], wanted: string | undefined) =>
    wanted === undefined || values.includes(wanted);
  return workers.filter((entry) => {
    const text = [entry.id, entry.name, entry.description ?? '', ...workersOf(entry).map(({ id }) => id)]
      .join('\n')
      .toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      workersOf(entry).some(
        (program) =>
          includes(program.platforms, platform) &&
          includes(program.architectures, arch) &&
          (type === undefined || typeOfWorker(program) === typeOfWorker({ ...program, worker_type: type })),
      )
    );
  });
}
