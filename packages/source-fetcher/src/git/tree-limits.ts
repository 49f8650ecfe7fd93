import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';

interface Named {
  readonly name: string;
}

export function entriesError({ name }: Named, limit: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `The repository of '${showForeign(name)}' has more than ${limit} files (limits.archiveEntries).`,
    hint: 'Raise limits.archiveEntries if that is intended.',
  });
}

export function bytesError({ name }: Named, limit: number): SourceFetchError {
  return new SourceFetchError({
    code: 'LIMIT',
    message: `The files of '${showForeign(name)}' are more than ${limit} bytes (limits.unpackedBytes).`,
    hint: 'Raise limits.unpackedBytes if that is intended.',
  });
}
