/** Operating systems that hardware can be detected on. */
export type OperatingSystem = 'linux' | 'macos' | 'windows';

/** Operating system and CPU architecture of a process. */
export interface HardwareHost {
  readonly os: OperatingSystem;
  /** In Arch's terms: `x86_64`, `aarch64` … */
  readonly architecture: string;
}

/** Something known of the machine, and where it is from. */
export interface Fact<T> {
  readonly value: T;
  /** A file's path, a command line, `environment NAME`, `host`, `override`, or several of them. */
  readonly source: string;
}

/** What a machine is and can compute with: plain JSON data, to be saved and read again. Absent means not known. */
export interface HardwareSnapshot extends MachineFacts {
  readonly specificationVersion: 1;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly cuda: CudaFacts;
  readonly rocm: RocmFacts;
  readonly vulkan: VulkanFacts;
  readonly metal: MetalFacts;
  /** Every probe that gave nothing; most are normal, such as `nvidia-smi` on a machine without NVIDIA. */
  readonly failures: readonly ProbeFailure[];
}

/** What is known of a machine whatever it computes with. */
export interface MachineFacts {
  readonly os: Fact<OperatingSystem>;
  /** Of the machine, in Arch's terms; under Rosetta `aarch64`, whatever the running process is. */
  readonly architecture: Fact<string>;
  /** macOS only: the product version, such as `14.5`. */
  readonly osVersion?: Fact<string> | undefined;
  /** Linux only. */
  readonly libc?: Fact<Libc> | undefined;
  readonly cpuModel?: Fact<string> | undefined;
  /**
   * In the spelling of Linux's /proc/cpuinfo, lower case, sorted; with `sse3` for `pni`, `neon` for `asimd`,
   * and the levels `x86-64-v2` to `x86-64-v4` that the x86-64 psABI defines.
   */
  readonly cpuFeatures?: Fact<readonly string[]> | undefined;
  /** Main memory, or less where a control group limits it. */
  readonly memoryBytes?: Fact<number> | undefined;
  /** What is physically there, with or without a driver, visible or not. */
  readonly gpus?: Fact<readonly Gpu[]> | undefined;
}

/** The C library of a Linux machine. */
export interface Libc {
  readonly name: 'glibc' | 'musl';
  readonly version?: string | undefined;
}

/** A display or compute device on the machine's bus. */
export interface Gpu {
  readonly vendor: 'nvidia' | 'amd' | 'intel' | 'apple' | 'other';
  /**
   * `integrated`: shares the processor's package and memory. `virtual`: a screen without a GPU behind it, as
   * of a virtual machine or of a server's remote console.
   */
  readonly kind: 'discrete' | 'integrated' | 'virtual' | 'unknown';
  readonly name?: string | undefined;
  /** `domain:bus:device.function`, lower case: `0000:01:00.0`. */
  readonly pciAddress?: string | undefined;
  /** `vendor:device`, lower case: `10de:2684`. */
  readonly pciId?: string | undefined;
  /** The kernel driver that holds it: `nvidia`, `nouveau`, `amdgpu`, `vfio-pci`. */
  readonly driver?: string | undefined;
  /** What shows that it is there, where no bus lists it: `/dev/nvidia0`, or the words of a tool that failed. */
  readonly sign?: string | undefined;
}

/** What is known of CUDA on a machine. */
export interface CudaFacts {
  readonly driverVersion?: Fact<string> | undefined;
  /** The highest CUDA version that the driver supports. */
  readonly supportedCuda?: Fact<string> | undefined;
  /** Of the installed toolkit, `nvcc`. */
  readonly toolkitVersion?: Fact<string> | undefined;
  /** What the driver answers for, whether visible or not. */
  readonly devices?: Fact<readonly CudaDevice[]> | undefined;
  /** `CUDA_VISIBLE_DEVICES` as it is set, cut. */
  readonly visibleDevices?: Fact<string> | undefined;
}

/** One device that the NVIDIA driver reports. */
export interface CudaDevice {
  readonly name: string;
  /** Such as `8.9`. */
  readonly computeCapability?: string | undefined;
  readonly memoryBytes?: number | undefined;
  readonly uuid?: string | undefined;
  readonly pciAddress?: string | undefined;
  /** Whether a program started with the same environment may use it. */
  readonly visible: boolean;
}

