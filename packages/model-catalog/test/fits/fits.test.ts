import { describe, expect, test } from 'vitest';
import {
  type FitOptions,
  fits,
  type MachineMemory,
  type ModelFacts,
  machineMemory,
} from '../../src/index.js';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** Llama 3.1 8B at Q4_K_M, by its published header. */
const llama8b: ModelFacts = {
  format: 'gguf',
  architecture: 'llama',
  name: 'Llama 3.1 8B',
  type: 'model',
  parameters: 8_030_261_312,
  quantization: 'Q4_K_M',
  contextLength: 131_072,
  embeddingLength: 4096,
  heads: 32,
  keyLength: 128,
  valueLength: 128,
  vocabularySize: 128_256,
  experts: undefined,
  pooling: false,
  chatTemplate: undefined,
  layers: Array.from({ length: 32 }, () => ({ weightBytes: 128 * MIB, kvHeads: 8, stateBytes: 0 })),
  inputBytes: 281 * MIB,
  outputBytes: 411 * MIB,
  tiedOutputBytes: 0,
  fileBytes: 4_920_739_232,
  fileCount: 1,
};

const machine = (memory: number, ...cards: number[]): MachineMemory => ({
  totalBytes: memory * GIB,
  freeBytes: memory * GIB,
  cards: cards.map((gib, index) => ({ name: `GPU ${index}`, totalBytes: gib * GIB, freeBytes: gib * GIB })),
});

const at = (options: FitOptions) => fits(llama8b, machine(64), options);

describe('what a model takes', () => {
  test('the cache grows with context, heads and lengths, as the log of llama.cpp has it', () => {
    // llama_kv_cache: size = 1024.00 MiB (8192 cells, 32 layers), K (f16): 512.00 MiB, V (f16): 512.00 MiB
    expect(at({ context: 8192 }).kvBytes).toBe(1024 * MIB);
    expect(at({ context: 8192, kvType: 'q8_0' }).kvBytes).toBe(544 * MIB);
    expect(at({ context: 8192, kvType: { k: 'f16', v: 'q4_0' } }).kvBytes).toBe((512 + 144) * MIB);
    expect(at({ context: 8000 })).toMatchObject({ context: 8192, kvBytes: 1024 * MIB });
    expect(at({})).toMatchObject({ context: 8192 });
  });

  test('computing takes what the log of llama.cpp has, with and without flash attention', () => {
    // CUDA0 compute buffer size = 258.50 MiB, and 560.00 MiB
    expect(at({ context: 8192 }).computeBytes).toBe(258.5 * MIB);
    expect(at({ context: 8192, flashAttention: false }).computeBytes).toBe(560 * MIB);
  });

  test('a model that was loaded takes what was predicted, within some per cent', () => {
    // Four layers of 1024, 16 heads of which 4 are kept, 32,000 words, at F16, as the log of llama.cpp has it.
    const layers = Array.from({ length: 4 }, () => ({ weightBytes: 22_552_576, kvHeads: 4, stateBytes: 0 }));
    const sizes = {
      embeddingLength: 1024,
      heads: 16,
      keyLength: 64,
      valueLength: 64,
      vocabularySize: 32_000,
    };
    const weights = { inputBytes: 65_536_000, outputBytes: 65_540_096 };
    const loaded = { ...llama8b, ...sizes, ...weights, layers };
    for (const [flashAttention, computeBytes] of [
      [true, 66.5 * MIB],
      [false, 283.01 * MIB],
    ] as const) {
      const report = fits(loaded, machine(64), { context: 8192, flashAttention });
      expect(report.weightBytes / MIB).toBeCloseTo(211.04, 1);
      expect(report.kvBytes).toBe(32 * MIB);
      expect(Math.abs(report.computeBytes / computeBytes - 1)).toBeLessThan(0.04);
    }
  });

  test('a layer with a window keeps no more than its window, and a recurrent one its state', () => {
    const layers = llama8b.layers.map((layer, index) =>
      index === 0
        ? { ...layer, slidingWindow: 1024 }
        : index === 1
          ? { ...layer, kvHeads: 0, stateBytes: 7 }
          : layer,
    );
    const perToken = 8 * 256 * 2;
    const report = fits({ ...llama8b, layers }, machine(64), { context: 8192, parallel: 2 });
    expect(report.kvBytes).toBe(30 * 8192 * perToken + (2 * 1024 + 512) * perToken + 2 * 7);
  });
});

