// Vant's icon font comes inside its style sheet and, for old browsers, from another host. Both would break the policy
// of the page (font-src 'self'; no outside request): the font becomes a file of ours, the other is left out.
import type { Plugin } from 'vite';

const SHEET = /vant\/es\/icon\/index\.css$/;
const FACE =
  /url\(data:font\/woff2;[^,]*base64,([^)"']+)\)\s*format\("woff2"\)(?:,url\([^)]*\) format\("woff"\))?/;

export function localIcons(): Plugin {
  return {
    name: 'local-icons',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!SHEET.test(id)) return undefined;
      const font = FACE.exec(code)?.[1];
      if (font === undefined) throw new Error(`cannot take the icon font out of ${id}: its form has changed`);
      const file = this.emitFile({
        type: 'asset',
        name: 'vant-icon.woff2',
        source: Buffer.from(font, 'base64'),
      });
      return code.replace(FACE, `url(__VITE_ASSET__${file}__) format("woff2")`);
    },
  };
}
