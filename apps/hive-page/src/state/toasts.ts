import { signal } from '@preact/signals';
import type { ApiError } from 'rbee-hive-daemon/api';

export interface Toast {
  readonly id: number;
  readonly kind: 'busy' | 'done' | 'failed';
  readonly text: string;
  readonly hint?: string | undefined;
  readonly jobId?: string | undefined;
}

const SHOWN_MILLISECONDS = 6_000;

export const toasts = signal<readonly Toast[]>([]);

let newest = 0;

/** Shows a message, in place of one with the same id; what is done goes away by itself. */
export function showToast(toast: Omit<Toast, 'id'>, replaced?: number): number {
  newest += replaced === undefined ? 1 : 0;
  const id = replaced ?? newest;
  toasts.value = [...toasts.value.filter((old) => old.id !== id), { ...toast, id }];
  if (toast.kind === 'done') setTimeout(() => closeToast(id), SHOWN_MILLISECONDS);
  return id;
}

export function showFailure(error: ApiError, replaced?: number): void {
  showToast({ kind: 'failed', text: error.message, hint: error.hint }, replaced);
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
