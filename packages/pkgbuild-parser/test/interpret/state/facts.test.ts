// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
import { describe, expect, it } from 'vitest';
import { explain, type HostFacts, type Pkgbuild, parsePkgbuild } from '../../../src/index.js';

const RECIPE = `pkgname=llm-worker
pkgver=1.2.0
pkgrel=1
arch=(x86_64 aarch64)
_platform() {
  local os
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case "$os-$CARCH" in
    linux-*) echo "linux-$CARCH" ;;
    darwin-aarch64) echo macos-arm64 ;;
    darwin-*) echo macos-x64 ;;
    *) return 1 ;;
  esac
}
_target=$(_platform)
if command -v nvidia-smi >/dev/null 2>&1; then
  _backend=cuda
  depends=('cuda>=12')
else
  _backend=cpu
fi
[[ -n $BACKEND ]] && _backend=$BACKEND
source=("https://example.org/$pkgver/worker-$_target-$_backend.tar.gz")
sha256sums=(SKIP)
package() { :; }
`;

function evaluate(facts: HostFacts): Pkgbuild {
  const { pkgbuild } = parsePkgbuild(RECIPE, { facts });
  if (pkgbuild === undefined) throw new Error('The recipe is refused.');
  return pkgbuild;
}

const linux = { kernelName: 'Linux' };
const darwin = { kernelName: 'Darwin' };
const cuda = { 'nvidia-smi': true };
const none = { 'nvidia-smi': false };

