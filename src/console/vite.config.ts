// How the console is built: into dist/console, with hashed names, compressed, and nothing from elsewhere in it.
import { VantResolver } from '@vant/auto-import-resolver';
import vue from '@vitejs/plugin-vue';
import Components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { localIcons } from './build/local-icons.ts';
import { serviceWorker } from './build/service-worker.ts';

const FRAME =
  /node_modules\/(?:vue|@vue|vue-router|vue-i18n|@intlify)\/|src\/console\/(?:api|formats|live|looks|offline|parts|router|session|shell|words)\/[\w-]+\.|src\/console\/[\w-]+\.(?:ts|vue)/;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    vue({ template: { transformAssetUrls: false } }),
    Components({ dirs: [], dts: false, resolvers: [VantResolver()] }),
    localIcons(),
    serviceWorker(),
    compressed(),
  ],
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    manifest: true,
    // The policy allows no data: scripts or fonts; a small file of its own is as good.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: {
      output: {
        // What every page needs comes in one go; telephones wait for each file in turn.
        codeSplitting: { groups: [{ name: 'frame', test: FRAME }] },
      },
    },
  },
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/case': 'http://127.0.0.1:8080',
      '/docs': 'http://127.0.0.1:8080',
    },
  },
});
