import type { Host } from '@rbee/aur-arch';
import { explainVariants, type HardwareSnapshot } from '@rbee-internal/hardware';
import type { ReleaseAsset, WorkerMetadata } from '@rbee-internal/worker-entry';

/** The file for a machine, or why there is none, in one sentence. */
export type ChosenAsset = { readonly asset: ReleaseAsset } | { readonly why: string };

/**
 * Chooses the file of a worker's release for a machine: the first one of its system, architecture and backend whose
 * requirements the hardware and the system meet.
 */
export function chooseReleaseAsset(
  { release, backend }: Pick<WorkerMetadata, 'release' | 'backend'>,
  { host, hardware }: { readonly host: Host; readonly hardware: HardwareSnapshot },
): ChosenAsset {
  if (release === undefined) return { why: 'its entry names no release' };
  const made = release.assets.filter(
    (asset) =>
      asset.platforms.includes(host.os) &&
      (asset.architectures.includes(host.architecture) || asset.architectures.includes('any')) &&
      (asset.backend === undefined || asset.backend === backend),
  );
  if (made.length === 0) {
    const kind = [host.os, host.architecture, ...(backend === undefined ? [] : [backend])].join(', ');
    return { why: `${release.repository} publishes no program for ${kind}` };
  }
  const reasons: string[] = [];
  for (const asset of made) {
    const problem = problemOf(asset, hardware);
    if (problem === undefined) return { asset };
    reasons.push(problem);
  }
  return {
    why: `no program that ${release.repository} publishes runs here: ${[...new Set(reasons)].join(' ')}`,
  };
}

function problemOf(asset: ReleaseAsset, hardware: HardwareSnapshot): string | undefined {
  const { name: id, platforms, architectures, backend, requires } = asset;
  const [explained] = explainVariants([{ id, platforms, architectures, backend, requires }], hardware, {
    backend,
    allowCpuFallback: true,
  }).variants;
  if (explained === undefined || explained.verdict === 'usable') return undefined;
  return explained.reasons.map(({ message }) => message).join(' ');
}
