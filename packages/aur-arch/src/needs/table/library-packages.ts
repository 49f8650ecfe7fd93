import type { PackageFamily } from '../../machine/machine.js';

/**
 * Libraries that come in a package of their own, or in one that recipes name for something else: `soname without its
 * version | dpkg | rpm | pacman | apk`.
 */
const ROWS = `
libcurl            | libcurl4            | libcurl               | curl              | libcurl
libcrypto          | libssl3             | openssl-libs          | openssl           | libcrypto3
libstdc++          | libstdc++6          | libstdc++             | gcc-libs          | libstdc++
libgcc_s           | libgcc-s1           | libgcc                | gcc-libs          | libgcc
libgomp            | libgomp1            | libgomp               | gcc-libs          | libgomp
libgfortran        | libgfortran5        | libgfortran           | gcc-libs          | libgfortran
libquadmath        | libquadmath0        | libquadmath           | gcc-libs          | libquadmath
libatomic          | libatomic1          | libatomic             | gcc-libs          | libatomic
libcublas          | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libcublasLt        | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libcufft           | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libcurand          | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libcusolver        | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libcusparse        | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libnvrtc           | nvidia-cuda-toolkit | cuda-toolkit          | cuda              |
libhsa-runtime64   | libhsa-runtime64-1  | rocm-runtime          | hsa-rocr          |
librocblas         | librocblas0         | rocblas               | rocblas           |
librocsolver       | librocsolver0       | rocsolver             | rocsolver         |
libGL              | libgl1              | libglvnd-glx          | libglvnd          | mesa-gl
libEGL             | libegl1             | libglvnd-egl          | libglvnd          | mesa-egl
libgbm             | libgbm1             | mesa-libgbm           | mesa              | mesa-gbm
libdrm             | libdrm2             | libdrm                | libdrm            | libdrm
libX11             | libx11-6            | libX11                | libx11            | libx11
libxcb             | libxcb1             | libxcb                | libxcb            | libxcb
libgtk-3           | libgtk-3-0          | gtk3                  | gtk3              | gtk+3.0
libnss3            | libnss3             | nss                   | nss               | nss
libnspr4           | libnspr4            | nspr                  | nspr              | nspr
libasound          | libasound2          | alsa-lib              | alsa-lib          | alsa-lib
libatk-1.0         | libatk1.0-0         | atk                   | at-spi2-core      | at-spi2-core
libatk-bridge-2.0  | libatk-bridge2.0-0  | at-spi2-atk           | at-spi2-core      | at-spi2-core
libfuse            | libfuse2            | fuse-libs             | fuse2             | fuse
`;

type Packages = Readonly<Partial<Record<PackageFamily, string>>>;

const BY_STEM: ReadonlyMap<string, Packages> = new Map(
  ROWS.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([stem = '', dpkg = '', rpm = '', pacman = '', apk = '']) => [stem, { dpkg, rpm, pacman, apk }]),
);

/** The package of a library by its soname, where it is known by itself. */
export function ownPackageOf(soname: string, family: PackageFamily | undefined): string | undefined {
  const end = soname.indexOf('.so');
  const packages = BY_STEM.get(end === -1 ? soname : soname.slice(0, end));
  const name = family === undefined ? undefined : packages?.[family];
  return name === '' ? undefined : name;
}
