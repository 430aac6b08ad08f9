// Servers that answer as the robots do: they check what the real ones check, and say no in the same words.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RobotRequest {
  url: URL;
  headers: IncomingMessage['headers'];
  raw: string;
  body: RobotBody;
}

/** What any of them takes. */
interface RobotBody {
  msgtype?: 'markdown' | 'text';
  markdown?: { content?: string; title?: string; text?: string };
  text?: { content?: string; mentioned_mobile_list?: string[]; mentioned_list?: string[] };
  at?: { atMobiles: string[]; isAtAll: boolean };
  msg_type?: string;
  content?: { text: string };
  timestamp?: string;
  sign?: string;
  alert?: { note?: string };
}

export interface FakeRobot {
  baseUrl: string;
  /** All that arrived, taken or not. */
  requests: RobotRequest[];
  stop(): Promise<void>;
}

/** `cut`: taken, but the connection ends before the answer. */
type Answer = { status?: number; headers?: Record<string, string>; body: string } | 'silence' | 'cut';
type Judge = (request: RobotRequest) => Answer;

/** Answers as it is told at the moment. */
export async function fakeRobot(judge: Judge): Promise<FakeRobot> {
  const requests: RobotRequest[] = [];
  const server = createServer((incoming, response) => {
    void receive(incoming).then((request) => {
      requests.push(request);
      reply(response, judge(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}`, requests, stop: () => stopServer(server) };
}

async function receive(incoming: IncomingMessage): Promise<RobotRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString();
  return {
    url: new URL(incoming.url ?? '/', 'http://robot'),
    headers: incoming.headers,
    raw,
    body: JSON.parse(raw),
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'cut') response.destroy();
  if (answer === 'silence' || answer === 'cut') return;
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  response.end(answer.body);
}

function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

const json = (value: object): Answer => ({ body: JSON.stringify(value) });

/** Always the same answer. */
export function fakeAnswering(answer: Answer): Promise<FakeRobot> {
  return fakeRobot(() => answer);
}

/** `taken`: how many before it says that there were too many. */
export function fakeWecom(key: string, taken = 20): Promise<FakeRobot> {
  const more = 'more info at https://open.work.weixin.qq.com/devtool/query?e=';
  const no = (errcode: number, errmsg: string) => json({ errcode, errmsg: `${errmsg}, ${more}${errcode}` });
  let count = 0;
  return fakeRobot(({ url, body }) => {
    if (url.pathname !== '/cgi-bin/webhook/send') return { status: 404, body: '' };
    if (url.searchParams.get('key') !== key) return no(93000, `invalid webhook url, key ${url.search}`);
    const { msgtype } = body;
    const content = msgtype && body[msgtype]?.content;
    if (msgtype === undefined || content === undefined) return no(40008, 'invalid message type');
    const limit = { markdown: 4_096, text: 2_048 }[msgtype];
    if (Buffer.byteLength(content) > limit) return no(40058, `${msgtype}.content exceed max length ${limit}`);
    count += 1;
    return count > taken ? no(45009, 'api freq out of limit') : json({ errcode: 0, errmsg: 'ok' });
  });
}

export function fakeDingtalk(options: {
  token: string;
  secret: string;
  now: () => number;
  taken?: number;
}): Promise<FakeRobot> {
  const { token, secret, now, taken = 20 } = options;
  let count = 0;
  return fakeRobot(({ url, body }) => {
    const ask = (name: string) => url.searchParams.get(name) ?? '';
    if (ask('access_token') !== token) return json({ errcode: 300001, errmsg: 'token is not exist' });
    const timestamp = ask('timestamp');
    const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
    if (Math.abs(now() - Number(timestamp)) > 3_600_000)
      return json({ errcode: 310000, errmsg: 'invalid timestamp' });
    if (ask('sign') !== sign) return json({ errcode: 310000, errmsg: 'sign not match' });
    if (body.msgtype !== 'markdown' || !body.markdown?.title)
      return json({ errcode: 400105, errmsg: 'unsupported msgtype' });
    count += 1;
    if (count > taken) return json({ errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' });
    return json({ errcode: 0, errmsg: 'ok' });
  });
}

export function fakeFeishu(options: {
  hookId: string;
  secret?: string;
  now: () => number;
}): Promise<FakeRobot> {
  const { hookId, secret, now } = options;
  return fakeRobot(({ url, raw, body }) => {
    if (url.pathname !== `/open-apis/bot/v2/hook/${hookId}`)
      return json({ code: 19001, msg: 'param invalid: incoming webhook access token invalid', data: {} });
    if (Buffer.byteLength(raw) > 20 * 1_024) return json({ code: 9499, msg: 'Bad Request', data: {} });
    const sign = createHmac('sha256', `${body.timestamp}\n${secret}`).digest('base64');
    const isFresh = Math.abs(now() / 1_000 - Number(body.timestamp)) <= 3_600;
    if (secret !== undefined && (body.sign !== sign || !isFresh))
      return json({
        code: 19021,
        msg: 'sign match fail or timestamp is not within one hour from current time',
        data: {},
      });
    if (body.msg_type !== 'text') return json({ code: 9499, msg: 'Bad Request', data: {} });
    return json({ StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' });
  });
}
