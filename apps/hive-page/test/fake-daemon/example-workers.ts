import type { ProvisionPlan, WorkerBinary } from '@rbee/worker-catalog';
import type { WorkerOverview, WorkerRow } from 'rbee-hive-daemon/api';

const RECIPE = `# Maintainer: the hive's people
pkgname=llm-worker-rbee-cuda
pkgver=0.4.2
pkgrel=1
pkgdesc="Large language models on NVIDIA GPUs"
arch=('x86_64')
url="https://workers.example/llm-worker-rbee"
license=('GPL-3.0-or-later')
makedepends=('cargo' 'cuda')
source=(
  "llm-worker-rbee-$pkgver.tar.gz::https://workers.example/v$pkgver.tar.gz"
  "kernels.patch"
)
sha256sums=(
  '6dab9504ccdc3e3eab2b4447f14fa2177c1ceed90b4cae719f69569b392ac7c6'
  'cbc3e644ced67a825b8f68ddaa850528b91667cd5f7f5556a9cc951f093eba5d'
)

prepare() {
  patch -p1 < "$srcdir/kernels.patch"
}

build() {
  cd "llm-worker-rbee-$pkgver"
  cargo build --release --features cuda
}

package() {
  install -Dm755 target/release/llm-worker "$pkgdir/usr/local/bin/$pkgname"
}
`;

function binary(catalogId: string, version: string, addedAt: string): WorkerBinary {
  const id = `${catalogId}-v${version}-linux`;
  return {
    id,
    path: `/home/ada/.cache/rbee/workers/${id}/bin/${catalogId}`,
    size: 12_400_000,
    status: 'Available',
    addedAt,
    workerType: catalogId.includes('cuda') ? 'CudaLlm' : 'CpuLlm',
    platform: 'Linux',
    version,
    architecture: 'x86_64',
    catalogId,
    digest: `sha256:${'ab'.repeat(32)}`,
    provenance: {
      origin: 'http://localhost:8787',
      pkgbuildDigest: `sha256:${'cd'.repeat(32)}`,
      sources: [],
      startedAt: addedAt,
      finishedAt: addedAt,
      guard: 'bubblewrap',
      installedBy: '@rbee/worker-provisioner 1.0.0',
    },
  };
}

function metadata(id: string, name: string, facts: Partial<NonNullable<WorkerRow['metadata']>>) {
  return {
    ...{ id, name, version: '0.4.2', platforms: ['linux', 'macos'], architectures: ['x86_64', 'aarch64'] },
    ...{
      depends: [],
      makedepends: [],
      requiresLicense: false,
      licenseOrigins: [],
      license: 'GPL-3.0-or-later',
    },
    ...facts,
  };
}

const LAUNCH = {
  args: ['--port', '{port}', '-m', '{model}', ['-c', '{context}'], ['-ngl', '{gpu_layers}']],
  ...({ api: 'openai', heartbeat: 'hive' } as const),
} as const;
const CHAT = { ...LAUNCH, tasks: ['chat'], formats: ['gguf'] } as const;
const SPEECH = { ...LAUNCH, api: 'whisper', tasks: ['transcription'], formats: ['ggml'] } as const;

const DAY = 86_400_000;
/** As long before now, so that what is shown does not age. */
export function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}

const echo = binary('echo-worker-cpu', '0.1.0', ago(3 * DAY));
const cpu = [
  binary('llm-worker-rbee-cpu', '0.4.1', ago(9 * DAY)),
  binary('llm-worker-rbee-cpu', '0.4.0', ago(40 * DAY)),
] as const;

/** A row as the verdict on it has it. */
function judged(row: Omit<WorkerRow, 'verdict'>): WorkerRow {
  const { id, state, reason, installed } = row;
  const missing = { code: 'PLATFORM_UNSUPPORTED', missing: 'platform', weight: 'unsupported' } as const;
  return {
    ...row,
    verdict: {
      ...{ workerId: id, state },
      reasons: state === 'unsupported' && reason !== undefined ? [{ ...missing, message: reason }] : [],
      ...(reason !== undefined && { summary: reason }),
      ...(installed !== undefined && { installedVersion: installed.current.version }),
    },
  };
}

