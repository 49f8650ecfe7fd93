import type { Resource } from '../state/use-resource.js';
import { ErrorNote, Skeleton, type SkeletonProps } from './notes.js';

/**
 * Why there is nothing to show of a resource so far: it is being read, or could not be. That the hive does not respond is
 * said once above every view.
 */
export function LoadState<T>({ of, ...shape }: { readonly of: Resource<T> } & SkeletonProps) {
  return (
    <>
      {of.error && of.error.code !== 'UNREACHABLE' && <ErrorNote error={of.error} onRetry={of.refresh} />}
      {of.isLoading && <Skeleton {...shape} />}
    </>
  );
}
