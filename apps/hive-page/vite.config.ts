import { defineConfig } from 'vite';

/** Static files that need nothing but their own origin: no inlined assets, which the policy would refuse. */
export default defineConfig({
  root: 'src',
  base: './',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: 'es2023',
    reportCompressedSize: true,
  },
});
