// The duty plan as the page shows it: by area and role, who is on duty now and who is next. Pure.
import { DUTY_ROLES, type DutyRole, isNow, type Turn } from '../../duty/duty.ts';

export interface Post {
  role: DutyRole;
  /** Undefined: nobody is on duty. */
  now: Turn | undefined;
  next: Turn | undefined;
}

export interface AreaPosts {
  area: string;
  posts: Post[];
}

/** `areas`: as the API lists them, parents before children. Areas without a post of their own are left out. */
export function postsOf(turns: readonly Turn[], areas: readonly string[], now: number): AreaPosts[] {
  return areas.flatMap((area) => {
    const own = turns.filter((turn) => turn.area === area);
    const posts = DUTY_ROLES.flatMap((role) => postOf(own, role, now) ?? []);
    return posts.length === 0 ? [] : [{ area, posts }];
  });
}

function postOf(turns: readonly Turn[], role: DutyRole, now: number): Post | undefined {
  const own = turns
    .filter((turn) => turn.role === role)
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  if (own.length === 0) return undefined;
  const current = own.find((turn) => isNow(turn, now));
  const next = own.find((turn) => Date.parse(turn.from) > now && !goesOn(turn, current));
  return { role, now: current, next };
}

/** A pair around the clock has turns of a day each: the next day is not the next turn. */
function goesOn(turn: Turn, current: Turn | undefined): boolean {
  const isAroundTheClock = turn.shift === undefined && current?.shift === undefined;
  return isAroundTheClock && turn.a.id === current?.a.id && turn.b?.id === current.b?.id;
}
