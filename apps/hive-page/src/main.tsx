import { render } from 'preact';
import { App } from './frame/app.js';
import { tokens } from './hive.js';
import { takeLinkTokens } from './state/link-token.js';
import { startLogTimes } from './state/log-times.js';
import { startRouting } from './state/route.js';
import { startTheme } from './state/theme.js';

startTheme(document.documentElement, localStorage);
startLogTimes(localStorage, matchMedia('(max-width: 52rem)').matches);
takeLinkTokens(window, tokens);
startRouting();
const place = document.getElementById('app');
if (place) render(<App />, place);
