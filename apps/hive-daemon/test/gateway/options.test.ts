import { describe, expect, test } from 'vitest';
import { GatewayOptions } from '../../src/api/gateway-options.js';
import { resolveGatewayOptions } from '../../src/gateway/options.js';

describe('the gateway’s options', () => {
  test('have the defaults that their schema names', () => {
    const { memoryBytes, corsOrigins, gpuMemoryBytes, ...settings } = resolveGatewayOptions();
    const named = Object.entries(GatewayOptions.shape).flatMap(([name, field]) => {
      const { default: value } = field.meta() ?? {};
      return value === undefined ? [] : [[name, value] as const];
    });
    expect(settings).toEqual(Object.fromEntries(named));
    expect(memoryBytes).toBeGreaterThan(0);
    expect([[...corsOrigins], gpuMemoryBytes]).toEqual([[], undefined]);
  });

  test.each([
    [{ corsOrigins: ['https://chat.example/path'] }, 'gateway.corsOrigins'],
    [{ keepAliveSeconds: -1 }, 'gateway.keepAliveSeconds'],
    [{ loadedModels: 0 }, 'gateway.loadedModels'],
    [{ memoryBytes: 1.5 }, 'gateway.memoryBytes'],
  ])('%j is refused', (options, path) => {
    expect(() => resolveGatewayOptions(options)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', path, message: expect.stringContaining(path) }),
    );
  });
});
