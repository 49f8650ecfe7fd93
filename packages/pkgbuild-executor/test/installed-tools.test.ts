import { describe, expect, it } from 'vitest';
import { HAS_BUBBLEWRAP } from './guards.js';
import { missingTools, TOOL_PACKAGES } from './installed-tools.js';

describe('the tools that some tests need', () => {
  it('are all there where RBEE_REQUIRE_TOOLS says so', () => {
    expect(Object.keys(TOOL_PACKAGES).length).toBeGreaterThan(0);
    if (process.env.RBEE_REQUIRE_TOOLS !== '1') return;
    expect(missingTools()).toEqual([]);
    expect(HAS_BUBBLEWRAP).toBe(true);
  });
});
