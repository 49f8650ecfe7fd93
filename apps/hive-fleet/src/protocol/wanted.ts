import { ModelReference, StartSettings } from 'rbee-hive-daemon/api';
import { z } from 'zod';
import { LineName } from './names.js';

const MAX_LINES = 64;
const MAX_PATH_LENGTH = 4_096;

/** The id of a worker in the hives' registry. */
const WorkerId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be letters, digits, ".", "_" or "-", at most 128')
  .refine((id) => !id.includes('..'), 'must not have ".."');

/** A version of a worker, to the letter. */
const Version = z.string().regex(/^[A-Za-z0-9._+:~-]{1,128}$/, 'must be a version such as 1.2.3');

/** A model that each hive pulls, or a file that it has. */
const LineModel = z.union([
  ModelReference,
  z
    .string()
    .max(MAX_PATH_LENGTH)
    .regex(/^\/\P{Cc}*$/u, 'must be an absolute path, or begin with hf:, ollama: or lmstudio:'),
]);

/** What a line's worker is started with. */
const LineOptions = StartSettings.omit({ model: true, restart: true });

/** What a line asks for, wherever it runs. */
export const lineFields = {
  name: LineName.meta({ description: 'What the line is called; unique' }),
  worker: WorkerId.meta({ description: 'Id of a worker in the hives’ registry' }),
  version: Version.optional().meta({
    description: 'The version that runs (default: what the registry has when a hive installs it)',
  }),
  model: LineModel.optional().meta({
    description: '`hf:…`, `ollama:…` or `lmstudio:…`, which each hive pulls; or a path on the hives',
  }),
  options: LineOptions.optional().meta({ description: 'What the worker is started with' }),
};

/** One line of what is wanted of a hive. */
export const WantedLine = z.strictObject(lineFields);
export type WantedLine = Readonly<z.output<typeof WantedLine>>;

/** What is wanted of one hive, whole: the value of `HIVE.state`. */
export const Wanted = z.object({
  format: z.literal(1),
  /** Grows with each change; a report says which it is about. */
  generation: z.int().min(1),
  lines: z.array(WantedLine).max(MAX_LINES).readonly(),
});
export type Wanted = Readonly<z.output<typeof Wanted>>;
