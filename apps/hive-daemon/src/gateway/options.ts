import os from 'node:os';
import { GatewayOptions } from '../api/gateway-options.js';
import { DaemonError } from '../errors.js';

type Defaulted = Omit<GatewayOptions, 'corsOrigins' | 'gpuMemoryBytes'>;

/** The options with every default applied. */
export interface GatewaySettings
  extends Readonly<{ [Name in keyof Defaulted]-?: NonNullable<Defaulted[Name]> }> {
  readonly corsOrigins: ReadonlySet<string>;
  /** Absent: what the GPUs have free. */
  readonly gpuMemoryBytes?: number | undefined;
}

const MEMORY_SHARE = 0.8;

/** @throws DaemonError `OPTION_INVALID` */
export function resolveGatewayOptions(options: GatewayOptions = {}): GatewaySettings {
  const [issue] = GatewayOptions.safeParse(options).error?.issues ?? [];
  if (issue !== undefined) throw invalid(String(issue.path[0] ?? ''), issue.message);
  const { corsOrigins = [], gpuMemoryBytes } = options;
  const given = (name: keyof Defaulted): number => options[name] ?? defaultOf(name);
  return {
    corsOrigins: new Set(corsOrigins),
    gpuMemoryBytes,
    keepAliveSeconds: given('keepAliveSeconds'),
    memoryBytes: given('memoryBytes'),
    loadedModels: given('loadedModels'),
    inFlight: given('inFlight'),
    queued: given('queued'),
    roomSeconds: given('roomSeconds'),
    requestBytes: given('requestBytes'),
    uploadBytes: given('uploadBytes'),
  };
}

/** The default that the schema names. */
function defaultOf(name: keyof Defaulted): number {
  if (name === 'memoryBytes') return Math.floor(totalBytes() * MEMORY_SHARE);
  return Number(GatewayOptions.shape[name].meta()?.default);
}

/** What this process may have at most: a container may get less than the machine has. */
function totalBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
}

function invalid(name: string, problem: string): DaemonError {
  return new DaemonError({
    code: 'OPTION_INVALID',
    message: `The daemon's option gateway.${name} is not valid: ${problem}.`,
    path: `gateway.${name}`,
  });
}
