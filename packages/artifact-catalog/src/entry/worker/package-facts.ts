import { z } from 'zod';
import { orAbsent } from '../schema-parts.js';

/** Links and files that a record lists. */
const MAX_LISTED = 1_000;

const text = z.string();

/** What is to be known of a worker's package, as its record has it. Paths are those in the worker's folder. */
export const StoredPackage = z.object({
  program: text,
  launcher: orAbsent(z.object({ kind: z.enum(['library-path', 'mounts']), why: text })),
  links: orAbsent(z.array(z.object({ path: text, target: text })).max(MAX_LISTED)),
  privileged: orAbsent(z.array(text).max(MAX_LISTED)),
});

/** What is to be known of a worker's package. Paths are those in the worker's folder, with `/`. */
export interface PackageFacts {
  /** The program itself; the worker's `path` is this, or the launcher that starts it. */
  readonly program: string;
  /** Why the program is started by a launcher, where it is. */
  readonly launcher?: { readonly kind: 'library-path' | 'mounts'; readonly why: string };
  /** The first 1,000 links that lead out of the package. They are as the package had them. */
  readonly links?: readonly { readonly path: string; readonly target: string }[];
  /** The first 1,000 files whose setuid and setgid bits were removed. */
  readonly privileged?: readonly string[];
}

/** The settings that a worker was built with, as its record has them. */
export const StoredBuildSettings = z.object({
  env: orAbsent(z.record(text, text)),
  packages: orAbsent(z.array(text)),
  program: orAbsent(text),
  native: orAbsent(z.literal(true)),
  network: orAbsent(z.record(text, z.array(text))),
});

/** The settings that a worker was built with, beside its recipe. */
export interface RecordedSettings {
  /** Variables that the recipe read. */
  readonly env?: Readonly<Record<string, string>>;
  /** Packages of a split recipe that were put together. */
  readonly packages?: readonly string[];
  /** The program that was asked for: a file name or a path in the package. */
  readonly program?: string;
  /** Whether it was optimized for the processor of the machine that built it. */
  readonly native?: true;
  /** By phase: the ecosystems or hosts that it was allowed to reach. */
  readonly network?: Readonly<Record<string, readonly string[]>>;
}

/** A server that a build asked for. */
export const StoredHost = z.object({ host: text, allowed: z.boolean(), phase: orAbsent(text) });

/** What a build took, as a record has it. */
export const StoredBuildCost = z.object({
  milliseconds: z.number().nonnegative(),
  cpu_milliseconds: z.number().nonnegative(),
  peak_memory_bytes: orAbsent(z.number().nonnegative()),
});

/** What the functions of a recipe took, together. */
export interface RecordedBuildCost {
  readonly milliseconds: number;
  /** Processor time, user and system. */
  readonly cpuMilliseconds: number;
  /** The most memory that the processes of one function had to themselves at once, by samples; Linux only. */
  readonly peakMemoryBytes?: number;
}

/** A server that a build asked for, as `name:port`. */
export interface RecordedHost {
  readonly host: string;
  readonly allowed: boolean;
  readonly phase?: string;
}
