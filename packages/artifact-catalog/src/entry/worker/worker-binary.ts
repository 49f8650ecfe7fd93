import type { WorkerLaunch } from '@rbee-internal/worker-launch';
import type { Artifact } from '../../contracts/artifact.js';
import type { PackageFacts } from './package-facts.js';
import type { Provenance } from './provenance.js';

/** Operating systems as the catalog writes them. */
export type Platform = 'Linux' | 'MacOS' | 'Windows';

/** Backends the catalog knows by name. */
export type KnownWorkerType = 'CpuLlm' | 'CudaLlm' | 'MetalLlm' | 'RocmLlm' | 'VulkanLlm';

/** What kind of worker a program is; any further kind (image, speech …) is kept as the plain string it came as. */
export type WorkerType = KnownWorkerType | (string & Record<never, never>);

/** An installed worker program. */
export interface WorkerBinary extends Artifact {
  readonly workerType: WorkerType;
  readonly platform: Platform;
  readonly version: string;
  /** CPU architecture in Arch's terms, such as `x86_64`. */
  readonly architecture?: string;
  /** The id that was asked for, such as `llm-worker-rbee-cpu`. */
  readonly catalogId?: string;
  /** `sha256:` and 64 hex digits of the executable. */
  readonly digest?: string;
  /** `sha256:` digest of the whole tree, as `describeTree` gives it. */
  readonly treeDigest?: string;
  /** How it is started and what it serves; without one by the fixed rule. */
  readonly launch?: WorkerLaunch;
  /** What is to be known of its package. */
  readonly package?: PackageFacts;
  readonly provenance?: Provenance;
}
