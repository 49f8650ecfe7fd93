import type { WorkerBinary } from '@rbee/artifact-catalog';

const OS: Readonly<Record<WorkerBinary['platform'], string>> = {
  Linux: 'linux',
  MacOS: 'darwin',
  Windows: 'windows',
};

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', i686: '386' };

/** A platform in the names that OCI takes from Go. */
export function goPlatform({
  platform,
  architecture = '',
}: Pick<WorkerBinary, 'platform' | 'architecture'>): {
  readonly os: string;
  readonly architecture: string;
} {
  return { os: OS[platform], architecture: ARCHITECTURES[architecture] ?? architecture };
}
