import type { MachineFacts } from './machine.js';
import type { MachineSnapshot } from './snapshot-machine.js';

/** Machines as they are delivered, before anything was installed for building: what would a recipe miss there? */
export const BARE_MACHINES: Readonly<Record<'debian' | 'arch' | 'macos', MachineSnapshot>> = {
  debian: {
    name: 'a bare Debian 13',
    host: { os: 'linux', architecture: 'x86_64' },
    family: 'dpkg',
    has: [
      ...commands(
        'apt awk bash cp dash diff dpkg-query find grep gzip install ip mount mv perl sed sh tar which xargs',
      ),
      ...libraries(
        'libc.so.6 libgcc_s.so.1 libstdc++.so.6 libz.so.1 libzstd.so.1 liblz4.so.1 liblzma.so.5 libssl.so.3 libcap.so.2 libsystemd.so.0',
      ),
      ...packages(
        'bash coreutils dash debianutils diffutils findutils grep gzip libc6 libgcc-s1 libstdc++6 sed tar',
      ),
      'package:zlib1g',
    ],
    facts: linuxFacts(
      '6.12.48+deb13-amd64',
      'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\n',
    ),
  },
  arch: {
    name: 'a bare Arch Linux',
    host: { os: 'linux', architecture: 'x86_64' },
    family: 'pacman',
    has: [
      ...commands(
        'awk bash bsdtar bzip2 cp curl diff file find gawk getconf grep gzip install ip ldconfig lspci mount mv pacman ps sed sh systemctl tar xargs xz zstd',
      ),
      ...libraries(
        'libc.so.6 libgcc_s.so.1 libstdc++.so.6 libgomp.so.1 libz.so.1 libzstd.so.1 liblz4.so.1 liblzma.so.5 libssl.so.3 libcurl.so.4 libarchive.so.13 libsqlite3.so.0 libcap.so.2 libsystemd.so.0',
      ),
      ...packages(
        'bash bzip2 ca-certificates coreutils curl expat file findutils gawk gcc-libs gettext glibc grep gzip icu iproute2 libarchive libcap libffi libgcc libgomp libstdc++ libxml2 linux-api-headers lz4 ncurses openssl pacman pciutils procps-ng readline sed sh sqlite systemd systemd-libs tar util-linux xz zlib zstd',
      ),
    ],
    facts: linuxFacts('6.17.7-arch1-1', 'NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling\n'),
  },
  macos: {
    name: 'a Mac with the command line tools and Homebrew',
    host: { os: 'macos', architecture: 'aarch64' },
    family: 'brew',
    has: [
      ...commands(
        'ar awk bash bc bison brew bzip2 c++ cc clang clang++ cp curl diff file find flex g++ gcc getconf git grep gzip install ld lsof m4 make mount mv patch perl ps python3 rsync ruby sed sh swift tar unzip vim which xargs xxd zip',
      ),
    ],
    facts: {
      osRelease: false,
      configuration: { LONG_BIT: '64' },
      uname: { kernelName: 'Darwin', kernelRelease: '24.6.0', machine: 'arm64', operatingSystem: 'Darwin' },
    },
  },
};

function linuxFacts(kernelRelease: string, osRelease: string): Omit<MachineFacts, 'commands'> {
  return {
    uname: { kernelName: 'Linux', kernelRelease, machine: 'x86_64', operatingSystem: 'GNU/Linux' },
    configuration: { LONG_BIT: '64' },
    osRelease,
  };
}

function commands(names: string): string[] {
  return names.split(' ').map((name) => `command:${name}`);
}

function libraries(names: string): string[] {
  return names.split(' ').map((name) => `library:${name}`);
}

function packages(names: string): string[] {
  return names.split(' ').map((name) => `package:${name}`);
}
