// An answer of the API that is a problem (RFC 9457), or no answer at all, as an error that pages can act on.

/** What was wrong with one part of what was sent. */
export interface Fault {
  path: string;
  value?: unknown;
  expected: string;
}

interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail?: string;
  errors?: readonly Fault[];
}

export class ProblemError extends Error {
  override name = 'ProblemError';
  /** 0 when nothing answered: the network or the hub is away. */
  readonly status: number;
  /** Stays the same for ever; `unreachable` when nothing answered. */
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly Fault[];

  constructor({ status, code, title, detail, errors = [] }: ProblemBody, cause?: unknown) {
    super(detail ?? title, { cause });
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }
}

export function unreachable(cause: unknown): ProblemError {
  return new ProblemError({ status: 0, code: 'unreachable', title: 'The hub cannot be reached' }, cause);
}

/** Whatever is not a problem of ours, a proxy's page for instance, becomes one by its status. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return new ProblemError(body);
  const { status, statusText } = response;
  return new ProblemError({ status, code: `http-${status}`, title: statusText || `HTTP ${status}` });
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body;
}
