import { type Artifact, ArtifactCatalogError, type ArtifactCodec } from '@rbee/artifact-catalog';

/** A voice of a speech program. */
export interface Voice extends Artifact {
  /** BCP 47, such as `en-GB`. */
  readonly language: string;
  /** Samples in a second. */
  readonly sampleRate: number;
}

/** Voices on disk; keys are snake_case there. A folder may have been written by anyone, so each field is checked. */
export const voiceCodec: ArtifactCodec<Voice> = {
  decode(stored) {
    if (typeof stored !== 'object' || stored === null) throw invalid('the artifact');
    const fields: Record<string, unknown> = { ...stored };
    return {
      id: text(fields, 'id'),
      path: text(fields, 'path'),
      size: number(fields, 'size'),
      status: available(fields),
      addedAt: text(fields, 'added_at'),
      language: text(fields, 'language'),
      sampleRate: number(fields, 'sample_rate'),
    };
  },
  encode: ({ addedAt, sampleRate, ...same }) => ({ ...same, added_at: addedAt, sample_rate: sampleRate }),
};

function text(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw invalid(name);
  return value;
}

function number(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw invalid(name);
  return value;
}

function available(fields: Record<string, unknown>): 'Available' {
  if (fields.status !== 'Available') throw invalid('status');
  return fields.status;
}

function invalid(field: string): ArtifactCatalogError {
  return new ArtifactCatalogError({
    code: 'INVALID_METADATA',
    message: `The field ${field} is not that of a voice.`,
  });
}
