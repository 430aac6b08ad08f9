// One mail handed to an SMTP server, over a connection of our own to a guarded address. It must not know what the mail
// says.
import { connect, isIP, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { type AddressGuard, RefusedAddress } from './address-guard.ts';
import { openDeadline } from './deadline.ts';
import type { EmailSettings } from './email.ts';
import type { Outcome } from './notifier.ts';

export interface Mail {
  messageId: string;
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
}

interface Way {
  guard: AddressGuard;
  signal: AbortSignal;
}

/** Never rejects. */
export async function submitMail(mail: Mail, settings: EmailSettings, way: Way): Promise<Outcome> {
  const deadline = openDeadline(settings.timeoutSeconds * 1_000, way.signal);
  const { signal } = deadline;
  try {
    const connection = await openConnection(settings, { ...way, signal });
    signal.addEventListener('abort', () => connection.destroy(), { once: true });
    try {
      return await handOver(mail, settings, connection);
    } finally {
      connection.destroy();
    }
  } catch (error) {
    if (deadline.isOver())
      return { ok: false, fault: 'away', reason: `no answer within ${settings.timeoutSeconds} s` };
    return failureOf(error);
  } finally {
    deadline.close();
  }
}

async function openConnection({ host, port, tls }: EmailSettings, { guard, signal }: Way): Promise<Socket> {
  if (tls === 'none' && !guard.isListed(host))
    throw new RefusedAddress(`${host} is asked without TLS and is not in allowedHosts`);
  // Sockets do not look up what is an address already.
  if (isIP(host) !== 0) await guard.addressesOf(host);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: guard.lookup });
    const give = () => socket.destroy(new Error('the time is over'));
    signal.addEventListener('abort', give, { once: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      signal.removeEventListener('abort', give);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

async function handOver(mail: Mail, settings: EmailSettings, connection: Socket): Promise<Outcome> {
  const { host, port, tls, user, password, from, timeoutSeconds } = settings;
  const timeoutMs = timeoutSeconds * 1_000;
  const transport = createTransport({
    connection,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user !== undefined && password !== undefined && { auth: { user, pass: password } }),
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // The address was looked up and checked; nothing that a mail says is fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { response, rejected } = await transport.sendMail({
    ...mail,
    to: [...mail.to],
    from,
    textEncoding: 'base64',
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const missed = rejected.length > 0 ? `; refused for ${rejected.length} of ${mail.to.length}` : '';
  return { ok: true, answer: `${response}${missed}` };
}

/** What SMTP calls permanent (5xx) is refused, the rest may work later. */
function failureOf(error: unknown): Outcome {
  if (!(error instanceof Error)) return { ok: false, fault: 'away', reason: 'the connection failed' };
  const isRefused = error instanceof RefusedAddress || responseCode(error) >= 500;
  return { ok: false, fault: isRefused ? 'refused' : 'away', reason: error.message };
}

function responseCode(error: Error & { responseCode?: unknown }): number {
  return typeof error.responseCode === 'number' ? error.responseCode : 0;
}
