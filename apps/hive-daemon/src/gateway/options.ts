import os from 'node:os';
import { DaemonError } from '../errors.js';

/** How the gateway behaves. */
export interface GatewayOptions {
  /** Origins whose pages may use it, such as `https://chat.example`. @default none */
  readonly corsOrigins?: readonly string[] | undefined;
  /** How long a model stays loaded after its last request, where the model does not say. @default 300 */
  readonly keepAliveSeconds?: number | undefined;
  /** What all models may take together. @default 80 % of this machine's memory */
  readonly memoryBytes?: number | undefined;
  /** Models that are loaded at once. @default 4 */
  readonly loadedModels?: number | undefined;
  /** Requests that one worker serves at once; some APIs allow one only. @default 32 */
  readonly inFlight?: number | undefined;
  /** Requests that wait for one model; further ones are refused with 429. @default 100 */
  readonly queued?: number | undefined;
}

/** The options with every default applied. */
export interface GatewaySettings {
  readonly corsOrigins: ReadonlySet<string>;
  readonly keepAliveSeconds: number;
  readonly memoryBytes: number;
  readonly loadedModels: number;
  readonly inFlight: number;
  readonly queued: number;
}

const MEMORY_SHARE = 0.8;

/** @throws DaemonError `OPTION_INVALID` */
export function resolveGatewayOptions(options: GatewayOptions = {}): GatewaySettings {
  const {
    corsOrigins = [],
    keepAliveSeconds = 300,
    memoryBytes = Math.floor(totalBytes() * MEMORY_SHARE),
  } = options;
  const { loadedModels = 4, inFlight = 32, queued = 100 } = options;
  const badOrigin = corsOrigins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (badOrigin !== undefined) throw invalid('corsOrigins', `${JSON.stringify(badOrigin)} is not an origin`);
  if (!(keepAliveSeconds >= 0 && keepAliveSeconds <= 1_000_000))
    throw invalid('keepAliveSeconds', 'it must be from 0 to 1000000');
  for (const [name, value] of Object.entries({ memoryBytes, loadedModels, inFlight, queued }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw invalid(name, 'it must be a whole number of at least 1');
  return {
    ...{ keepAliveSeconds, memoryBytes, loadedModels, inFlight, queued },
    corsOrigins: new Set(corsOrigins),
  };
}

/** What this process may have at most: a container may get less than the machine has. */
function totalBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
}

function invalid(option: string, problem: string): DaemonError {
  return new DaemonError({
    code: 'OPTION_INVALID',
    message: `The daemon's option gateway.${option} is not valid: ${problem}.`,
    path: `gateway.${option}`,
  });
}
