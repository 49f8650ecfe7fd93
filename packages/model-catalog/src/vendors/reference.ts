import { showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError } from '../errors.js';

/** The longest reference that is read. */
const MAX_REFERENCE_LENGTH = 2_000;

/** A reference to a repository of a hub, or to a model of a store like it. */
export interface RepositoryReference {
  /** `owner/name`, or a name alone. */
  readonly repository: string;
  /** A quantization or a file. */
  readonly tag?: string | undefined;
  readonly revision?: string | undefined;
}

const NAME = '[A-Za-z0-9][A-Za-z0-9._-]{0,95}';
const REPOSITORY = new RegExp(
  `^(?<repository>(?:${NAME}/)?${NAME})(?::(?<tag>[^@\\p{Cc}]{1,500}))?(?:@(?<revision>[^\\p{Cc}]{1,200}))?$`,
  'u',
);

/**
 * Reads what comes behind `hf:`: `org/repo[:quantization or file][@revision]`.
 * @throws ModelCatalogError `INVALID_REFERENCE`
 */
export function parseRepositoryReference(reference: string, scheme: string): RepositoryReference {
  const groups = REPOSITORY.exec(reference.slice(scheme.length))?.groups;
  const { repository, tag, revision } = groups ?? {};
  const isSafe = (part: string | undefined) =>
    !part?.split('/').some((name) => name === '..' || name === '.' || name === '');
  if (repository === undefined || !isSafe(tag) || !isSafe(revision) || /\.\.|--/.test(repository)) {
    throw invalidReference(
      reference,
      `"${scheme}org/repo", with ":Q4_K_M" or ":file.gguf" and "@revision" behind it`,
    );
  }
  return { repository, tag, revision };
}

/** Refuses what no vendor could read. */
export function requireReference(reference: unknown): asserts reference is string {
  if (typeof reference !== 'string' || reference === '') throw invalidReference(String(reference), EXPECTED);
  if (reference.length > MAX_REFERENCE_LENGTH || /[\p{Cc}\p{Cs}]/u.test(reference))
    throw invalidReference(reference, EXPECTED);
}

const EXPECTED =
  'such as "hf:org/repo:Q4_K_M", "https://host/model.gguf", "/path/model.gguf" or "ollama:llama3.2"';

export function invalidReference(reference: string, expected: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'INVALID_REFERENCE',
    message: `"${showForeign(reference)}" is not a reference to a model.`,
    hint: `Write it as ${expected}.`,
  });
}
