import type { Colors } from './colors.js';
import { createJsonOutput } from './json-output.js';
import { createPlainOutput } from './plain-output.js';
import type { Output, Streams } from './types.js';

/** What the person has said about the form of the output. */
export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly plain?: boolean;
}

export interface CreateOutputOptions extends Streams {
  readonly flags: OutputFlags;
  readonly colors: Colors;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The output that fits what the person said and where it goes. */
export async function createOutput({ flags, env, ...options }: CreateOutputOptions): Promise<Output> {
  if (flags.json) return createJsonOutput(options);
  const isLive = options.stderr.isTTY && env.TERM !== 'dumb' && !flags.plain && !flags.quiet;
  if (!isLive) return createPlainOutput({ ...options, quiet: flags.quiet ?? false });
  const { createLiveOutput } = await import('./live/live-output.js');
  return createLiveOutput(options);
}
