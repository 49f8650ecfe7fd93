import type { HintedFailure } from './command-hint.js';

/** What a user of the command line does about a failure of a model's; else what its own hint says. */
export function modelHint({ code, hint }: HintedFailure): string | undefined {
  return Object.hasOwn(HINTS, code) ? HINTS[code]?.(hint ?? '') : hint;
}

const HINTS: Readonly<Record<string, (hint: string) => string>> = {
  GATED: (hint) =>
    hint.replace('then pass a token of that account', 'then put a token of that account into HF_TOKEN'),
  MODEL_NOT_FOUND: (hint) =>
    hint.replace('a private model needs a token', 'a private model needs a token in HF_TOKEN'),
  ACCESS_DENIED: () => 'Check that the token in HF_TOKEN is valid and may read this model.',
  RATE_LIMITED: (hint) => hint.replace('or pass a token', 'or put a token into HF_TOKEN'),
  DIGEST_REQUIRED: () => 'Give the digest that its publisher names with --sha256 DIGEST.',
  ALREADY_EXISTS: () =>
    'Give this one another id with --id ID, or remove the other with rbee-hive model remove.',
  NOT_FOUND: () => 'rbee-hive model list shows the ids of the models that are here.',
  DISK_FULL: () => 'Free some space; rbee-hive model prune and rbee-hive model remove help.',
  BUSY: () => 'Without --no-wait it waits.',
  OFFLINE: () => 'Unset HF_HUB_OFFLINE, or use a model that is in the catalog.',
};