describe('where the layers go', () => {
  test('into main memory where there is no card', () => {
    const report = fits(llama8b, machine(16));
    expect(report).toMatchObject({ verdict: 'memory', gpuLayers: 0, layers: 33 });
    expect(report.devices).toHaveLength(1);
    expect(report.weightBytes).toBe((32 * 128 + 281 + 411) * MIB);
    expect(report.reasons).toContain('This machine has no card that is known to hold layers.');
    expect(report.reasons[0]).toBe(
      'The weights take 4.68 GiB, the cache of 8192 tokens 1.00 GiB, and computing 258.5 MiB: 5.93 GiB in all.',
    );
  });

  test('onto a card where all of it fits, the embeddings staying in main memory', () => {
    const report = fits(llama8b, machine(16, 24));
    expect(report).toMatchObject({ verdict: 'cards', gpuLayers: 33 });
    expect(report.devices).toMatchObject([
      { device: 'memory', totalBytes: 281 * MIB, hasOutput: false },
      { device: 'GPU 0', card: 0, layers: { first: 0, last: 31 }, hasOutput: true },
    ]);
    expect(report.maxContext).toBe(131_072);
  });

  test('onto a card as many as fit, the last ones first', () => {
    const report = fits(llama8b, machine(16, 4));
    expect(report.verdict).toBe('split');
    const [memory, card] = report.devices;
    // 3 GiB, less the output with what it computes, for layers of 160 MiB each.
    expect(report.gpuLayers).toBe(1 + Math.floor((3072 - 411 - 258.5) / 160));
    expect(card).toMatchObject({ layers: { last: 31 }, hasOutput: true });
    expect(memory?.layers).toStrictEqual({ first: 0, last: 32 - report.gpuLayers });
    expect(card?.totalBytes).toBeLessThanOrEqual(card?.budgetBytes ?? 0);
  });

  test('onto several cards, one filled before the next', () => {
    const report = fits(llama8b, machine(16, 4, 8));
    expect(report).toMatchObject({ verdict: 'cards', gpuLayers: 33 });
    const [, first, second] = report.devices;
    expect(first?.layers?.first).toBe(0);
    expect(second?.layers?.first).toBe((first?.layers?.last ?? 0) + 1);
    expect([first?.hasOutput, second?.hasOutput]).toStrictEqual([false, true]);
    expect(report.weightBytes).toBe((32 * 128 + 281 + 411) * MIB);
  });

  test('as many as were asked for, whether or not they fit', () => {
    expect(fits(llama8b, machine(16, 24), { gpuLayers: 10 })).toMatchObject({
      verdict: 'split',
      gpuLayers: 10,
    });
    expect(fits(llama8b, machine(16, 4), { gpuLayers: 'all' })).toMatchObject({
      verdict: 'no',
      gpuLayers: 33,
    });
    expect(fits(llama8b, machine(16), { gpuLayers: 'all' })).toMatchObject({
      verdict: 'memory',
      gpuLayers: 0,
    });
  });

  test('a model that is too large lacks so many bytes', () => {
    const report = fits(llama8b, machine(4));
    expect(report.verdict).toBe('no');
    expect(report.maxContext).toBeUndefined();
    expect(report.reasons).toContain('It lacks 2.93 GiB.');
  });

  test('the longest context is the last one that fits in the same way', () => {
    const report = fits(llama8b, machine(8), { context: 2048 });
    expect(report.verdict).toBe('memory');
    const { maxContext = 0 } = report;
    expect(fits(llama8b, machine(8), { context: maxContext }).verdict).toBe('memory');
    expect(fits(llama8b, machine(8), { context: maxContext + 256 }).verdict).toBe('no');
  });

  test('a card without memory of its own takes from main memory', () => {
    const mac = {
      totalBytes: 8 * GIB,
      freeBytes: 6 * GIB,
      cards: [{ name: 'M2', totalBytes: 6 * GIB, isUnified: true }],
    };
    expect(fits(llama8b, mac, { cardReserveBytes: 0 }).verdict).toBe('no');
    expect(
      fits(llama8b, { ...mac, freeBytes: 8 * GIB }, { cardReserveBytes: 0, context: 4096 }).verdict,
    ).toBe('cards');
  });

  test('an output that shares the embeddings is copied to the card that has it', () => {
    const tied = { ...llama8b, outputBytes: 0, tiedOutputBytes: 411 * MIB };
    expect(fits(tied, machine(64)).weightBytes).toBe((32 * 128 + 281) * MIB);
    expect(fits(tied, machine(64, 24)).weightBytes).toBe((32 * 128 + 281 + 411) * MIB);
  });
});

test('machineMemory reads the cards that a program may use from a hardware snapshot', () => {
  const snapshot = {
    memoryBytes: { value: 32 * GIB, source: '/proc/meminfo' },
    cuda: {
      devices: {
        value: [
          { name: 'A', memoryBytes: 8 * GIB, visible: true },
          { name: 'B', memoryBytes: 8 * GIB, visible: false },
          { name: 'C', visible: true },
        ],
        source: 'nvidia-smi',
      },
    },
    rocm: {},
    metal: {},
  };
  expect(machineMemory(snapshot, 5)).toStrictEqual({
    totalBytes: 32 * GIB,
    freeBytes: 5,
    cards: [{ name: 'A', totalBytes: 8 * GIB, freeBytes: undefined }],
  });
  expect(
    machineMemory({ memoryBytes: { value: 16 * GIB }, metal: { devices: { value: [{ name: 'M2' }] } } })
      .cards,
  ).toStrictEqual([{ name: 'M2', totalBytes: 12 * GIB, isUnified: true }]);
});
