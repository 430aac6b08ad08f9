// A small SMTP server that keeps what it is given, and can be told to say no. Without TLS.
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface SmtpSink {
  port: number;
  mails: { from: string; to: string[]; data: string }[];
  /** What clients said, with credentials as they came. */
  said: string[];
  stop(): Promise<void>;
}

export interface SmtpSinkOptions {
  /** Demands this. */
  login?: { user: string; password: string };
  /** Says these in the place of "250". */
  answers?: Partial<Record<'RCPT' | 'end', string>>;
  /** Never says a word. */
  isSilent?: boolean;
}

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink: Omit<SmtpSink, 'port' | 'stop'> = { mails: [], said: [] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (!options.isSilent) converse(socket, sink, options);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...sink,
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function converse(socket: Socket, sink: Pick<SmtpSink, 'mails' | 'said'>, options: SmtpSinkOptions): void {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let mail = { from: '', to: [] as string[], data: '' };
  let text = '';
  let inData = false;

  function takeData(): void {
    const end = text.indexOf('\r\n.\r\n');
    if (end < 0) return;
    sink.mails.push({ ...mail, data: text.slice(0, end) });
    text = text.slice(end + 5);
    inData = false;
    mail = { from: '', to: [], data: '' };
    say(options.answers?.end ?? '250 2.0.0 Ok: queued as 4F2A1');
  }

  function command(line: string): void {
    sink.said.push(line);
    const [verb = ''] = line.toUpperCase().split(/[ :]/);
    if (verb === 'EHLO') say(options.login ? '250-sink\r\n250 AUTH PLAIN' : '250 sink');
    else if (verb === 'AUTH')
      say(isLogin(line, options) ? '235 2.7.0 Ok' : `535 5.7.8 Bad credentials: ${line}`);
    else if (verb === 'MAIL') {
      mail.from = addressIn(line);
      say('250 2.1.0 Ok');
    } else if (verb === 'RCPT') {
      const answer = options.answers?.RCPT ?? '250 2.1.5 Ok';
      if (answer.startsWith('250')) mail.to.push(addressIn(line));
      say(answer);
    } else if (verb === 'DATA') {
      inData = true;
      say('354 End data with <CR><LF>.<CR><LF>');
    } else say(verb === 'QUIT' ? '221 2.0.0 Bye' : '502 5.5.2 Not known');
  }

  socket.on('data', (chunk) => {
    text += chunk.toString();
    while (!inData && text.includes('\r\n')) {
      const end = text.indexOf('\r\n');
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      command(line);
    }
    if (inData) takeData();
  });
  say('220 sink ESMTP');
}

function isLogin(line: string, { login }: SmtpSinkOptions): boolean {
  const plain = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString();
  return login !== undefined && plain === `\0${login.user}\0${login.password}`;
}

function addressIn(line: string): string {
  return /<(.*?)>/.exec(line)?.[1] ?? '';
}
