import { requirementsSchema } from '@rbee-internal/hardware/requirements';
import { decodeLaunch, StoredLaunch } from '@rbee-internal/worker-launch';
import { z } from 'zod';
import { workerIdSchema } from './names.js';
import { probeSchema } from './probe.js';
import {
  buildEnvironmentSchema,
  buildNetworkSchema,
  packageNamesSchema,
  programPathSchema,
} from './recipe-settings.js';
import { releaseSchema } from './release.js';
import { verifiedSchema } from './verified.js';

const text = z.string().min(1).max(4096);
const version = text.max(128).regex(/^[^\s/:-][^\s/-]*$/, 'must be a version without blanks, "/" and "-"');

/** Every field of a worker's entry, in camelCase. In files and over HTTP the keys are in snake_case. */
export const workerMetadataFields = {
  id: workerIdSchema.describe('The worker id'),
  name: text.describe('A name for people'),
  version: version.describe('The version of the worker, as in pkgver'),
  platforms: z.array(text).min(1).max(16).readonly().describe('linux, macos, windows'),
  architectures: z
    .array(text)
    .min(1)
    .max(16)
    .readonly()
    .describe("In Arch's terms: x86_64, aarch64; any for all"),
  workerType: text
    .transform(workerTypeOf)
    .optional()
    .describe('cpu, cuda, metal, rocm, vulkan or another word'),
  description: text.optional().describe('One sentence'),
  license: text.optional().describe("The worker's license, as an SPDX expression"),
  depends: z.array(text).max(256).readonly().default([]).describe('What must be installed for it to run'),
  makedepends: z
    .array(text)
    .max(256)
    .readonly()
    .default([])
    .describe('What must be installed for it to be built'),
  binaryName: programPathSchema
    .optional()
    .describe('The file name of the program, or its path in the package'),
  requiresLicense: z.boolean().default(false).describe('Whether its sources need a license token'),
  licenseOrigins: z
    .array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin))
    .max(16)
    .readonly()
    .default([])
    .describe('Origins that ask for the license token'),
  pkgbuildUrl: text
    .optional()
    .describe("Where its PKGBUILD is, when not at the usual path of the registry's own origin"),
  variantOf: workerIdSchema.optional().describe('The worker that it is a variant of'),
  backend: text.max(32).optional().describe('What it computes with: cpu, cuda …'),
  requires: requirementsSchema.optional().describe('What it requires of the hardware'),
  launch: StoredLaunch.transform(decodeLaunch).optional().describe('How it is started and what it serves'),
  probe: probeSchema.optional().describe('How the program is shown to work before it is recorded'),
  yanked: z
    .union([z.boolean(), text])
    .transform((value) => (value === true ? 'no reason is given' : value || undefined))
    .optional()
    .describe('Why this version was withdrawn'),
  env: buildEnvironmentSchema.optional().describe('Variables that the recipe reads'),
  network: buildNetworkSchema
    .optional()
    .describe('Which ecosystems or hosts each phase of the build has to reach'),
  packages: packageNamesSchema
    .optional()
    .describe('Packages of a split recipe that make up the worker, the one with the program first'),
  release: releaseSchema
    .optional()
    .describe("The project's own programs, which are taken where one fits the machine"),
  example: z.boolean().optional().describe('Whether it is there to be looked at: lists have it last'),
  verified: verifiedSchema.optional().describe('How far it was tried, by whom, and when'),
} satisfies z.ZodRawShape;

/** What a registry says of one worker. */
export const workerMetadataSchema = z.object(workerMetadataFields);

/** What a registry says of one worker, as it is read. Lists are never empty unless said otherwise. */
export type WorkerMetadata = Readonly<z.output<typeof workerMetadataSchema>>;

/** What a registry says of one worker, as it is written, in camelCase. */
export type WorkerMetadataInput = Readonly<z.input<typeof workerMetadataSchema>>;

/** Which ecosystems or hosts each phase of a build may reach. */
export type BuildNetwork = z.output<typeof buildNetworkSchema>;

/** The worker type that metadata means: `cpu` is `CpuLlm`; an unknown spelling is returned unchanged. */
export function workerTypeOf(spelling: string): string {
  return TYPE_BY_BACKEND.get(spelling.toLowerCase()) ?? spelling;
}

const TYPE_BY_BACKEND: ReadonlyMap<string, string> = new Map([
  ['cpu', 'CpuLlm'],
  ['cuda', 'CudaLlm'],
  ['metal', 'MetalLlm'],
  ['rocm', 'RocmLlm'],
  ['vulkan', 'VulkanLlm'],
]);
