import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { ModelCatalogError, type ModelCatalogErrorCode } from '../../errors.js';

/** A hub's answer that is not what was asked for. */
export interface HubRefusal {
  readonly status: number;
  /** Its header `X-Error-Code`. */
  readonly errorCode: string | undefined;
  readonly retryAfterMilliseconds?: number | undefined;
}

/** What was asked for, and how. */
export interface Asked {
  readonly endpoint: string;
  readonly repository: string;
  readonly revision?: string | undefined;
  readonly file?: string | undefined;
  readonly hasToken: boolean;
  readonly cause?: unknown;
}

/**
 * Tells refusals apart as the hub does: by `X-Error-Code`, since a repository that is not there, or that the token may
 * not see, is 401 without a token and 404 with one.
 */
export function hubRefusal(refusal: HubRefusal, asked: Asked): ModelCatalogError {
  const shown = showForeign(asked.repository);
  const { status, retryAfterMilliseconds } = refusal;
  const code = codeOf(refusal, asked);
  const page = redactUrl(`${asked.endpoint}/${asked.repository}`);
  return new ModelCatalogError({
    code,
    ...WORDS[code]({ asked, shown, status, page, retryAfterMilliseconds }),
    cause: asked.cause,
    retryAfterMilliseconds,
  });
}

type HubCode = Extract<
  ModelCatalogErrorCode,
  | 'GATED'
  | 'MODEL_NOT_FOUND'
  | 'REVISION_NOT_FOUND'
  | 'FILE_NOT_FOUND'
  | 'ACCESS_DENIED'
  | 'RATE_LIMITED'
  | 'UNREACHABLE'
  | 'INVALID_ANSWER'
>;

function codeOf({ status, errorCode }: HubRefusal, { hasToken }: Asked): HubCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status >= 500) return 'UNREACHABLE';
  if (errorCode === 'GatedRepo') return 'GATED';
  if (errorCode === 'RevisionNotFound') return 'REVISION_NOT_FOUND';
  if (errorCode === 'EntryNotFound') return 'FILE_NOT_FOUND';
  if (errorCode === 'RepoNotFound' || status === 404) return 'MODEL_NOT_FOUND';
  if (status === 401 && !hasToken) return 'MODEL_NOT_FOUND';
  return status === 401 || status === 403 ? 'ACCESS_DENIED' : 'INVALID_ANSWER';
}

interface Words {
  readonly asked: Asked;
  readonly shown: string;
  readonly status: number;
  readonly page: string;
  readonly retryAfterMilliseconds: number | undefined;
}

const WORDS: Readonly<Record<HubCode, (words: Words) => { message: string; hint: string }>> = {
  GATED: ({ asked, shown, page }) => ({
    message: `The publisher of ${shown} asks to accept terms before a download.`,
    hint: asked.hasToken
      ? `Accept them at ${page} with the account of your token; some publishers accept each account by hand.`
      : `Accept them at ${page}, then pass a token of that account.`,
  }),
  MODEL_NOT_FOUND: ({ asked, shown }) => ({
    message: `There is no model ${shown} at ${redactUrl(asked.endpoint)}${asked.hasToken ? ' that the token may see' : ''}.`,
    hint: asked.hasToken
      ? 'Check how it is written.'
      : 'Check how it is written; a private model needs a token.',
  }),
  REVISION_NOT_FOUND: ({ asked, shown }) => ({
    message: `The model ${shown} has no revision "${showForeign(asked.revision ?? 'main')}".`,
    hint: 'Name a branch, a tag or a commit behind @, or none for the current state.',
  }),
  FILE_NOT_FOUND: ({ asked, shown }) => ({
    message: `The model ${shown} has no file "${showForeign(asked.file ?? '')}".`,
    hint: 'Plan the model without a file to see what it has.',
  }),
  ACCESS_DENIED: ({ shown, status }) => ({
    message: `The hub refused the token for ${shown} with status ${status}.`,
    hint: 'Check that the token is valid and may read this model.',
  }),
  RATE_LIMITED: ({ asked, retryAfterMilliseconds }) => ({
    message: `${redactUrl(asked.endpoint)} accepts no more requests for ${retryAfterMilliseconds === undefined ? 'a while' : `${Math.ceil(retryAfterMilliseconds / 1000)} s`}.`,
    hint: asked.hasToken ? 'Wait, then try again.' : 'Wait, or pass a token: its limit is higher.',
  }),
  UNREACHABLE: ({ asked, status }) => ({
    message: `${redactUrl(asked.endpoint)} failed with status ${status}.`,
    hint: 'Try again later.',
  }),
  INVALID_ANSWER: ({ asked, shown, status }) => ({
    message: `${redactUrl(asked.endpoint)} returned status ${status} for ${shown}.`,
    hint: 'Check that the endpoint is one of a hub.',
  }),
};
