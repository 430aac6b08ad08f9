// What the lists of duty.yaml say of one another and of notifiers.yaml: ids stand once, and whoever is named is there
// and has the role. Whether the areas are there the registry says, when it is open.
import type { Absence, DutyRole, DutySettings, Person, Post, Shift } from '../watch/duty/duty.ts';
import type { KeyPath } from './yaml-source.ts';

/** As they stand in the file; undefined in the place of what is wrong by itself. */
export interface DutyLists {
  people: readonly (Person | undefined)[];
  shifts: readonly (Shift | undefined)[];
  posts: readonly (Post | undefined)[];
  absences: readonly (Absence | undefined)[];
}

interface BrokenReference {
  path: KeyPath;
  expected: string;
}

type Found = BrokenReference | false;

/** `given` is the whole content: what is wrong by itself is not found missing as well. */
export function findBrokenReferences(lists: DutyLists, given: unknown): BrokenReference[] {
  const people = idsIn(given, 'people');
  const shifts = idsIn(given, 'shifts');
  const roles = new Map(lists.people.flatMap((one) => (one ? [[one.id, one.roles] as const] : [])));

  const isPerson = (path: KeyPath, id: string | undefined): Found =>
    id !== undefined && !people.includes(id) && { path, expected: 'the id of one of the people' };
  const hasRole = (path: KeyPath, id: string | undefined, role: DutyRole): Found =>
    roles.get(id ?? '')?.includes(role) === false && { path, expected: `somebody with the role ${role}` };

  const ofPost = (post: Post, path: KeyPath): Found[] => [
    post.shift !== undefined &&
      !shifts.includes(post.shift) && { path: [...path, 'shift'], expected: 'the id of a shift' },
    isPerson([...path, 'a'], post.a),
    hasRole([...path, 'a'], post.a, post.role),
    isPerson([...path, 'b'], post.b),
    hasRole([...path, 'b'], post.b, post.role),
    post.a === post.b && { path: [...path, 'b'], expected: 'another person than a' },
  ];
  const ofAbsence = (absence: Absence, path: KeyPath): Found[] => [
    isPerson([...path, 'person'], absence.person),
    isPerson([...path, 'standIn'], absence.standIn),
    absence.standIn === absence.person && { path: [...path, 'standIn'], expected: 'another person' },
  ];
  return [
    ...repeated(people, 'people'),
    ...repeated(shifts, 'shifts'),
    ...lists.posts.flatMap((post, i) => (post ? ofPost(post, ['posts', i]) : [])),
    ...lists.absences.flatMap((absence, i) => (absence ? ofAbsence(absence, ['absences', i]) : [])),
  ].filter((found) => found !== false);
}

/** Through a notifier that does not exist nobody is reached. */
export function findUnknownNotifiers(
  { people }: Pick<DutySettings, 'people'>,
  names: readonly string[],
): BrokenReference[] {
  const known = names.join(', ') || 'there is none yet';
  const expected = `the name of a notifier of notifiers.yaml (${known}): add it there, or correct it here`;
  return people.flatMap(({ contacts }, i) =>
    contacts
      .filter(({ notifier }) => !names.includes(notifier))
      .map(({ notifier }) => ({ path: ['people', i, 'contacts', notifier], expected })),
  );
}

function repeated(ids: readonly unknown[], list: string): BrokenReference[] {
  return ids.flatMap((id, i) =>
    id !== undefined && ids.indexOf(id) < i
      ? [{ path: [list, i, 'id'], expected: 'an id that stands once' }]
      : [],
  );
}

/** By their places; undefined where there is none. */
function idsIn(given: unknown, list: string): unknown[] {
  const items: unknown = (given as Record<string, unknown> | null)?.[list];
  return Array.isArray(items) ? items.map((item) => (item as { id?: unknown } | null)?.id) : [];
}
