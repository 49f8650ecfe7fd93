const MAX_FEATURES = 1024;

/** What the x86-64 psABI asks for, each level on top of the one before, in the spelling of /proc/cpuinfo. */
const X86_LEVELS: readonly (readonly [string, readonly string[]])[] = [
  ['x86-64-v2', ['cx16', 'lahf_lm', 'popcnt', 'pni', 'sse4_1', 'sse4_2', 'ssse3']],
  ['x86-64-v3', ['abm', 'avx', 'avx2', 'bmi1', 'bmi2', 'f16c', 'fma', 'movbe', 'xsave']],
  ['x86-64-v4', ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl']],
];

/** What other systems call a feature, and /proc/cpuinfo's name for it. */
const LINUX_NAMES: ReadonlyMap<string, string> = new Map([
  ['sse3', 'pni'],
  ['sse4.1', 'sse4_1'],
  ['sse4.2', 'sse4_2'],
  ['avx1.0', 'avx'],
  ['lahf', 'lahf_lm'],
  ['lzcnt', 'abm'],
  ['neon', 'asimd'],
  ['advsimd', 'asimd'],
  ['feat_aes', 'aes'],
  ['feat_bf16', 'bf16'],
  ['feat_crc32', 'crc32'],
  ['feat_dotprod', 'asimddp'],
  ['feat_fp16', 'asimdhp'],
  ['feat_i8mm', 'i8mm'],
  ['feat_lse', 'atomics'],
  ['feat_sha256', 'sha2'],
  ['feat_sha3', 'sha3'],
  ['feat_sha512', 'sha512'],
  ['feat_sme', 'sme'],
  ['feat_sve', 'sve'],
]);

/** What compilers and recipes call features of ARM processors, which /proc/cpuinfo has other names for. */
const COMPILER_NAMES: ReadonlyMap<string, string> = new Map([
  ['dotprod', 'asimddp'],
  ['fp16', 'asimdhp'],
  ['lse', 'atomics'],
]);

/** /proc/cpuinfo's name for a feature that a requirement names, in lower case. */
export function cpuFeatureName(text: string): string {
  const name = text.toLowerCase();
  return COMPILER_NAMES.get(name) ?? LINUX_NAMES.get(name) ?? name;
}

/** Features separated by blanks as a sorted list with every name a requirement may use. */
export function cpuFeaturesFrom(flags: string): readonly string[] {
  const words = flags.toLowerCase().split(/\s+/, MAX_FEATURES);
  const names = words.filter((word) => /^[a-z0-9._-]{1,40}$/.test(word));
  const features = new Set(names.map((name) => LINUX_NAMES.get(name) ?? name));
  for (const [level, needed] of X86_LEVELS) {
    if (!needed.every((name) => features.has(name))) break;
    features.add(level);
  }
  if (features.has('pni')) features.add('sse3');
  if (features.has('asimd')) features.add('neon');
  return [...features].sort();
}
