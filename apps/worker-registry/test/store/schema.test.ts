import { describe, expect, test } from 'vitest';
import { findingsOf } from '../findings-of.js';
import { tinyMetadata, tinyRecipe } from '../worker-folder.js';

describe('variants', () => {
  const variants = [
    { backend: 'cpu', platforms: ['linux'], architectures: ['x86_64'] },
    { backend: 'metal', platforms: ['macos'], architectures: ['aarch64'], version: '2' },
  ];
  const { platforms: _platforms, architectures: _architectures, ...shared } = tinyMetadata;
  const recipe = tinyRecipe.replace('(x86_64)', '(any)');

  test('each is held against the recipe', () => {
    const metadata = { ...shared, platforms: undefined, architectures: undefined, variants };
    expect(findingsOf(metadata, recipe)).toEqual([
      'error VERSION tiny/worker.json: field "version": it is 2, but the recipe\'s pkgver is 1.2.3',
    ]);
  });

  test.each([
    [{ variants: [{ backend: 'C P U' }] }, 'variants.0.backend": Expected a backend such as "cuda"'],
    [{ variants: [] }, 'variants": Too small'],
    [{ requires: { cuda_driver: 'new' } }, 'requires.cuda_driver": must be a version such as "12.4"'],
    [{ requires: { compute_capability: 'x' } }, 'requires.compute_capability": must be a compute capability'],
    [{ probe: 'maybe' }, 'probe": must be "version", "health", "none", or an object'],
    [{ launch: { args: ['{prot}'], api: 'openai' } }, 'launch.args.0": '],
    [{ env: { LD_PRELOAD: '/x' } }, 'env.LD_PRELOAD": '],
    [{ network: { built: ['cargo'] } }, 'network": '],
    [{ binary_name: '../x' }, 'binary_name": must be a plain file name, or a path in the package'],
    [{ yanked: '' }, 'yanked": '],
    [{ description: '' }, 'description": Too small'],
    [{ workerType: 'cpu' }, 'workerType": Expected the spelling "worker_type"'],
    [
      { variants: [{ backend: 'cpu', binaryName: 'x' }] },
      'variants.0.binaryName": Expected the spelling "binary_name"',
    ],
    [{ version: '1..2' }, 'version": Expected a pkgver without ".."'],
  ])('metadata with %j is refused', (metadata, message) => {
    const [finding, ...more] = findingsOf(metadata);
    expect(more).toEqual([]);
    expect(finding).toContain(`error METADATA tiny/worker.json: field "${message}`);
  });
});
