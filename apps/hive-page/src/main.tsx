import { render } from 'preact';
import { App } from './app.js';
import { startRouting } from './state/route.js';
import { startTheme } from './state/theme.js';

startTheme(document.documentElement, localStorage);
startRouting();
const place = document.getElementById('app');
if (place) render(<App />, place);