/** What is known of ROCm on a machine. */
export interface RocmFacts {
  readonly version?: Fact<string> | undefined;
  readonly devices?: Fact<readonly RocmDevice[]> | undefined;
  /** `ROCR_VISIBLE_DEVICES`, `HIP_VISIBLE_DEVICES` or `CUDA_VISIBLE_DEVICES` as it is set, cut. */
  readonly visibleDevices?: Fact<string> | undefined;
  /** The target that `HSA_OVERRIDE_GFX_VERSION` makes every device pass for. */
  readonly gfxOverride?: Fact<string> | undefined;
}

/** One device that ROCm reports. */
export interface RocmDevice {
  readonly name: string;
  /** Its own target first, such as `gfx1100`; then generic ones that it also runs. */
  readonly gfx: readonly string[];
  readonly memoryBytes?: number | undefined;
  readonly uuid?: string | undefined;
  readonly visible: boolean;
}

/** What is known of Vulkan on a machine. */
export interface VulkanFacts {
  readonly loaderVersion?: Fact<string> | undefined;
  readonly devices?: Fact<readonly VulkanDevice[]> | undefined;
}

/** One device that Vulkan reports. */
export interface VulkanDevice {
  readonly name: string;
  /** `cpu` is a software renderer, such as llvmpipe. */
  readonly type: 'discrete' | 'integrated' | 'virtual' | 'cpu' | 'other';
  readonly apiVersion?: string | undefined;
  readonly vendor: Gpu['vendor'];
  /** Only known from an override: Vulkan's summary has none. */
  readonly memoryBytes?: number | undefined;
  /** `false` for a driver that passes no conformance test, such as Dozen. @default true */
  readonly conformant?: boolean | undefined;
}

/** What is known of Metal on a Mac. */
export interface MetalFacts {
  /** The chip's name, such as `Apple M2 Pro`. */
  readonly chip?: Fact<string> | undefined;
  readonly devices?: Fact<readonly MetalDevice[]> | undefined;
}

/** One device that Metal reports. */
export interface MetalDevice {
  readonly name: string;
  /** The highest Metal it supports, such as `metal3`. */
  readonly support?: string | undefined;
}

/** A file or command that gave nothing. */
export interface ProbeFailure {
  /** What was asked: `cuda`, `rocm` … */
  readonly probe: string;
  readonly source: string;
  readonly code: ProbeFailureCode;
  /** One sentence; foreign text in it is cut and escaped. */
  readonly reason: string;
}

/** Why a file or command gave nothing. */
export type ProbeFailureCode =
  /** No such file or program. */
  | 'NOT_FOUND'
  /** Not permitted. */
  | 'DENIED'
  /** The program ended with an error. */
  | 'EXIT'
  /** The time limit was over. */
  | 'TIMEOUT'
  /** More output than the limit. */
  | 'TOO_LARGE'
  /** Its text is not what was expected. */
  | 'UNREADABLE'
  /** Anything else. */
  | 'FAILED';

type Values<Facts> = {
  readonly [Name in keyof Facts]?:
    | (NonNullable<Facts[Name]> extends Fact<infer T> ? T | null : never)
    | undefined;
};

/**
 * Facts to put in place of what was found, as bare values. `null` takes a fact, or a group of facts, away; what
 * is not named stays as it was found.
 */
export type PartialSnapshot = Omit<Values<MachineFacts>, 'os' | 'architecture'> & {
  readonly os?: OperatingSystem | undefined;
  readonly architecture?: string | undefined;
  readonly cuda?: Values<CudaFacts> | null | undefined;
  readonly rocm?: Values<RocmFacts> | null | undefined;
  readonly vulkan?: Values<VulkanFacts> | null | undefined;
  readonly metal?: Values<MetalFacts> | null | undefined;
};

/** What was read from outside, or the sentence that says what is wrong with it. */
export type HardwareRead<T> = { readonly value: T } | { readonly problem: string };
