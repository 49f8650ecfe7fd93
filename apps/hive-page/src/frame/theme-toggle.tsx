import { Icon, type IconName } from '../parts/icon.js';
import { type Theme, theme } from '../state/theme.js';

const THEMES: readonly { readonly value: Theme; readonly icon: IconName; readonly text: string }[] = [
  { value: 'system', icon: 'system', text: 'As the system' },
  { value: 'light', icon: 'sun', text: 'Light' },
  { value: 'dark', icon: 'moon', text: 'Dark' },
];

export function ThemeToggle() {
  return (
    <fieldset class="segments theme-toggle">
      <legend class="visually-hidden">Colours</legend>
      {THEMES.map(({ value, icon, text }) => (
        <label key={value} class="segment" title={text}>
          <input
            type="radio"
            name="theme"
            class="visually-hidden"
            checked={theme.value === value}
            onChange={() => {
              theme.value = value;
            }}
          />
          <Icon name={icon} />
          <span class="visually-hidden">{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
