import type pc from 'picocolors';

/** Colours, or none where there is no terminal. */
export type Colors = ReturnType<typeof pc.createColors>;
