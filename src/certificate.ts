// Certificate files of a TLS port: read at the start, read again when they change. A broken new file is reported
// and the certificate in use stays.
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Log } from './log.ts';

export interface CertificateFiles {
  certFile: string;
  keyFile: string;
}

export interface Certificate {
  /** Throws when the files cannot be read or do not belong together. */
  read(): SecureContextOptions;
  /** Looks at the files by and by, also when they are replaced or links to others; call the result to stop. */
  watch(onChange: (options: SecureContextOptions) => void): () => void;
}

const CHECK_EVERY_MS = 5_000;

export function createCertificate(
  files: CertificateFiles,
  log: Log,
  checkEveryMs = CHECK_EVERY_MS,
): Certificate {
  const { certFile, keyFile } = files;

  function read(): SecureContextOptions {
    try {
      const options: SecureContextOptions = {
        cert: readFileSync(certFile),
        key: readFileSync(keyFile),
        minVersion: 'TLSv1.2',
      };
      createSecureContext(options);
      return options;
    } catch (error) {
      throw new Error(`cannot use certificate ${certFile} with key ${keyFile}: ${(error as Error).message}`);
    }
  }

  return {
    read,
    watch(onChange) {
      function reload(): void {
        try {
          onChange(read());
          log.info({ certFile }, 'certificate reloaded');
        } catch (error) {
          // Also seen between the exchange of the two files; the second change then succeeds.
          log.error({ err: error, certFile }, 'new certificate not usable, the one in use stays');
        }
      }
      for (const file of [certFile, keyFile])
        watchFile(file, { interval: checkEveryMs, persistent: false }, reload);
      return () => {
        for (const file of [certFile, keyFile]) unwatchFile(file, reload);
      };
    },
  };
}
