import type { ExecuteEvent, SandboxProblem } from '@rbee/pkgbuild-executor';
import type { FetchEvent } from '@rbee/source-fetcher';
import { z } from 'zod';
import { missingLibrariesSchema } from './launcher/missing-libraries.js';
import { type RegistryEvent, registryEventSchema } from './registry/events.js';
import { chosenReleaseSchema } from './release/chosen-release.js';

/** The steps of an installation, in order. A function that the recipe does not define has no step. */
export const provisionStepSchema = z.enum([
  'metadata',
  'platform-check',
  'pkgbuild',
  'parse',
  'sources',
  'verify',
  'prepare',
  'pkgver',
  'build',
  'check',
  'package',
  'install',
  'prove',
  'catalog',
]);

/** The steps of an installation, in order. A function that the recipe does not define has no step. */
export type ProvisionStep = z.infer<typeof provisionStepSchema>;

/** A git source whose branch names another commit than the one that was built. */
export const movedSourceSchema = z.object({
  name: z.string(),
  from: z.string().describe('The commit that was built'),
  to: z.string().describe('The commit that would be built now'),
});

/** A git source whose branch names another commit than the one that was built. */
export type MovedSource = Readonly<z.infer<typeof movedSourceSchema>>;

/** A symbolic link of a package that leads out of it. It is kept, and nothing here follows it. */
const outwardLinkSchema = z.object({ path: z.string(), target: z.string() });

/** Every event that this package itself emits, without the job and the worker. */
export const ownEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('step-start'), step: provisionStepSchema }),
  z.object({ type: z.literal('step-end'), step: provisionStepSchema, milliseconds: z.number() }),
  z
    .object({
      type: z.literal('waiting'),
      pid: z.number().optional(),
      since: z.string().optional(),
      label: z.string().optional(),
    })
    .describe('Another job installs the same worker; this one goes on when that has ended'),
  z
    .object({ type: z.literal('already-installed'), artifactId: z.string() })
    .describe('The same recipe is installed: nothing is built'),
  chosenReleaseSchema
    .extend({ type: z.literal('release-chosen') })
    .describe("The project's own program is installed; nothing is built"),
  z
    .object({
      type: z.literal('store-used'),
      place: z.string().describe('The store: oci://host/repository'),
      digest: z.string(),
      signedBy: z.string().describe('The id of the key that vouches for it'),
    })
    .describe('What a trusted store has built of the same inputs is installed; nothing is built'),
  z
    .object({ type: z.literal('store-not-used'), reason: z.string() })
    .describe('Stores are trusted, and it is built here all the same'),
  z
    .object({ type: z.literal('release-not-used'), reason: z.string() })
    .describe("The project's own programs are not used, and the recipe is built"),
  movedSourceSchema
    .extend({ type: z.literal('source-moved') })
    .describe('The same recipe is installed, but its source is another commit now, which is built'),
  z
    .object({ type: z.literal('sources-unchecked'), artifactId: z.string(), reason: z.string() })
    .describe('Whether the sources of the installed worker moved could not be checked; it is kept as it is'),
  z
    .object({
      type: z.literal('needs-missing'),
      missing: z.array(z.string()),
      command: z.string().optional(),
    })
    .describe('The recipe names dependencies that this machine lacks, and they were ignored on request'),
  z
    .object({ type: z.literal('program-kept'), folder: z.string(), until: z.string() })
    .describe(
      'The built package is kept until then: the same call with a program finishes without a rebuild',
    ),
  z
    .object({ type: z.literal('build-reused'), builtAt: z.string() })
    .describe('The package that was built before is used: nothing is fetched or built'),
  z
    .object({ type: z.literal('build-kept'), folder: z.string(), until: z.string(), goesOn: z.boolean() })
    .describe(
      'The folder of the build that failed is kept until then; goesOn: the same call, with the recipe mended, goes on in it',
    ),
  z
    .object({ type: z.literal('build-resumed'), folder: z.string(), phase: z.string().optional() })
    .describe('A build that failed is gone on with: its sources are neither fetched nor prepared again'),
  z
    .object({ type: z.literal('package-links'), links: z.array(outwardLinkSchema), count: z.number() })
    .describe(
      'The package has links that lead out of it; they are kept as they are; links are the first of them',
    ),
  z
    .object({ type: z.literal('setuid-dropped'), files: z.array(z.string()), count: z.number() })
    .describe('Setuid and setgid bits of these files were removed'),
  missingLibrariesSchema
    .extend({ type: z.literal('libraries-missing') })
    .describe('Files of the package need libraries that this machine lacks; the program may still work'),
  z
    .object({
      type: z.literal('build-progress'),
      done: z.number(),
      total: z.number(),
      secondsLeft: z.number().optional().describe('By how fast it went so far, once that can be told'),
    })
    .describe('How far the step says it is, as ninja, cmake and cargo count'),
  z
    .object({
      type: z.literal('warnings-folded'),
      count: z.number(),
      kinds: z
        .array(z.object({ kind: z.string(), count: z.number() }))
        .readonly()
        .describe('The most frequent first; at most ten'),
    })
    .describe('Warnings of the step that were left out: of each kind only the first are shown'),
  z
    .object({
      type: z.literal('launcher'),
      kind: z.enum(['library-path', 'mounts']),
      why: z.string(),
    })
    .describe('The program is started through a launcher; why is one sentence for people'),
]);

/** Events of the packages that fetch and build, which pass through unchanged. */
type PassedEvent =
  | FetchEvent
  /** A line that a function of the recipe printed, or a server that it asked for. */
  | Extract<ExecuteEvent, { readonly type: 'output' | 'network' }>
  /** The recipe and the new program run without a sandbox, why, and what to do. Emitted once, before they run. */
  | ({ readonly type: 'sandbox-missing' } & SandboxProblem);

// Their members are described where they are emitted; a reader takes any.
const passedEventSchema = z.looseObject({ type: z.string() }) as unknown as z.ZodType<PassedEvent>;

const eventBaseSchema = z.object({
  jobId: z.string().describe('The job that was passed to the call'),
  workerId: z.string().describe('The worker that was asked for'),
});

/** What every event carries. */
export type ProvisionEventBase = Readonly<z.infer<typeof eventBaseSchema>>;

/** What one event says. */
export type ProvisionEventBody = Readonly<z.infer<typeof ownEventSchema>> | RegistryEvent | PassedEvent;

/** What is emitted during an installation. */
export type ProvisionEvent = ProvisionEventBase & ProvisionEventBody;

/** {@link ProvisionEvent}. */
export const provisionEventSchema: z.ZodType<ProvisionEvent> = z.intersection(
  eventBaseSchema,
  z.union([ownEventSchema, registryEventSchema, passedEventSchema]),
);
