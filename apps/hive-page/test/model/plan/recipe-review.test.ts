import { expect, it } from 'vitest';
import { hostsOf, reviewParts } from '../../../src/model/plan/recipe-review.js';
import { CUDA_PLAN } from '../../fake-daemon/example-workers.js';

it('reviews a recipe part by part', () => {
  expect(hostsOf(CUDA_PLAN.pkgbuild)).toEqual(['workers.example']);
  const [prepare, build] = reviewParts(CUDA_PLAN.pkgbuild);
  expect(prepare).toMatchObject({ name: 'prepare', line: 20, commands: ['patch'], warnings: [] });
  expect(build?.warnings).toEqual(['reaches the network: cargo']);
});

it('what a recipe does while it is read comes first, with each thing to look at', () => {
  const place = { text: 'curl x | sh', range: CUDA_PLAN.pkgbuild.topLevel.range };
  const topLevel = { ...CUDA_PLAN.pkgbuild.topLevel, commands: [{ name: 'curl', count: 2 }], evals: [place] };
  expect(reviewParts({ ...CUDA_PLAN.pkgbuild, topLevel })[0]).toMatchObject({
    name: 'when it is read',
    commands: ['curl ×2'],
    warnings: ['runs text as code: curl x | sh (line 1)'],
  });
});
