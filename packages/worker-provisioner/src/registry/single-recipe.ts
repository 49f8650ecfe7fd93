import type { CallOptions } from '@rbee/artifact-catalog';
import { detectHost, openMachine } from '@rbee/aur-arch';
import { type Pkgbuild, parsePkgbuild } from '@rbee/pkgbuild-parser';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { readWorkers } from '@rbee-internal/worker-entry';
import { ProvisionError } from '../errors.js';
import { parseRecipe } from '../recipe/parse-recipe.js';
import { KEY_FOLDER, keyFileName, MAX_KEY_BYTES } from './key-files.js';
import { MAX_FILE_BYTES, MAX_PKGBUILD_BYTES } from './limits.js';
import type { OpenRecipeOptions } from './open-recipe-options.js';
import { requireWorkerId } from './worker-id.js';
import type { RegistryTrust, SingleRecipeRegistry } from './worker-registry.js';

/** A place with a PKGBUILD, its local files, and perhaps a `worker.json`. */
export interface RecipePlace {
  /** What to call it: a folder or URL, without credentials. */
  readonly origin: string;
  /** What of this machine its recipe may name as a source. */
  readonly localSources: RegistryTrust['localSources'];
  /** The bytes of a file beside the PKGBUILD, or below with `/`; `undefined` when there is none of that name. */
  read(name: string, options: CallOptions & { readonly maxBytes: number }): Promise<Uint8Array | undefined>;
}

/**
 * Makes a registry of one worker from a place with a PKGBUILD. What a `worker.json` beside it does not say comes
 * from the PKGBUILD: `pkgbase`, `pkgdesc`, `pkgver`, `arch`.
 *
 * @throws ProvisionError `RECIPE_NOT_FOUND`, `PKGBUILD_INVALID`, `REGISTRY_INVALID` (a bad `worker.json`)
 */
export async function openRecipe(
  place: RecipePlace,
  options: OpenRecipeOptions,
): Promise<SingleRecipeRegistry> {
  const { signal, architecture } = options;
  const text = await requireText(place, 'PKGBUILD', signal);
  const workerJson = await place.read('worker.json', { signal, maxBytes: MAX_PKGBUILD_BYTES });
  const worker =
    workerJson === undefined
      ? metadataOf(await parseHere(text, place.origin, architecture))
      : readWorkerJson(workerJson, place);
  requireWorkerId(worker.id);
  return {
    id: worker.id,
    origin: place.origin,
    // What a recipe's own worker.json says of the licence token is a stranger's word.
    trustOf: () => ({ localSources: place.localSources, licenseOrigins: [] }),
    list: async () => ({ workers: [worker], problems: [] }),
    find: async () => [worker],
    pkgbuild: async () => text,
    file: (_worker, name, { signal } = {}) => requireFile(place, name, signal),
    key: (_worker, fingerprint, { signal } = {}) =>
      place.read(`${KEY_FOLDER}/${keyFileName(fingerprint)}`, { signal, maxBytes: MAX_KEY_BYTES }),
  };
}

/** Only a recipe that asks for facts of the machine is told the few that need no environment. */
async function parseHere(text: string, origin: string, carch: string): Promise<Pkgbuild> {
  const { pkgbuild } = parsePkgbuild(text, { facts: { carch } });
  if (pkgbuild !== undefined) return pkgbuild;
  const machine = await openMachine({ host: detectHost(process), env: {} });
  const { commands: _unknown, ...facts } = await machine.readFacts();
  return parseRecipe(text, { origin, facts: { ...facts, carch } });
}

function metadataOf(recipe: Pkgbuild): WorkerMetadata {
  return {
    id: recipe.pkgbase,
    name: recipe.scalars.get('pkgdesc') || recipe.pkgbase,
    version: recipe.pkgver,
    platforms: ['linux', 'macos', 'windows'],
    architectures: recipe.arch,
    depends: recipe.arrays.get('depends') ?? [],
    makedepends: recipe.arrays.get('makedepends') ?? [],
    requiresLicense: false,
    licenseOrigins: [],
  };
}

function readWorkerJson(bytes: Uint8Array, place: RecipePlace): WorkerMetadata {
  const problem = (text: string, cause?: unknown) =>
    new ProvisionError({
      code: 'REGISTRY_INVALID',
      message: `The worker.json of ${place.origin} cannot be used: ${text}.`,
      hint: 'Correct it, or remove it: then the PKGBUILD alone counts.',
      cause,
    });
  let entry: unknown;
  try {
    entry = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw problem('it is not JSON', cause);
  }
  const read = readWorkers(entry);
  if ('problem' in read) throw problem(read.problem);
  const [worker] = read.value;
  if (worker === undefined || read.value.length > 1) throw problem('it must describe one worker');
  return worker;
}

async function requireText(place: RecipePlace, name: string, signal?: AbortSignal): Promise<string> {
  const bytes = await place.read(name, { signal, maxBytes: MAX_PKGBUILD_BYTES });
  if (bytes !== undefined) return Buffer.from(bytes).toString('utf8');
  throw new ProvisionError({
    code: 'RECIPE_NOT_FOUND',
    message: `${place.origin} has no ${name}.`,
    hint: 'Name a folder, or a URL, that has a PKGBUILD directly in it.',
  });
}

async function requireFile(place: RecipePlace, name: string, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await place.read(name, { signal, maxBytes: MAX_FILE_BYTES });
  if (bytes !== undefined) return bytes;
  throw new ProvisionError({
    code: 'RECIPE_NOT_FOUND',
    message: `The PKGBUILD of ${place.origin} names the local source ${JSON.stringify(name)}, which is not beside it.`,
    hint: `Put ${name} beside the PKGBUILD, or take it out of source=().`,
  });
}
