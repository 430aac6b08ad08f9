// Builds sw/worker.ts beside the console and tells it which files the shell is made of: the start, the words, and the
// pages that make sense without a network.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin, type Rollup } from 'vite';

const ENTRY = join(import.meta.dirname, '../sw/worker.ts');
/** Their chunks, and what those import, are there without a network. */
const KEPT_SOURCES = /^words\/all\/|^pages\/(?:alerts|stations|not-found|menu)\/[^/]+\.vue$/;

export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      // Once Vite has taken out the entry that only imported others: what is listed must be there, or nothing is kept.
      order: 'post',
      async handler(_options, bundle) {
        const files = shellFiles(bundle);
        const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12);
        const source = await compile({
          version,
          files: ['/', ...files, '/manifest.webmanifest', '/icons/mark.svg'],
        });
        this.emitFile({ type: 'asset', fileName: 'worker.js', source });
      },
    },
  };
}

function shellFiles(bundle: Rollup.OutputBundle): string[] {
  const files = new Set<string>();
  const take = (fileName: string) => {
    const chunk = bundle[fileName];
    if (files.has(`/${fileName}`) || chunk?.type !== 'chunk') return;
    files.add(`/${fileName}`);
    for (const sheet of chunk.viteMetadata?.importedCss ?? []) files.add(`/${sheet}`);
    for (const imported of chunk.imports) take(imported);
  };
  for (const chunk of Object.values(bundle)) if (isKept(chunk)) take(chunk.fileName);
  return [...files].sort();
}

function isKept(chunk: Rollup.OutputAsset | Rollup.OutputChunk): boolean {
  if (chunk.type !== 'chunk') return false;
  const source = chunk.facadeModuleId?.split('/src/console/')[1] ?? '';
  return chunk.isEntry || KEPT_SOURCES.test(source);
}

async function compile(shell: { version: string; files: string[] }): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    define: { __SHELL__: JSON.stringify(shell) },
    build: {
      write: false,
      copyPublicDir: false,
      target: 'es2022',
      lib: { entry: ENTRY, formats: ['iife'], name: 'worker', fileName: 'worker' },
    },
  });
  const [output] = (Array.isArray(result) ? result : [result]) as Rollup.RollupOutput[];
  if (!output) throw new Error('cannot build the service worker: nothing came out');
  return output.output[0].code;
}
