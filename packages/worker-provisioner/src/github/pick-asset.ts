import type { Host } from '@rbee/aur-arch';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';
import type { Asset, Release } from './schema.js';

/** The machine that a file is for. */
export interface AssetTarget {
  readonly host: Host;
  readonly libc: 'glibc' | 'musl';
  /** For messages. */
  readonly repository: string;
}

/** Files that come with programs and are none: signatures, checksums, packages of systems, sources. */
const NO_PROGRAM =
  /\.(?:sha\d+(?:sums?)?|sig|asc|pem|crt|sbom|json|jsonl|ya?ml|txt|md|deb|rpm|apk|msi|dmg|pkg|zsync|blockmap|whl|gem|nupkg|crate)$|checksums?|sha256|(?:^|[._-])(?:src|source)[._-]|\bsbom\b/i;

/** Words of names, by what they say. */
const OS_WORDS = {
  linux: /^(?:linux\d*|ubuntu|debian|manylinux\d*|alpine)$/,
  macos: /^(?:darwin\d*|macos\w*|osx|mac|apple)$/,
  windows: /^(?:windows|win|win32|win64|mingw\w*|msvc)$/,
} as const;
const ARCHITECTURE_WORDS: Readonly<Record<string, RegExp>> = {
  x86_64: /^(?:x8664|amd64|x64|64bit|intel64|linux64|win64|universal2?)$/,
  aarch64: /^(?:aarch64|arm64\w*|armv8|universal2?)$/,
};
const OTHER_ARCHITECTURE =
  /^(?:x8664|amd64|x64|aarch64|arm64\w*|armv\d\w*|armhf|armel|arm|i[3-6]86|x86|386|32bit|win32|linux32|ppc64\w*|powerpc\w*|s390x|riscv\w*|loong\w*|mips\w*|sparc\w*)$/;
/** Builds for hardware that a machine may not have. */
const SPECIAL =
  /^(?:cuda\w*|cublas|cu\d+|rocm|hip\w*|vulkan|sycl|openvino|opencl|kompute|cann|musa|debug|dbg|noavx\w*|oldpc)$/;
/** How a program is best packed, the best first. */
const FORMS = [
  /\.(?:tar(?:\.\w+)?|t[gbxz]z2?|tzst)$/i,
  /\.(?:zip|7z)$/i,
  /^[^.]*$|\.(?:exe|run|bin)$/i,
  /\.AppImage$/i,
];

/**
 * Chooses the file of a release whose name says that it is for a machine, by the names that projects use.
 *
 * @throws ProvisionError `WORKER_NOT_FOUND` when none does, or several do
 */
export function pickAsset({ assets, tag_name }: Release, target: AssetTarget): Asset {
  const rated = assets.flatMap((asset) => {
    const rating = rate(asset.name, target);
    return rating === undefined ? [] : [{ asset, rating }];
  });
  const best = Math.max(...rated.map(({ rating }) => rating));
  const [first, ...others] = rated.filter(({ rating }) => rating === best);
  if (first !== undefined && others.length === 0) return first.asset;
  const shown = (first === undefined ? assets : rated.map(({ asset }) => asset)).slice(0, 10);
  const names = shown.map(({ name }) => showForeign(name)).join(', ');
  const { os, architecture } = target.host;
  const about = `Release ${showForeign(tag_name)} of ${target.repository} has`;
  throw new ProvisionError({
    code: 'WORKER_NOT_FOUND',
    message: `${about} ${first === undefined ? 'no file' : 'several files'} for ${os} on ${architecture}.`,
    hint: names === '' ? 'It has no files.' : `Name one with asset; it has ${names}.`,
  });
}

/** How well a name fits; `undefined` when it is for something else. */
function rate(name: string, { host, libc }: AssetTarget): number | undefined {
  if (NO_PROGRAM.test(name)) return undefined;
  const words = name
    .toLowerCase()
    .replaceAll('x86_64', 'x8664')
    .replaceAll('x86-64', 'x8664')
    .split(/[^a-z0-9]+/);
  const says = (pattern: RegExp) => words.some((word) => pattern.test(word));
  const isElsewhere = Object.entries(OS_WORDS).some(([os, pattern]) => os !== host.os && says(pattern));
  const isHere = says(OS_WORDS[host.os]) || (host.os === 'linux' && /\.AppImage$/.test(name));
  if (isElsewhere && !isHere) return undefined;
  const own = ARCHITECTURE_WORDS[host.architecture] ?? new RegExp(`^${host.architecture}$`);
  if (!says(own) && says(OTHER_ARCHITECTURE)) return undefined;
  const isMusl = says(/^musl\w*$|^alpine$/);
  if (host.os === 'linux' && libc === 'musl' && !isMusl && says(/^gnu\w*$|^glibc\w*$/)) return undefined;
  const form = FORMS.findIndex((pattern) => pattern.test(name));
  return [
    isHere ? 100 : 0,
    says(own) ? 50 : 0,
    says(SPECIAL) ? -40 : 0,
    isMusl === (libc === 'musl') ? 10 : 0,
    form === -1 ? 0 : FORMS.length - form,
  ].reduce((sum, points) => sum + points, 0);
}
