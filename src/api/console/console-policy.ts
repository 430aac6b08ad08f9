// What the pages of the console may load and whom they may ask: this hub alone, and map tiles where they are set.

export function consolePolicy(tileUrl?: string): string {
  const images = ["'self'", 'data:', ...(tileUrl === undefined ? [] : [tileOrigin(tileUrl)])];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${images.join(' ')}`,
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `https://{s}.tiles.example/{z}/{x}/{y}.png` -> `https://*.tiles.example` */
function tileOrigin(tileUrl: string): string {
  const origin = /^https?:\/\/[^/?#\s;,]+/.exec(tileUrl)?.[0] ?? "'none'";
  return origin.replace(/\{[^}]*\}\./, '*.');
}