describe('a recipe that asks for its platform', () => {
  it.each<[string, HostFacts, [target: string, depends: string[] | undefined]]>([
    [
      'Linux with CUDA',
      { carch: 'x86_64', uname: linux, commands: cuda },
      ['linux-x86_64-cuda', ['cuda>=12']],
    ],
    ['Linux without', { carch: 'x86_64', uname: linux, commands: none }, ['linux-x86_64-cpu', undefined]],
    [
      'an ARM server',
      { carch: 'aarch64', uname: linux, commands: cuda },
      ['linux-aarch64-cuda', ['cuda>=12']],
    ],
    ['macOS on ARM', { carch: 'aarch64', uname: darwin, commands: none }, ['macos-arm64-cpu', undefined]],
    [
      'a wish',
      { carch: 'x86_64', uname: darwin, commands: none, environment: { BACKEND: 'metal' } },
      ['macos-x64-metal', undefined],
    ],
  ])('%s', (_, facts, [target, depends]) => {
    const { arrays } = evaluate(facts);
    expect(arrays.get('source')).toEqual([`https://example.org/1.2.0/worker-${target}.tar.gz`]);
    expect(arrays.get('depends')).toEqual(depends);
  });

  it('is not known without the facts', () => {
    const { dynamic } = evaluate({ uname: linux });
    expect(dynamic.get('_backend')?.reason).toBe('whether `nvidia-smi` exists');
    expect(dynamic.get('source')?.reason).toBe('whether `nvidia-smi` exists');
    expect(evaluate({ commands: none }).dynamic.get('_target')?.reason).toBe('the result of `uname -s`');
  });

  it('says what depended on which fact', () => {
    const pkgbuild = evaluate({ uname: linux, commands: none });
    expect(explain(pkgbuild, 'pkgver')).toEqual({ name: 'pkgver', value: '1.2.0', facts: [] });
    expect(explain(pkgbuild, '_target')).toEqual({
      name: '_target',
      value: 'linux-x86_64',
      facts: ['CARCH', 'uname -s'],
    });
    expect(explain(pkgbuild, '_backend').facts).toEqual(['command nvidia-smi', 'environment BACKEND']);
    expect(explain(pkgbuild, 'source').facts).toEqual([
      'CARCH',
      'command nvidia-smi',
      'environment BACKEND',
      'uname -s',
    ]);
    expect(explain(pkgbuild, 'depends')).toEqual({ name: 'depends', facts: [] });
    expect(explain(evaluate({ uname: linux, commands: cuda }), 'depends').facts).toEqual([
      'command nvidia-smi',
    ]);
    expect(explain(evaluate({ uname: linux }), '_backend').dynamic?.reason).toBe(
      'whether `nvidia-smi` exists',
    );
  });

  const HEAD = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\n';
  it.each<[string, HostFacts, string | undefined]>([
    ['_v=$(date +%Y%m%d)', { date: new Date('2024-02-29T12:30:00Z') }, '20240229'],
    [
      'source common.sh; _v=$_common',
      { files: { 'common.sh': '_common=shared\nreturn 0\n_common=no' } },
      'shared',
    ],
    ['. ./lib/x.sh a b; _v=$_n', { files: { 'lib/x.sh': '_n=$2' } }, 'b'],
    ['_v=$(<VERSION)', { files: { VERSION: '1.2\n' } }, '1.2'],
    ['_v=$(cat VERSION | cut -d. -f2)', { files: { VERSION: '1.2\n' } }, '2'],
    ['if [[ -f extra.sh ]]; then _v=yes; else _v=no; fi', { folder: ['PKGBUILD'] }, 'no'],
    ['if [[ -e extra.sh ]]; then _v=yes; else _v=no; fi', { folder: ['PKGBUILD', 'extra.sh'] }, 'yes'],
    [
      '_a=(*.patch); _v=${_a[*]}',
      { folder: ['2.patch', 'PKGBUILD', '1.patch', '.3.patch'] },
      '1.patch 2.patch',
    ],
    [
      '_a=(*.patch); _v=${_a[*]}',
      { folder: ['b.patch', 'a.patch'], environment: { LANG: 'C' } },
      'a.patch b.patch',
    ],
    ['_a=(*.patch); _v=${_a[*]}', { folder: ['b.patch', 'a.patch'] }, undefined],
    [
      '_a=(*.patch); _v=${_a[*]}',
      { folder: ['b.patch', 'a.patch'], environment: { LANG: 'cs_CZ' } },
      undefined,
    ],
    ['LC_ALL=C; [[ a < B ]]; _v=$?', {}, undefined],
    ['_v=$(dirname ${BASH_SOURCE[0]})', { environment: { startdir: '/r' } }, '/r'],
    [
      'source "$(dirname ${BASH_SOURCE[0]})/c"; _v=$_c',
      { environment: { startdir: '/r' }, files: { c: '_c=here' } },
      'here',
    ],
    ['_v=$(uname -sm)', { uname: { kernelName: 'Linux', machine: 'x86_64' } }, 'Linux x86_64'],
    ['_v=$(command -v cc)', { commands: { cc: '/usr/bin/cc' } }, '/usr/bin/cc'],
    ['cc --version && _v=1; _v=$?', { commands: { cc: false } }, '127'],
    ['_v=$(type -p cc)', { commands: (name) => (name === 'cc' ? '/usr/bin/cc' : undefined) }, '/usr/bin/cc'],
    ['_v=$(nproc)', { processors: 8 }, '8'],
    ['_v=-j$(nproc --ignore=2)', { processors: 8 }, '-j6'],
    ['_v=$(nproc --ignore=9)', { processors: 8 }, '1'],
    ['_v=$(nproc --all)', { processors: 8, configuration: { _NPROCESSORS_CONF: '16' } }, '16'],
    ['OMP_NUM_THREADS=2; _v=$(nproc)', { processors: 8 }, undefined],
    ['_v=$(nproc)', {}, undefined],
    ['_v=$(getconf LONG_BIT)', { configuration: { LONG_BIT: '64' } }, '64'],
    ['_v=$(getconf PAGESIZE)', { configuration: { LONG_BIT: '64' } }, undefined],
    ['_v=$(arch)', { uname: { machine: 'riscv64' } }, 'riscv64'],
    ['_v=$(. /etc/os-release; echo $ID)', { osRelease: 'ID=debian\n' }, 'debian'],
    ['_v=$(grep -oP x /etc/os-release)', { osRelease: 'ID=debian\n' }, undefined],
    ["_v=$(sed -n 's/^ID=//p' /usr/lib/os-release)", { osRelease: 'ID=arch\n' }, 'arch'],
    ['[[ -f /etc/os-release ]] && _v=yes || _v=no', { osRelease: false }, 'no'],
    ['[ -e /etc/os-release ] && _v=yes || _v=no', { osRelease: 'ID=arch\n' }, 'yes'],
    ['[ -e /etc/os-release ] && _v=yes || _v=no', {}, undefined],
  ])('%s', (text, facts, expected) => {
    expect(parsePkgbuild(HEAD + text, { facts }).pkgbuild?.scalars.get('_v')).toBe(expected);
  });
});
