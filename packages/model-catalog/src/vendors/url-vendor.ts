import path from 'node:path';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { formatOf, roleOf } from '../choose/file-kinds.js';
import { ModelCatalogError } from '../errors.js';
import type { FileDigest } from '../types.js';
import type { ResolvingVendor } from './model-vendor.js';
import { invalidReference } from './reference.js';
import { isSafeFileName } from './safe-file-name.js';

/** Models at any http(s) URL, with the digest that they must have: an option, or `#sha256=…` behind the URL. */
export function createUrlVendor(): ResolvingVendor {
  return {
    name: 'url',
    supports: (reference) => /^https?:\/\//i.test(reference),
    async resolve(reference, { signal, digest: given } = {}) {
      signal?.throwIfAborted();
      if (!URL.canParse(reference)) throw invalidReference(reference, '"https://host/model.gguf#sha256=…"');
      const url = new URL(reference);
      const digest = given ?? digestIn(url);
      url.hash = '';
      const name = decodeName(path.posix.basename(url.pathname));
      if (digest === undefined) throw digestRequired(url.href);
      if (!isSafeFileName(name))
        throw invalidReference(reference, 'the URL of a file, "https://host/model.gguf"');
      const role = formatOf(name) === undefined ? 'weights' : roleOf(name);
      return {
        id: name,
        name,
        source: redactUrl(url.href),
        format: formatOf(name) ?? 'other',
        files: [{ name, role, size: undefined, digest, origin: { type: 'url', url: url.href } }],
        choices: [],
      };
    },
  };
}

function digestIn({ hash }: URL): FileDigest | undefined {
  const hex = /^#sha256[=:]([0-9a-f]{64})$/i.exec(hash)?.[1]?.toLowerCase();
  return hex === undefined ? undefined : { algorithm: 'sha256', hex };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A stray percent sign: the name is taken as it is.
    return name;
  }
}

function digestRequired(url: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'DIGEST_REQUIRED',
    message: `Nothing proves what "${showForeign(redactUrl(url))}" sends: its digest is missing.`,
    hint: 'Put #sha256= and the 64 digits that its publisher gives behind the URL.',
  });
}
