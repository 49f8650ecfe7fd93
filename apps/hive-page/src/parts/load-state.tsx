import type { Resource } from '../state/use-resource.js';
import { ErrorNote, Skeleton, type SkeletonProps } from './notes.js';

/** Why there is nothing to show of a resource so far: it is being read, or could not be. */
export function LoadState<T>({ of, ...shape }: { readonly of: Resource<T> } & SkeletonProps) {
  return (
    <>
      {of.error && <ErrorNote error={of.error} onRetry={of.refresh} />}
      {of.isLoading && <Skeleton {...shape} />}
    </>
  );
}
