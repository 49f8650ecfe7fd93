/** A backend that the machine's facts can be held against. */
export type KnownBackend = 'cpu' | 'cuda' | 'rocm' | 'vulkan' | 'metal';

/** One of the programs that a registry offers for a worker. */
export interface WorkerVariant {
  readonly id: string;
  /** @default the id's last word, when it is a known backend; else none is declared */
  readonly backend?: KnownBackend | (string & {}) | undefined;
  /** `linux`, `macos`, `windows`. */
  readonly platforms: readonly string[];
  /** In Arch's terms; `any` for all. */
  readonly architectures: readonly string[];
  readonly requires?: VariantRequirements | undefined;
}

/** What a variant needs. Versions are least versions, ordered as pacman's vercmp orders them. */
export interface VariantRequirements {
  /** NVIDIA driver, such as `550.54`. */
  readonly cudaDriver?: string | undefined;
  /** CUDA version that the driver must support, such as `12.4`. */
  readonly cuda?: string | undefined;
  /** Installed CUDA toolkit, for programs that compile kernels on the machine. */
  readonly cudaToolkit?: string | undefined;
  /** Least compute capability of a device: `8.0`, also written `80` or `sm_80`. */
  readonly computeCapability?: string | undefined;
  /** All compute capabilities it runs on; a device's must be one of them. */
  readonly computeCapabilities?: readonly string[] | undefined;
  /** AMD targets it runs on: `gfx1100`, `gfx11-generic`. */
  readonly gfx?: readonly string[] | undefined;
  readonly rocm?: string | undefined;
  /** Vulkan API version, of the loader and of a device. */
  readonly vulkan?: string | undefined;
  readonly macos?: string | undefined;
  /** Linux only. */
  readonly libc?: 'glibc' | 'musl' | undefined;
  /** Linux only; implies `libc: 'glibc'`. */
  readonly glibc?: string | undefined;
  /** In the spelling of /proc/cpuinfo; also `x86-64-v2` to `x86-64-v4`. */
  readonly cpuFeatures?: readonly string[] | undefined;
  /** Of one visible device for CUDA and ROCm; of the machine for CPU and Metal, and of either for Vulkan. */
  readonly memoryBytes?: number | undefined;
  /** Names of further requirements that a registry states and this version does not know. */
  readonly unknown?: readonly string[] | undefined;
}

/** How a variant is chosen. */
export interface ExplainOptions {
  /** Only this backend. Asking for `cpu` is the CPU asked for, also beside a GPU. @default any */
  readonly backend?: string | undefined;
  /** Whether the CPU may be chosen on a machine whose GPU no variant can use. @default false */
  readonly allowCpuFallback?: boolean | undefined;
  /** GPU backends, best first; others come after these, the CPU always last. @default cuda, metal, rocm, vulkan */
  readonly preference?: readonly string[] | undefined;
}

/** What is said of all variants of a worker, and which one to take. */
export interface VariantReport {
  /** All of them, in order of preference. */
  readonly variants: readonly ExplainedVariant[];
  readonly choice: VariantChoice;
}

/** Whether a machine can use a variant, and why. */
export interface ExplainedVariant {
  readonly id: string;
  /** `unspecified` when the variant declares none. */
  readonly backend: string;
  readonly verdict: 'usable' | 'unusable';
  /** Every requirement that is not met; for a usable one the single reason `REQUIREMENTS_MET`. */
  readonly reasons: readonly [Reason, ...Reason[]];
  /** 1 is preferred to 2, whatever the verdicts. */
  readonly preference: number;
}

/** `why` is text for a person: some sentences on one line. */
export type VariantChoice =
  | { readonly type: 'chosen'; readonly id: string; readonly why: string }
  | { readonly type: 'none'; readonly why: string }
  | { readonly type: 'refused'; readonly code: 'CPU_ON_GPU_HOST'; readonly why: string };

/** Why a variant can be used or not. */
export interface Reason {
  readonly code: ReasonCode;
  /** One sentence. */
  readonly message: string;
  /** What would change it, one sentence, when something would. */
  readonly remedy?: string | undefined;
  readonly facts: readonly UsedFact[];
}

/** A fact that a reason rests on. */
export interface UsedFact {
  /** Its place in the snapshot, such as `cuda.driverVersion`. */
  readonly name: string;
  /** As JSON, cut. */
  readonly value: string;
  readonly source: string;
}

/** What a reason is about. */
export type ReasonCode =
  | 'REQUIREMENTS_MET'
  /** Another backend was asked for. */
  | 'BACKEND_EXCLUDED'
  /** A backend that nothing is known of; it is usable when asked for. */
  | 'BACKEND_UNKNOWN'
  | 'PLATFORM_UNSUPPORTED'
  | 'ARCHITECTURE_UNSUPPORTED'
  | 'LIBC_MISMATCH'
  | 'GLIBC_TOO_OLD'
  | 'MACOS_TOO_OLD'
  | 'CPU_FEATURE_MISSING'
  | 'MEMORY_TOO_SMALL'
  /** No device of its sort is there. */
  | 'NO_DEVICE'
  /** The device is there, but its driver, or Vulkan's loader, does not answer. */
  | 'NO_DRIVER'
  /** The environment hides every device. */
  | 'DEVICES_HIDDEN'
  | 'DRIVER_TOO_OLD'
  | 'CUDA_TOO_OLD'
  | 'TOOLKIT_MISSING'
  | 'TOOLKIT_TOO_OLD'
  | 'COMPUTE_CAPABILITY_TOO_LOW'
  | 'COMPUTE_CAPABILITY_UNSUPPORTED'
  | 'ROCM_TOO_OLD'
  | 'GFX_UNSUPPORTED'
  | 'VULKAN_TOO_OLD'
  /** Vulkan has only a renderer that runs on the CPU. */
  | 'SOFTWARE_RENDERER'
  /** The only devices are ones that are not taken unless their backend is asked for. */
  | 'WEAK_DEVICE'
  /** The registry asks for something that this version cannot judge. */
  | 'REQUIREMENT_UNKNOWN'
  /** Needed to decide, and not known of this machine. */
  | 'FACT_UNKNOWN';
