import path from 'node:path';
import { isSystemError, messageOf } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { changeAlone } from '../change-alone.js';
import { CommandFailure } from '../errors.js';

const FILE_NAME = 'registry-roots.json';
const MAX_BYTES = 16 * 1024 * 1024;

const Content = z.object({ roots: z.record(z.string(), z.string()) });

/** By a registry's URL, the text of the root metadata that the user trusts for it. */
export type TrustedRoots = Readonly<Record<string, string>>;

/** The roots that the user trusts. @throws CommandFailure `REGISTRY_ROOTS_UNUSABLE` */
export async function readTrustedRoots(configDir: string): Promise<TrustedRoots> {
  const file = path.join(configDir, FILE_NAME);
  try {
    const content = await readRegularFile(file, { maxBytes: MAX_BYTES });
    return Content.parse(JSON.parse(content.toString('utf8'))).roots;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return {};
    throw unusable(file, error);
  }
}

/** Changes them, one process at a time. @throws as `readTrustedRoots`; the signal's reason */
export async function changeTrustedRoots(
  configDir: string,
  change: (roots: TrustedRoots) => TrustedRoots,
  signal: AbortSignal,
): Promise<void> {
  const file = path.join(configDir, FILE_NAME);
  try {
    await changeAlone(
      file,
      async () => {
        const roots = change(await readTrustedRoots(configDir));
        await replaceFile(file, `${JSON.stringify({ roots }, null, 2)}\n`, { mode: 0o600 });
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof CommandFailure ? error : unusable(file, error);
  }
}

const Root = z.looseObject({
  signed: z.looseObject({ _type: z.literal('root'), version: z.int().positive(), expires: z.string() }),
});

/** What a root says of itself. */
export interface RootFacts {
  readonly text: string;
  readonly version: number;
  readonly expires: string;
}

/** Reads a file of root metadata. @throws CommandFailure `REGISTRY_ROOTS_UNUSABLE` */
export async function readRootFile(file: string): Promise<RootFacts> {
  try {
    const text = (await readRegularFile(file, { maxBytes: 512_000 })).toString('utf8');
    return { text, ...rootFacts(text) };
  } catch (cause) {
    throw new CommandFailure({
      code: 'REGISTRY_ROOTS_UNUSABLE',
      message: `${file} is not the root metadata of a registry: ${reasonOf(cause)}.`,
      hint: 'Get root.json from who runs the registry, by a way that you trust.',
      cause,
    });
  }
}

/** Version and expiry of a root's text. */
export function rootFacts(text: string): Pick<RootFacts, 'version' | 'expires'> {
  const { version, expires } = Root.parse(JSON.parse(text)).signed;
  return { version, expires };
}

function reasonOf(cause: unknown): string {
  return cause instanceof SyntaxError || cause instanceof z.ZodError
    ? 'it is not JSON that says so'
    : messageOf(cause);
}

function unusable(file: string, cause: unknown): CommandFailure {
  return new CommandFailure({
    code: 'REGISTRY_ROOTS_UNUSABLE',
    message: `The list of trusted roots ${file} cannot be used: ${reasonOf(cause)}.`,
    hint: 'Correct or remove it; rbee-hive registry trust writes it again.',
    cause,
  });
}
