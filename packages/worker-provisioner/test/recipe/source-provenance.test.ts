import { parseSource } from '@rbee/pkgbuild-parser';
import type { FetchedSource } from '@rbee/source-fetcher';
import { expect, test } from 'vitest';
import { lockWorkers } from '../../src/lockfile/lockfile.js';
import { sourceProvenance } from '../../src/recipe/source-provenance.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const fetched: FetchedSource = {
  source: parseSource('https://user:secret@example.org/x.tar.gz'),
  path: '/src/x.tar.gz',
  digest: DIGEST,
  verified: 'checksum',
  signedBy: 'ABCD',
  extracted: true,
};

test('a source is recorded with what it was and who signed it, without its password', () => {
  expect(sourceProvenance(fetched)).toEqual({
    url: 'https://example.org/x.tar.gz',
    digest: DIGEST,
    signedBy: 'ABCD',
  });
});

test('a lockfile locks the bytes, and not who signed them', () => {
  const worker = {
    ...({ id: 'tool-v1-linux', workerType: 'CpuLlm', platform: 'Linux', path: '/x', size: 1 } as const),
    ...({ status: 'Available', version: '1', addedAt: '2026-01-01T00:00:00Z', catalogId: 'tool' } as const),
    provenance: {
      ...{ origin: 'x', pkgbuildDigest: DIGEST, installedBy: 'x', sources: [sourceProvenance(fetched)] },
      ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
    },
  };
  expect(lockWorkers([worker]).workers.tool?.platforms).toEqual({
    'linux-any': { sources: [{ url: 'https://example.org/x.tar.gz', digest: DIGEST }] },
  });
});
