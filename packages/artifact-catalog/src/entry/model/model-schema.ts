import { z } from 'zod';
import { withEitherKeys } from '../either-keys.js';
import { AbsolutePath, common, Digest, Text, Time } from '../schema.js';
import { orAbsent } from '../schema-parts.js';
import type { ModelFileRole } from './model-entry.js';

const Count = z.int().nonnegative();

const ROLES = ['weights', 'projector', 'adapter', 'config', 'tokenizer', 'other'] as const;

const StoredModelFile = withEitherKeys(
  z.object({
    path: Text,
    size: Count,
    // A role of a later version is one that this version has no use for.
    role: z.enum(ROLES).catch('other') satisfies z.ZodType<ModelFileRole>,
    digest: orAbsent(Digest),
    modified_at: orAbsent(Time),
  }),
);

const StoredGguf = withEitherKeys(
  z.object({
    architecture: Text,
    parameters: orAbsent(Count),
    quantization: orAbsent(Text),
    context_length: orAbsent(Count),
    layers: orAbsent(Count),
    embedding_length: orAbsent(Count),
    vocabulary_size: orAbsent(Count),
    experts: orAbsent(Count),
    has_chat_template: orAbsent(z.boolean()),
  }),
);

/** The `artifact` object of a model's record, in the fixed form or the later one. */
export const StoredModelEntry = withEitherKeys(
  z.object({
    ...common,
    name: Text,
    author: orAbsent(Text),
    source: orAbsent(Text),
    model_type: orAbsent(Text),
    config: orAbsent(z.record(z.string(), z.unknown())),
    format: orAbsent(Text),
    vendor: orAbsent(Text),
    requested: orAbsent(Text),
    commit: orAbsent(Text),
    license: orAbsent(Text),
    storage: orAbsent(z.enum(['owned', 'reference'])),
    mmproj: orAbsent(AbsolutePath),
    files: orAbsent(z.array(StoredModelFile)),
    gguf: orAbsent(StoredGguf),
  }),
);
export type StoredModelEntry = z.output<typeof StoredModelEntry>;
