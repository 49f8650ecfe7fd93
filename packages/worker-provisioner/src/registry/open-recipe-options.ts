import type { CallOptions } from '@rbee/artifact-catalog';
import { optionsSchema } from '@rbee-internal/check-options';
import { architectureSchema } from '@rbee-internal/hardware';
import { callShape, fetchFunction } from '../options/parts.js';

/** Options of `openFolderRecipe`. */
export interface OpenRecipeOptions extends CallOptions {
  /** In Arch's terms: `x86_64`, `aarch64` … */
  readonly architecture: string;
}

/** Options of `openUrlRecipe`. */
export interface OpenUrlRecipeOptions extends OpenRecipeOptions {
  /** Performs the requests. @default one without a proxy */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** {@link OpenUrlRecipeOptions}; those of a folder are among them. */
export const openRecipeOptionsSchema = optionsSchema<OpenUrlRecipeOptions>({
  ...callShape,
  architecture: architectureSchema,
  fetch: fetchFunction,
});
