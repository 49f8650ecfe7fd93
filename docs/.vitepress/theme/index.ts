import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { JudgeView } from './judge/judge-view.js';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => void app.component('JudgeView', JudgeView),
} satisfies Theme;
