import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { type Candidate, type FileChoice, offersOf } from '../../choose/choose-files.js';
import { formatOf, roleOf } from '../../choose/file-kinds.js';
import { ModelCatalogError } from '../../errors.js';
import type { FileDigest, ResolvedFile, ResolvedModel } from '../../types.js';
import { choicesOf } from '../choices-of.js';
import type { RepositoryReference } from '../reference.js';
import { isSafeFileName } from '../safe-file-name.js';
import type { HubFile, HubModel } from './schema.js';

/** A choice that has files. */
export type FoundFiles<File extends Candidate> = Exclude<
  FileChoice<File>,
  { readonly found: 'no-such-file' | 'no-weights' }
>;

/** What was found on a hub. */
export interface HubFinding {
  readonly endpoint: string;
  readonly parsed: RepositoryReference;
  readonly model: HubModel;
  readonly commit: string;
  /** All files of the repository. */
  readonly files: readonly HubFile[];
  readonly choice: FoundFiles<HubFile>;
}

export function resolvedFrom(finding: HubFinding): ResolvedModel {
  const { endpoint, parsed, model, commit, files, choice } = finding;
  const chosen = filesOf(choice);
  const label = choice.found === 'safetensors' ? undefined : labelOf(choice.offer.label, finding);
  const suffix = parsed.revision === undefined ? '' : `@${parsed.revision}`;
  const [author, repositoryName] = model.id.includes('/') ? model.id.split('/') : [undefined, model.id];
  return {
    id: `hf:${model.id}${label === undefined ? '' : `:${label}`}${suffix}`,
    name: [repositoryName, label].filter((part) => part !== undefined).join(' '),
    author: model.author ?? author,
    source: redactUrl(`${endpoint}/${model.id}`),
    commit,
    license: licenseOf(model),
    gated: model.gated !== false && model.gated !== null && model.gated !== undefined,
    format: formatOf(chosen[0]?.name ?? '') ?? choice.found,
    files: chosen.map((file) => resolvedFile(file, finding)),
    choices: choicesOf(files),
  };
}

function filesOf(choice: FoundFiles<HubFile>): readonly HubFile[] {
  if (choice.found === 'safetensors') return choice.files;
  if (choice.found === 'ggml' || choice.projector === undefined) return choice.offer.files;
  return [...choice.offer.files, choice.projector];
}

/** The quantization where it means one model of the repository alone, else the file. */
function labelOf(label: string, { files, choice }: HubFinding): string {
  const same = offersOf(files).filter((offer) => offer.label === label);
  return same.length <= 1 ? label : (filesOf(choice)[0]?.name ?? label);
}

function resolvedFile(file: HubFile, { endpoint, model, commit }: HubFinding): ResolvedFile {
  if (!isSafeFileName(file.name)) {
    throw new ModelCatalogError({
      code: 'INVALID_ANSWER',
      message: `${showForeign(model.id)} names a file "${showForeign(file.name)}", which cannot be kept under that name.`,
      hint: 'Choose another file of the repository.',
    });
  }
  const encoded = file.name.split('/').map(encodeURIComponent).join('/');
  return {
    name: file.name,
    role: roleOf(file.name),
    size: file.size,
    digest: digestOf(file),
    origin: { type: 'url', url: `${endpoint}/${model.id}/resolve/${commit}/${encoded}` },
  };
}

function digestOf({ name, sha256, blob }: HubFile): FileDigest {
  if (sha256 !== undefined) return { algorithm: 'sha256', hex: sha256 };
  if (blob !== undefined) return { algorithm: 'git-blob', hex: blob };
  throw new ModelCatalogError({
    code: 'INVALID_ANSWER',
    message: `The hub gives no digest of "${showForeign(name)}".`,
    hint: 'Check that the endpoint is one of a hub.',
  });
}

export function licenseOf({ cardData, tags }: HubModel): string | undefined {
  const tagged = tags?.find((tag) => tag.startsWith('license:'))?.slice('license:'.length);
  const license = cardData?.license ?? tagged;
  return license === undefined || license === '' ? undefined : showForeign(license).slice(0, 100);
}