const UNJUDGED: readonly Omit<WorkerRow, 'verdict'>[] = [
  {
    id: 'echo-worker-cpu',
    name: 'Echo Worker (CPU)',
    state: 'installed',
    metadata: metadata('echo-worker-cpu', 'Echo Worker (CPU)', {
      version: '0.1.0',
      workerType: 'CpuLlm',
      description:
        'An inference server that answers with what it was asked. It needs no model and no accelerator.',
    }),
    installed: { workerId: 'echo-worker-cpu', versions: [echo], current: echo, pinned: false },
  },
  {
    id: 'llm-worker-rbee-cpu',
    name: 'LLM Worker (CPU)',
    state: 'update-available',
    reason: 'Version 0.4.2 would replace 0.4.1.',
    metadata: metadata('llm-worker-rbee-cpu', 'LLM Worker (CPU)', {
      workerType: 'CpuLlm',
      description: 'Runs language models on the processor, quantised to four and eight bits.',
      launch: CHAT,
      variantOf: 'llm-worker-rbee',
      backend: 'cpu',
    }),
    installed: { workerId: 'llm-worker-rbee-cpu', versions: cpu, current: cpu[0], pinned: true },
  },
  {
    id: 'llm-worker-rbee-cuda',
    name: 'LLM Worker (CUDA)',
    state: 'installable',
    metadata: metadata('llm-worker-rbee-cuda', 'LLM Worker (CUDA)', {
      workerType: 'CudaLlm',
      description: 'Runs language models on NVIDIA GPUs with flash attention and continuous batching.',
      launch: CHAT,
      variantOf: 'llm-worker-rbee',
      backend: 'cuda',
      architectures: ['x86_64'],
    }),
  },
  {
    id: 'llm-worker-rbee-metal',
    name: 'LLM Worker (Metal)',
    state: 'unsupported',
    reason: 'It runs on macos; this machine is linux.',
    metadata: metadata('llm-worker-rbee-metal', 'LLM Worker (Metal)', {
      workerType: 'MetalLlm',
      platforms: ['macos'],
      description: 'Runs language models on the GPU of a Mac.',
    }),
  },
  {
    id: 'whisper-worker',
    name: 'Whisper Worker',
    state: 'installable',
    metadata: metadata('whisper-worker', 'Whisper Worker', {
      version: '1.3.0',
      workerType: 'speech',
      license: 'MIT',
      launch: SPEECH,
      description: 'Turns speech into text, in ninety languages.',
    }),
  },
  {
    id: 'premium-llm-worker-cpu',
    name: 'Premium LLM Worker (CPU)',
    state: 'unsupported',
    reason: 'It needs a licence token, and the hive has none.',
    metadata: metadata('premium-llm-worker-cpu', 'Premium LLM Worker (CPU)', {
      workerType: 'CpuLlm',
      license: 'LicenseRef-proprietary',
      requiresLicense: true,
      description: 'A finished program, optimised for server processors.',
    }),
  },
];

export const ROWS: readonly WorkerRow[] = UNJUDGED.map(judged);

export const OVERVIEW: WorkerOverview = { workers: ROWS, problems: [] };

const range = (line: number) => ({
  start: { line, column: 1, offset: 0 },
  end: { line: line + 3, column: 1, offset: 0 },
});

function part(name: string, line: number, commands: readonly (readonly [string, number])[]) {
  return {
    ...{ name, range: range(line), networkTools: [], urls: [], hosts: [] as string[] },
    ...{ outsideWrites: [], privileged: [], evals: [], notUnderstood: [] },
    commands: commands.map(([command, count]) => ({ name: command, count })),
  };
}

export const CUDA_PLAN: ProvisionPlan = {
  workerId: 'llm-worker-rbee-cuda',
  worker: ROWS[2]?.metadata ?? metadata('llm-worker-rbee-cuda', 'LLM Worker (CUDA)', {}),
  origin: 'http://localhost:8787',
  action: 'source',
  verdict: { workerId: 'llm-worker-rbee-cuda', state: 'installable', reasons: [] },
  obstacles: [],
  licenseOrigins: [],
  sandbox: { guard: 'bubblewrap' },
  variants: {
    choice: {
      type: 'chosen',
      id: 'llm-worker-rbee-cuda',
      why: 'CUDA comes before the CPU, and driver 560.35 supports CUDA 12.6.',
    },
    variants: [
      {
        ...{ id: 'llm-worker-rbee-cuda', backend: 'cuda', verdict: 'usable', preference: 1 },
        reasons: [
          {
            code: 'REQUIREMENTS_MET',
            message: 'NVIDIA GeForce RTX 4090 meets every requirement.',
            facts: [],
          },
        ],
      },
      {
        ...{ id: 'llm-worker-rbee-metal', backend: 'metal', verdict: 'unusable', preference: 2 },
        reasons: [
          { code: 'PLATFORM_UNSUPPORTED', message: 'It runs on macos; this machine is linux.', facts: [] },
        ],
      },
      {
        ...{ id: 'llm-worker-rbee-cpu', backend: 'cpu', verdict: 'usable', preference: 5 },
        reasons: [
          { code: 'REQUIREMENTS_MET', message: 'The processor has every feature it needs.', facts: [] },
        ],
      },
    ],
  },
  pkgbuildDigest: `sha256:${'cd'.repeat(32)}`,
  pkgbuild: {
    text: RECIPE,
    topLevel: { ...part('top level', 1, []), hosts: ['workers.example'] },
    functions: [
      part('prepare', 20, [['patch', 1]]),
      {
        ...part('build', 24, [
          ['cd', 1],
          ['cargo', 1],
        ]),
        networkTools: ['cargo'],
      },
      part('package', 29, [['install', 1]]),
    ],
    installScriptlets: [],
    problems: [],
  },
  recipe: {
    version: '0.4.2',
    versionMayChange: false,
    steps: ['sources', 'prepare', 'build', 'package', 'install', 'prove', 'catalog'],
    sources: [
      {
        name: 'llm-worker-rbee-0.4.2.tar.gz',
        url: 'https://workers.example/v0.4.2.tar.gz',
        verified: 'checksum',
        cached: { state: 'part', bytes: 41_300_000 },
      },
      { name: 'kernels.patch', url: 'kernels.patch', verified: 'checksum', cached: { state: 'nothing' } },
    ],
    artifactId: 'llm-worker-rbee-cuda-v0.4.2-linux',
    folder: '/home/ada/.cache/rbee/workers/llm-worker-rbee-cuda-v0.4.2-linux',
    program: {
      candidates: ['usr/local/bin/llm-worker-rbee-cuda'],
      chosen: 'usr/local/bin/llm-worker-rbee-cuda',
    },
    network: { phases: { build: ['cargo'] }, recognised: [] },
    settings: {},
    facts: [],
    evaluated: [],
  },
};
