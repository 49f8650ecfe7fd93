import type { GgufHeader } from './read-header.js';
import type { MetadataValue } from './read-value.js';

/** Keys of a model's metadata, those of its architecture without its name before them. */
export interface ModelKeys {
  number(key: string): number | undefined;
  text(key: string): string | undefined;
  value(key: string): MetadataValue | undefined;
}

export function modelKeys(metadata: GgufHeader['metadata'], architecture: string): ModelKeys {
  const value = (key: string) =>
    metadata.get(/^(?:general|tokenizer)\./.test(key) ? key : `${architecture}.${key}`);
  return {
    value,
    number(key) {
      const found = value(key);
      return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined;
    },
    text(key) {
      const found = value(key);
      return typeof found === 'string' && found !== '' ? found : undefined;
    },
  };
}
