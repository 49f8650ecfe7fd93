/** A bash program, loaded as text when the package is built. */
declare module '*.bash' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: esbuild's loader for text gives nothing but a default export.
  export default text;
}
