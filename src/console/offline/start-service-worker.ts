// The service worker keeps the shell and the last known answers (../sw/worker.ts). Only of a built console.

export function startServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // A browser that refuses it, or plain HTTP off this machine: the console works, but not without a network.
  navigator.serviceWorker.register('/worker.js').catch(() => {});
}
