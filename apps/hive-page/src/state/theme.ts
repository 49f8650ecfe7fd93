import { effect, signal } from '@preact/signals';

/** `system`: as the device is set. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'rbee-hive-theme';

export const theme = signal<Theme>('system');

/** Takes the theme that was chosen last, and from now on shows and keeps the one that is chosen. */
export function startTheme(root: HTMLElement, storage: Storage): void {
  const kept = storage.getItem(KEY);
  if (kept === 'light' || kept === 'dark') theme.value = kept;
  effect(() => {
    if (theme.value === 'system') {
      root.removeAttribute('data-theme');
      storage.removeItem(KEY);
    } else {
      root.setAttribute('data-theme', theme.value);
      storage.setItem(KEY, theme.value);
    }
  });
}
