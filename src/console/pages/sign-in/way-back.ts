// Where one goes after signing in: back to the page that asked for it, and nowhere else.

/** Only an address of the console itself; a link from elsewhere must not lead on to another site. */
export function wayBack(asked: unknown): string {
  if (typeof asked !== 'string' || !/^\/(?![/\\])/.test(asked)) return '/';
  return asked.startsWith('/sign-in') ? '/' : asked;
}
