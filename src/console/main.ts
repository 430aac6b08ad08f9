// Starts the console: language and session first, then the page that was asked for.
import './looks/tokens.css';
import './looks/base.css';
import './looks/parts.css';
import './looks/shell.css';
import './looks/vant.css';
import { createApp } from 'vue';
import App from './app.vue';
import { watchNetwork } from './live/live.ts';
import { startLook } from './looks/theme.ts';
import { startServiceWorker } from './offline/start-service-worker.ts';
import { router } from './router/router.ts';
import { readSession } from './session/session.ts';
import { i18n, startLanguage } from './words/i18n.ts';

startLook();
watchNetwork(window);
// Without a hub the pages say so themselves, and show what is kept.
await Promise.all([startLanguage(), readSession().catch(() => {})]);
createApp(App).use(i18n).use(router).mount('#app');
startServiceWorker();
