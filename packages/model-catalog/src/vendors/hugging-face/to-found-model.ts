import { showForeign } from '@rbee-internal/redact-url';
import type { FoundModel } from '../../types.js';
import { licenseOf } from './resolved-from.js';
import type { HubModel } from './schema.js';

/** A model of a hub's search as it is shown: foreign text is cut and escaped. */
export function toFoundModel(model: HubModel): FoundModel {
  const { id, author, downloads, likes, gated, lastModified, pipeline_tag: task } = model;
  const owner = id.includes('/') ? id.split('/')[0] : undefined;
  const isTime =
    lastModified !== null && lastModified !== undefined && !Number.isNaN(Date.parse(lastModified));
  return {
    reference: `hf:${showForeign(id)}`,
    name: showForeign(id.split('/').at(-1) ?? id),
    author: author ?? owner,
    downloads: downloads ?? undefined,
    likes: likes ?? undefined,
    gated: gated !== false && gated !== null && gated !== undefined,
    license: licenseOf(model),
    updatedAt: isTime ? new Date(lastModified).toISOString() : undefined,
    task: task === null || task === undefined ? undefined : showForeign(task),
  };
}
