import { decodeStored } from './decode-stored.js';
import { StoredModelEntry } from './schema.js';
import type { ArtifactCodec, ModelEntry } from './types.js';

/** Models on disk: `id`, `name`, `path`, `size`, `status`, `added_at`. Reads the later spellings too. */
export const modelEntryCodec: ArtifactCodec<ModelEntry> = {
  decode(stored) {
    const { added_at, ...same } = decodeStored(StoredModelEntry, stored);
    return { ...same, addedAt: added_at };
  },
  encode(model) {
    return {
      id: model.id,
      name: model.name,
      path: model.path,
      size: model.size,
      status: model.status,
      added_at: model.addedAt,
    };
  },
};
