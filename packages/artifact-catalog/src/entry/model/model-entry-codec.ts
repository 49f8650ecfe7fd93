import type { ArtifactCodec } from '../../contracts/artifact-codec.js';
import { decodeStored, withoutUndefined } from '../decode-stored.js';
import type { GgufSummary, ModelEntry, ModelFile } from './model-entry.js';
import { StoredModelEntry } from './model-schema.js';

/**
 * Models on disk: `id`, `name`, `author`, `source`, `path`, `size`, `status`, `added_at`, `model_type`, `config`, and
 * what was added since. Reads the later spellings too. Only `id`, `name`, `path`, `size`, `status` and `added_at` must be
 * there.
 */
export const modelEntryCodec: ArtifactCodec<ModelEntry> = {
  decode(stored) {
    const { added_at, model_type, files, gguf, ...same } = decodeStored(StoredModelEntry, stored);
    return withoutUndefined({
      ...same,
      addedAt: added_at,
      modelType: model_type,
      files: files?.map(decodeFile),
      gguf: gguf && decodeGguf(gguf),
    });
  },
  encode(model) {
    return withoutUndefined({
      id: model.id,
      name: model.name,
      author: model.author,
      source: model.source,
      path: model.path,
      size: model.size,
      status: model.status,
      added_at: model.addedAt,
      model_type: model.modelType,
      config: model.config,
      format: model.format,
      vendor: model.vendor,
      requested: model.requested,
      commit: model.commit,
      license: model.license,
      storage: model.storage,
      mmproj: model.mmproj,
      files: model.files?.map(encodeFile),
      gguf: model.gguf && encodeGguf(model.gguf),
    });
  },
};

function decodeFile({ modified_at, ...same }: NonNullable<StoredModelEntry['files']>[number]): ModelFile {
  return withoutUndefined({ ...same, modifiedAt: modified_at });
}

function encodeFile({ path, size, role, digest, modifiedAt }: ModelFile): Record<string, unknown> {
  return withoutUndefined({ path, size, role, digest, modified_at: modifiedAt });
}

function decodeGguf(stored: NonNullable<StoredModelEntry['gguf']>): GgufSummary {
  const { context_length, embedding_length, vocabulary_size, has_chat_template, ...same } = stored;
  return withoutUndefined({
    ...same,
    contextLength: context_length,
    embeddingLength: embedding_length,
    vocabularySize: vocabulary_size,
    hasChatTemplate: has_chat_template,
  });
}

function encodeGguf(gguf: GgufSummary): Record<string, unknown> {
  return withoutUndefined({
    architecture: gguf.architecture,
    parameters: gguf.parameters,
    quantization: gguf.quantization,
    context_length: gguf.contextLength,
    layers: gguf.layers,
    embedding_length: gguf.embeddingLength,
    vocabulary_size: gguf.vocabularySize,
    experts: gguf.experts,
    has_chat_template: gguf.hasChatTemplate,
  });
}
