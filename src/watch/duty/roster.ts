// Who is on duty: the posts of an area or of the nearest above it, their shifts and absences, asked for an instant.
// Pure over its settings; it must not know alerts.
import { localDate } from '../../model/zone.ts';
import {
  type Absence,
  DUTY_ROLES,
  type DutyRole,
  type DutySettings,
  type LocalDate,
  type OnDuty,
  type Person,
  type Post,
  type Shift,
} from './duty.ts';
import { turnAt, turnsBetween } from './turns.ts';

export type RosterSettings = Pick<
  DutySettings,
  'zone' | 'zones' | 'people' | 'shifts' | 'posts' | 'absences'
>;

/** The area first, the root of its tree last. */
export type PathOf = (area: string) => readonly string[];

export interface Roster {
  person(id: string): Person | undefined;
  /** Whether anybody has a post in the area or above it. */
  isPlanned(area: string): boolean;
  /** In which an area's shifts are. */
  zoneOf(area: string): string;
  /** Who answers; where the turns of two shifts overlap, those of the turn begun last. */
  onDuty(grid: string, role: DutyRole, at: number): OnDuty | undefined;
  /** All who answer for a grid in any role, first and second persons. */
  everyoneOnDuty(grid: string, at: number): Person[];
  /** The supervisors on duty; while there is none, those of the nearest area all the same: somebody must be told. */
  supervisorsOf(grid: string, at: number): Person[];
  /** Instants in [from, to) at which `onDuty` may begin to answer otherwise, ascending, `from` the first. */
  changesOf(grid: string, role: DutyRole, range: { from: number; to: number }): number[];
}

export function createRoster(settings: RosterSettings, pathOf: PathOf): Roster {
  const people = new Map(settings.people.map((person) => [person.id, person]));
  const shifts = new Map(settings.shifts.map((shift) => [shift.id, shift]));
  const posts = byAreaAndRole(settings.posts);
  const postsOf = (area: string, role: DutyRole): readonly Post[] => posts.get(postKey(area, role)) ?? [];
  const zoneOf = (area: string): string =>
    pathOf(area).flatMap((one) => settings.zones[one] ?? [])[0] ?? settings.zone;
  const shiftOf = ({ shift }: Post): Shift | undefined =>
    shift === undefined ? undefined : shifts.get(shift);

  function standing({ a, b }: Post, date: LocalDate): Person[] {
    const ids = [a, ...(b === undefined ? [] : [b])].map((id) =>
      presentOrStandIn(settings.absences, id, date),
    );
    return [...new Set(ids)].flatMap((id) => people.get(id ?? '') ?? []);
  }

  function turnOf(post: Post, at: number): OnDuty[] {
    const turn = turnAt(shiftOf(post), zoneOf(post.area), at);
    const [a, b] = turn ? standing(post, turn.date) : [];
    if (!turn || !a) return [];
    const { area, role, shift } = post;
    const { from, until } = turn;
    return [{ area, role, ...(shift !== undefined && { shift }), a, ...(b && { b }), from, until }];
  }

  /** Many alerts ask for the same moment. */
  const answers = { at: Number.NaN, turns: new Map<string, OnDuty[]>() };

  function turnsOf(grid: string, role: DutyRole, at: number): OnDuty[] {
    if (answers.at !== at) {
      answers.at = at;
      answers.turns.clear();
    }
    const key = postKey(grid, role);
    const turns = answers.turns.get(key) ?? findTurns(grid, role, at);
    answers.turns.set(key, turns);
    return turns;
  }

  /** Of the nearest area where there is any, the turn begun last the first. */
  function findTurns(grid: string, role: DutyRole, at: number): OnDuty[] {
    for (const area of pathOf(grid)) {
      const turns = postsOf(area, role).flatMap((post) => turnOf(post, at));
      if (turns.length > 0) return turns.sort((one, other) => other.from - one.from);
    }
    return [];
  }

  const peopleOf = (turns: readonly OnDuty[]): Person[] => [
    ...new Set(turns.flatMap(({ a, b }) => (b ? [a, b] : [a]))),
  ];

  return {
    person: (id) => people.get(id),
    isPlanned: (area) => pathOf(area).some((one) => DUTY_ROLES.some((role) => postsOf(one, role).length > 0)),
    zoneOf,
    onDuty: (grid, role, at) => turnsOf(grid, role, at)[0],
    everyoneOnDuty: (grid, at) => peopleOf(DUTY_ROLES.flatMap((role) => turnsOf(grid, role, at))),
    supervisorsOf(grid, at) {
      const turns = turnsOf(grid, 'supervisor', at);
      if (turns.length > 0) return peopleOf(turns.slice(0, 1));
      for (const area of pathOf(grid)) {
        const found = postsOf(area, 'supervisor').flatMap((post) =>
          standing(post, localDate(zoneOf(area), at)),
        );
        if (found.length > 0) return [...new Set(found)];
      }
      return [];
    },
    changesOf(grid, role, { from, to }) {
      const edges = pathOf(grid)
        .flatMap((area) => postsOf(area, role))
        .flatMap((post) => turnsBetween(shiftOf(post), zoneOf(post.area), { from, to }))
        .flatMap((turn) => [turn.from, turn.until]);
      const inside = edges.filter((at) => from < at && at < to);
      return [...new Set([from, ...inside])].sort((one, other) => one - other);
    },
  };
}

function byAreaAndRole(posts: readonly Post[]): Map<string, Post[]> {
  const groups = new Map<string, Post[]>();
  for (const post of posts) {
    const key = postKey(post.area, post.role);
    groups.set(key, [...(groups.get(key) ?? []), post]);
  }
  return groups;
}

function postKey(area: string, role: DutyRole): string {
  return `${area}/${role}`;
}

/** Follows stand-ins that are absent themselves; nobody where they end or turn in a circle. */
function presentOrStandIn(absences: readonly Absence[], person: string, date: LocalDate): string | undefined {
  const asked = new Set<string>();
  for (let id: string | undefined = person; id !== undefined && !asked.has(id); ) {
    asked.add(id);
    const absence = absences.find((one) => one.person === id && one.from <= date && date <= one.until);
    if (!absence) return id;
    id = absence.standIn;
  }
  return undefined;
}
