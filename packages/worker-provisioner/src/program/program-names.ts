import type { Pkgbuild } from '@rbee/pkgbuild-parser';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';

/** Endings of a package's name that say how it was made or for what, and not what it is. */
const KIND = /-(?:git|bin|appimage|cpu|cuda|rocm|hip|vulkan|metal|sycl|openvino|blas|openblas)$/;

/** The names that a worker's program may have, the best first: the worker's, its packages', and that of its project. */
export function programNames(
  { id, variantOf }: Pick<WorkerMetadata, 'id' | 'variantOf'>,
  { pkgbase, pkgnames, scalars }: Pick<Pkgbuild, 'pkgbase' | 'pkgnames' | 'scalars'>,
): readonly string[] {
  const whole = [id, variantOf, ...pkgnames, pkgbase, lastWord(scalars.get('url'))];
  const given = whole.filter((name) => name !== undefined && name !== '') as string[];
  return [...new Set([...given, ...given.map(withoutKind)])];
}

function withoutKind(name: string): string {
  const shorter = name.replace(KIND, '');
  return shorter === name ? name : withoutKind(shorter);
}

function lastWord(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).pathname
    .replace(/\/+$/, '')
    .split('/')
    .at(-1)
    ?.replace(/\.git$/, '');
}
