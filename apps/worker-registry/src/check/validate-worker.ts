import { messageOf } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { METADATA_FILE, RECIPE_FILE, type WorkerFiles } from '../store/read-worker-files.js';
import { parseWorkerMetadata } from '../store/schema.js';
import type { WorkerMetadata, WorkerRelease } from '../store/types.js';
import { workersOf } from '../store/variants.js';
import type { Finding } from './findings.js';
import { type RecipeView, viewRecipe } from './recipe-views.js';
import type { Check, CheckProblem } from './rules/check.js';
import { checkArchitectures } from './rules/check-architectures.js';
import { checkChecksums } from './rules/check-checksums.js';
import { checkDepends } from './rules/check-depends.js';
import { checkExecutable } from './rules/check-executable.js';
import { checkNames } from './rules/check-names.js';
import { checkSources } from './rules/check-sources.js';

const CHECKS: readonly Check[] = [
  checkNames,
  checkArchitectures,
  checkDepends,
  checkExecutable,
  checkSources,
  checkChecksums,
];

/** What was found about one version of a worker. */
export interface ValidatedWorker {
  /** Present when no finding is an `error`: then what would be served is true. */
  readonly release?: WorkerRelease;
  /** The recipe on each architecture that is offered, where metadata and recipe are well-formed. */
  readonly recipes: readonly RecipeView[];
  readonly findings: readonly Finding[];
}

/** Checks that a worker's metadata is well-formed, that the parser accepts its recipe, and that both say the same. */
export function validateWorker(worker: WorkerFiles): ValidatedWorker {
  const metadata = readMetadata(worker);
  if (metadata !== undefined && 'value' in metadata && isOnlyReleased(worker, metadata.value))
    return validateReleased(worker, metadata.value);
  const text = readText(worker, RECIPE_FILE);
  if (metadata === undefined || 'problem' in metadata || text === undefined || 'problem' in text) {
    const problems = [metadata, text].flatMap((read) => (read && 'problem' in read ? [read.problem] : []));
    return { recipes: [], findings: [...worker.findings, ...located(worker, problems)] };
  }
  const programs = workersOf(metadata.value);
  const { recipes, problems } = parseRecipes(text.value, programs);
  const { files: all } = worker;
  const files = new Map([...all].filter(([name]) => name !== METADATA_FILE && name !== RECIPE_FILE));
  const found = CHECKS.flatMap((check) => check({ metadata: metadata.value, programs, recipes, files }));
  const findings = [...worker.findings, ...located(worker, [...problems, ...found])];
  if (findings.some(({ severity }) => severity === 'error')) return { recipes, findings };
  const release = { metadata: metadata.value, pkgbuild: text.value, files, isFormer: worker.isFormer };
  return { release, recipes, findings };
}

/** Whether it is only taken from its project's releases: there is nothing to build. */
function isOnlyReleased({ files }: WorkerFiles, metadata: WorkerMetadata): boolean {
  return metadata.release !== undefined && !files.has(RECIPE_FILE);
}

function validateReleased(worker: WorkerFiles, metadata: WorkerMetadata): ValidatedWorker {
  const files = new Map([...worker.files].filter(([name]) => name !== METADATA_FILE));
  const { findings, isFormer } = worker;
  const isRefused = findings.some(({ severity }) => severity === 'error');
  return { recipes: [], findings, ...(!isRefused && { release: { metadata, files, isFormer } }) };
}

/** A value, or what is wrong with it; nothing when another finding already says so. */
type Read<T> = { readonly value: T } | { readonly problem: CheckProblem } | undefined;

function readMetadata(worker: WorkerFiles): Read<WorkerMetadata> {
  const text = readText(worker, METADATA_FILE);
  if (text === undefined || 'problem' in text) return text;
  const parsed = parseJson(text.value);
  if ('problem' in parsed) return parsed;
  const result = parseWorkerMetadata(parsed.value);
  if (result.type === 'invalid') return metadataProblem(result.problem.message, result.problem.path);
  const { id, version } = result.metadata;
  if (id !== worker.id) return metadataProblem(`Expected the name of its folder, "${worker.id}"`, 'id');
  if (worker.version !== undefined && version !== worker.version)
    return metadataProblem(`Expected the name of its folder, "${worker.version}"`, 'version');
  return { value: result.metadata };
}

function parseJson(text: string): { readonly value: unknown } | { readonly problem: CheckProblem } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return metadataProblem(`it is not JSON: ${messageOf(error)}`);
  }
}

function metadataProblem(message: string, field?: string): { readonly problem: CheckProblem } {
  const about = { severity: 'error', code: 'METADATA', file: METADATA_FILE } as const;
  return { problem: { ...about, ...(field && { field }), message } };
}

function readText({ files, findings }: WorkerFiles, file: string): Read<string> {
  const bytes = files.get(file);
  const isExplained = findings.some(
    ({ path, severity }) => severity === 'error' && path.endsWith(`/${file}`),
  );
  if (bytes === undefined) {
    const isUnread = findings.some(({ severity, code }) => severity === 'error' && code === 'FILE');
    return isExplained || isUnread ? undefined : fileProblem(file, 'it is missing');
  }
  try {
    return { value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return fileProblem(file, 'it is not UTF-8');
  }
}

function fileProblem(file: string, message: string): { readonly problem: CheckProblem } {
  return { problem: { severity: 'error', code: 'FILE', file, message } };
}

/** With the facts that every client has: the architecture, and the variables that the entry sets. */
function parseRecipes(text: string, programs: readonly WorkerMetadata[]) {
  const { views, problems } = viewRecipe(text, programs);
  const found = problems.map(
    ({ severity, message, range }): CheckProblem => ({
      ...{ severity, code: 'RECIPE', file: RECIPE_FILE },
      ...{ line: range.start.line, message },
    }),
  );
  return { recipes: views, problems: found };
}

/** With their place below the folder of workers; what holds on several architectures is said once. */
function located({ path }: WorkerFiles, problems: readonly CheckProblem[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const { file, message, ...problem } of problems) {
    const finding = { ...problem, path: `${path}/${file}`, message: showForeign(message) };
    findings.set(JSON.stringify(finding), finding);
  }
  return [...findings.values()];
}
