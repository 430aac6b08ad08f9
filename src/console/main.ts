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
import { readSession, readSessionInTime } from './session/session.ts';
import { i18n, startLanguage } from './words/i18n.ts';

startLook();
watchNetwork(window);
void start();

/** Not awaited by this module: the words are a chunk that itself waits for the one with this module in it. */
async function start(): Promise<void> {
  // Without a hub the pages say so themselves, and show what is kept.
  await Promise.all([startLanguage(), readSession().catch(() => {})]);
  createApp(App).use(i18n).use(router).mount('#app');
  startServiceWorker();
  // Opened without the hub: whoever is signed in may do things again once it answers.
  void readSessionInTime();
}
