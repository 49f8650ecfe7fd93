import { describe, expect, it } from 'vitest';
import { recogniseNetworkUse } from '../../src/index.js';

/** What is recognised in one line of build(). */
function inBuild(line: string): string[] {
  const uses = recogniseNetworkUse(new Map([['build', `build() {\n  cd x\n  ${line}\n}`]]));
  return uses.map(({ phase, ecosystem, hosts }) => [phase, ecosystem ?? 'download', ...hosts].join(' '));
}

describe('recogniseNetworkUse', () => {
  it.each([
    ['cargo build --release --locked', 'build cargo'],
    ['RUSTFLAGS="-C x" cargo +nightly fetch', 'build cargo'],
    ['if true; then cargo test; fi', 'build cargo'],
    ['npm ci', 'build npm'],
    ['npx vite build', 'build npm'],
    ['pnpm install --frozen-lockfile', 'build npm'],
    ['pip install .', 'build pip'],
    ['"$srcdir/venv/bin/python" -m pip install -r requirements.txt', 'build pip'],
    ['python -m build --wheel', 'build pip'],
    ['uv sync', 'build pip'],
    ['go build -o x ./cmd', 'build go'],
    ['go mod download', 'build go'],
    ['git clone --depth 1 https://code.example/x.git', 'build git code.example:443'],
    ['git -C x submodule update --init', 'build git'],
    ['cmake -B build -DCPM_DOWNLOAD=1', 'build git'],
    ['curl -LO http://files.example:8080/model.bin', 'build download files.example:8080'],
    ['wget "https://files.example/$x"', 'build download files.example:443'],
    ['mvn package', 'build maven'],
    ['bundle install', 'build rubygems'],
    ['huggingface-cli download org/model', 'build pip'],
  ])('finds %s', (line, use) => {
    expect(inBuild(line)).toEqual([use]);
  });

  it.each([
    'cargo build --frozen --release',
    'cargo build --offline',
    'export CARGO_NET_OFFLINE=true; cargo build',
    'cargo --version',
    '# cargo build',
    'echo "cargo-build"',
    'install -Dm755 target/release/cargo build',
    'npm run build',
    'npm ci --offline',
    'pip install --no-index --find-links dist x',
    'pip install --no-deps --no-build-isolation .',
    'python -m build --wheel --no-isolation',
    'python -m build -nw',
    'go build -mod=vendor ./...',
    'export GOFLAGS="-mod=vendor"; go build',
    'git -c protocol.file.allow=always submodule update',
    'git clone "$srcdir/other" x',
    'git apply ../fix.patch',
    'curl-config --libs',
    'mvn -o package',
  ])('finds nothing in %s', (line) => {
    expect(inBuild(line)).toEqual([]);
  });

  it('joins lines, follows helpers, and names each phase once in makepkg’s order', () => {
    const functions = new Map([
      ['package_one', 'package_one() { _fetch; }'],
      ['build', 'build() {\n  cargo \\\n    build\n  cargo \\\n    build\n}'],
      ['_fetch', '_fetch() {\n  _deeper\n}'],
      ['_deeper', '_deeper() { npm ci; }'],
      ['prepare', 'prepare() { _fetch; _fetch; }'],
      ['_unused', '_unused() { pip install x; }'],
    ]);
    expect(recogniseNetworkUse(functions)).toEqual([
      { phase: 'prepare', ecosystem: 'npm', hosts: [], command: 'npm ci' },
      { phase: 'build', ecosystem: 'cargo', hosts: [], command: 'cargo build' },
      { phase: 'package', ecosystem: 'npm', hosts: [], command: 'npm ci' },
    ]);
  });

  it('is quick with hostile text', () => {
    const text = `build() {\n${'cargo '.repeat(20_000)}\n${'git -c a=b '.repeat(20_000)}\n${'A=1 '.repeat(20_000)}x\n}`;
    expect(recogniseNetworkUse(new Map([['build', text]]))).toEqual([]);
  });
});
