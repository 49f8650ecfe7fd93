/** What makepkg reads from makepkg.conf(5). A member that is absent is not set in the build. */
export interface BuildConfig {
  readonly chost?: string | undefined;
  readonly cppflags?: string | undefined;
  readonly cflags?: string | undefined;
  readonly cxxflags?: string | undefined;
  readonly ldflags?: string | undefined;
  readonly fflags?: string | undefined;
  readonly fcflags?: string | undefined;
  readonly rustflags?: string | undefined;
  readonly ltoflags?: string | undefined;
  readonly makeflags?: string | undefined;
  readonly debugCflags?: string | undefined;
  readonly debugCxxflags?: string | undefined;
  readonly debugFflags?: string | undefined;
  readonly debugRustflags?: string | undefined;
  /** `OPTIONS`, such as `strip` or `!docs`. The PKGBUILD's `options` come after them; the last word counts. */
  readonly options: readonly string[];
  /** `BUILDENV`. Only recipes read it here. */
  readonly buildEnvironment: readonly string[];
  readonly stripBinaries: string;
  readonly stripShared: string;
  readonly stripStatic: string;
  /** Patterns of paths below `$pkgdir`. */
  readonly manDirs: readonly string[];
  readonly docDirs: readonly string[];
  readonly purgeTargets: readonly string[];
  /** `PACKAGER`, for the package's metadata. */
  readonly packager: string;
}

/** The variable of makepkg.conf(5) for each member. */
export const BUILD_CONFIG_VARIABLES = {
  chost: 'CHOST',
  cppflags: 'CPPFLAGS',
  cflags: 'CFLAGS',
  cxxflags: 'CXXFLAGS',
  ldflags: 'LDFLAGS',
  fflags: 'FFLAGS',
  fcflags: 'FCFLAGS',
  rustflags: 'RUSTFLAGS',
  ltoflags: 'LTOFLAGS',
  makeflags: 'MAKEFLAGS',
  debugCflags: 'DEBUG_CFLAGS',
  debugCxxflags: 'DEBUG_CXXFLAGS',
  debugFflags: 'DEBUG_FFLAGS',
  debugRustflags: 'DEBUG_RUSTFLAGS',
  options: 'OPTIONS',
  buildEnvironment: 'BUILDENV',
  stripBinaries: 'STRIP_BINARIES',
  stripShared: 'STRIP_SHARED',
  stripStatic: 'STRIP_STATIC',
  manDirs: 'MAN_DIRS',
  docDirs: 'DOC_DIRS',
  purgeTargets: 'PURGE_TARGETS',
  packager: 'PACKAGER',
} as const satisfies Record<keyof BuildConfig, string>;

const PREFIXES = ['usr', 'usr/local'];

/** The part that is the same for every architecture: Arch's `makepkg.conf`, without debug packages. */
const COMMON: BuildConfig = {
  ltoflags: '-flto=auto',
  debugCflags: '-g',
  debugCxxflags: '-g',
  debugRustflags: '-C debuginfo=2',
  options: ['strip', 'docs', '!libtool', '!staticlibs', 'emptydirs', 'zipman', 'purge', '!debug', 'lto'],
  buildEnvironment: ['!distcc', 'color', '!ccache', 'check', '!sign'],
  stripBinaries: '--strip-all',
  stripShared: '--strip-unneeded',
  stripStatic: '--strip-debug',
  manDirs: ['usr', 'usr/share', 'usr/local', 'usr/local/share', 'opt/*'].flatMap((folder) => [
    `${folder}/man`,
    `${folder}/info`,
  ]),
  docDirs: [...PREFIXES.flatMap((folder) => [folder, `${folder}/share`]), 'opt/*'].flatMap((folder) => [
    `${folder}/doc`,
    `${folder}/gtk-doc`,
  ]),
  purgeTargets: ['usr/info/dir', 'usr/share/info/dir', '.packlist', '*.pod'],
  packager: 'Unknown Packager',
};

const HARDENING = '-O2 -pipe -fno-plt -fexceptions -Wp,-D_FORTIFY_SOURCE=3 -Wformat -Werror=format-security';
const FRAMES = '-fno-omit-frame-pointer';

interface Machine {
  readonly chost: string;
  readonly portableFlags: string;
  readonly nativeFlags: string;
  readonly hardening: string;
}

/** What is compiled for which machine; the flags are those of Arch and Arch Linux ARM. */
const MACHINES: Readonly<Record<string, Machine>> = {
  x86_64: {
    chost: 'x86_64-pc-linux-gnu',
    portableFlags: '-march=x86-64 -mtune=generic',
    nativeFlags: '-march=native',
    hardening: `${HARDENING} -fstack-clash-protection -fcf-protection ${FRAMES} -mno-omit-leaf-frame-pointer`,
  },
  aarch64: {
    chost: 'aarch64-unknown-linux-gnu',
    portableFlags: '-march=armv8-a',
    nativeFlags: '-mcpu=native',
    hardening: `${HARDENING} -fstack-clash-protection ${FRAMES} -mno-omit-leaf-frame-pointer`,
  },
};

/** Options of `defaultBuildConfig`. */
export interface DefaultBuildConfigOptions {
  /** Whether the flags are for this machine alone. @default false */
  readonly native?: boolean | undefined;
}

/**
 * The makepkg.conf(5) of Arch Linux, without debug packages. Compiler flags are set only for Linux and the architectures
 * that Arch has.
 *
 * @example
 * ```ts
 * const { cflags } = defaultBuildConfig('x86_64', process.platform);
 * ```
 */
export function defaultBuildConfig(
  carch: string,
  platform: string,
  { native = false }: DefaultBuildConfigOptions = {},
): BuildConfig {
  const machine = MACHINES[carch];
  if (platform !== 'linux' || machine === undefined) return COMMON;
  const cflags = `${native ? machine.nativeFlags : machine.portableFlags} ${machine.hardening}`;
  return {
    ...COMMON,
    chost: machine.chost,
    cflags,
    cxxflags: `${cflags} -Wp,-D_GLIBCXX_ASSERTIONS`,
    ldflags: '-Wl,-O1 -Wl,--sort-common -Wl,--as-needed -Wl,-z,relro -Wl,-z,now -Wl,-z,pack-relative-relocs',
    rustflags: `-Cforce-frame-pointers=yes${native ? ' -Ctarget-cpu=native' : ''}`,
  };
}

/** The configuration as the driver's arguments. */
export function driverArguments(config: BuildConfig): string[] {
  return Object.entries(BUILD_CONFIG_VARIABLES).flatMap(([member, variable]) => {
    // Object.entries forgets that its names are those of BuildConfig.
    const value = config[member as keyof BuildConfig];
    if (value === undefined) return [];
    return typeof value === 'string' ? [variable, '-', value] : [variable, String(value.length), ...value];
  });
}
