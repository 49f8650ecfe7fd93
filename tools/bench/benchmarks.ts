/** A benchmark that reports rows. */
export interface Benchmark {
  /** For `--only`. */
  readonly name: string;
  /** Where its command is run, from the repository. */
  readonly folder: string;
  readonly command: readonly [program: string, ...args: string[]];
}

const tsx = (file: string, ...args: string[]) => ['npx', 'tsx', `bench/${file}`, ...args] as const;

/** Together they take less than ten minutes on two quiet cores. */
export const BENCHMARKS: readonly Benchmark[] = [
  { name: 'startup', folder: 'apps/rbee-hive', command: tsx('startup.ts') },
  { name: 'parser', folder: 'packages/pkgbuild-parser', command: tsx('speed.ts', '../..') },
  { name: 'executor', folder: 'packages/pkgbuild-executor', command: tsx('overhead.ts', '9') },
  { name: 'fetcher', folder: 'packages/source-fetcher', command: ['node', 'bench/bench.mjs'] },
  { name: 'warm-install', folder: 'packages/worker-catalog', command: tsx('warm-install.ts') },
  { name: 'cold-binary', folder: 'packages/worker-catalog', command: tsx('cold-binary.ts') },
  { name: 'catalog', folder: 'packages/artifact-catalog', command: tsx('catalog.ts') },
  { name: 'gateway', folder: 'apps/hive-daemon', command: tsx('gateway.ts') },
  { name: 'pull', folder: 'packages/model-catalog', command: tsx('pull.ts', '1000') },
];
