import type { DiskUse, DoctorReport, HardwareAnswer, HiveInfo, WorkerProcess } from 'rbee-hive-daemon/api';
import { ago } from './example-workers.js';

export const HIVE: HiveInfo = {
  version: '1.0.0',
  pid: 4211,
  startedAt: ago(7_200_000),
  root: '/home/ada/.cache/rbee/workers',
  stateDir: '/home/ada/.local/state/rbee-hive',
  registry: 'http://localhost:8787',
  queenUrl: 'http://localhost:7833',
  keepProcesses: false,
};

export const DISK: DiskUse = {
  freeBytes: 412_000_000_000,
  totalBytes: 1_000_000_000_000,
  workers: {
    'echo-worker-cpu-v0.1.0-linux': 84_000,
    'llm-worker-rbee-cpu-v0.4.1-linux': 48_200_000,
    'llm-worker-rbee-cpu-v0.4.0-linux': 47_900_000,
  },
  cacheBytes: 1_240_000_000,
  stateBytes: 88_000_000,
};

export const DOCTOR: DoctorReport = {
  findings: [
    { check: 'tools', verdict: 'ok', message: 'bash, git and a C compiler are there.' },
    { check: 'sandbox', verdict: 'ok', message: 'bubblewrap keeps builds from the rest of the machine.' },
    { check: 'disk', verdict: 'ok', message: '412 GB are free where workers are installed.' },
    {
      check: 'registry',
      verdict: 'warning',
      message: 'The registry answers slowly: 2.3 s for its list.',
      hint: 'Look at its log, or use the embedded one by leaving WORKER_CATALOG_URL unset.',
    },
    { check: 'clock', verdict: 'ok', message: "The clock agrees with the registry's." },
    { check: 'hardware', verdict: 'ok', message: 'An NVIDIA GPU with driver 560.35 can be used.' },
  ],
};

const from = <T>(value: T, source: string) => ({ value, source });

export const HARDWARE: HardwareAnswer = {
  specificationVersion: 1,
  takenAt: ago(60_000),
  os: from('linux', 'host'),
  architecture: from('x86_64', 'host'),
  libc: from({ name: 'glibc', version: '2.40' }, '/lib/x86_64-linux-gnu/libc.so.6'),
  cpuModel: from('AMD Ryzen 9 7950X 16-Core Processor', '/proc/cpuinfo'),
  cpuFeatures: from(
    ['avx', 'avx2', 'avx512f', 'fma', 'sse4_2', 'x86-64-v2', 'x86-64-v3', 'x86-64-v4'],
    '/proc/cpuinfo',
  ),
  memoryBytes: from(64 * 2 ** 30, '/proc/meminfo'),
  cuda: {
    driverVersion: from('560.35.03', 'nvidia-smi'),
    supportedCuda: from('12.6', 'nvidia-smi'),
    devices: from(
      [
        {
          name: 'NVIDIA GeForce RTX 4090',
          computeCapability: '8.9',
          memoryBytes: 24 * 2 ** 30,
          visible: true,
        },
      ],
      'nvidia-smi',
    ),
  },
  rocm: {},
  vulkan: {},
  metal: {},
  failures: [
    { probe: 'rocm', source: 'rocminfo', code: 'NOT_FOUND', reason: 'There is no such program.' },
    { probe: 'vulkan', source: 'vulkaninfo', code: 'NOT_FOUND', reason: 'There is no such program.' },
  ],
};

export const HEALTHY: WorkerProcess = {
  id: 'p1',
  worker: 'echo-worker-cpu-v0.1.0-linux',
  state: 'healthy',
  pid: 48_213,
  port: 41_207,
  url: 'http://127.0.0.1:41207',
  args: ['--port', '41207', '--queen-url', 'http://localhost:7833'],
  restart: 'on-failure',
  startedAt: ago(1_500_000),
  healthyAt: ago(1_499_000),
  restarts: 0,
};

export const CRASHED: WorkerProcess = {
  id: 'p2',
  worker: 'llm-worker-rbee-cpu-v0.4.1-linux',
  state: 'crashed',
  port: 41_333,
  url: 'http://127.0.0.1:41333',
  args: ['--port', '41333', '--model', '/models/tiny.gguf'],
  restart: 'never',
  startedAt: ago(90_000_000),
  endedAt: ago(89_000_000),
  restarts: 0,
  ending: 'exit code 1',
  lastLines: ['loading /models/tiny.gguf', 'error: /models/tiny.gguf: no such file'],
};
