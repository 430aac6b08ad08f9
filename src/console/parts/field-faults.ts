// Which of the faults that the hub found belong to which field of a form, in the reader's language where we have words.
import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { type Fault, ProblemError } from '../api/problem-error.ts';

export interface FieldFaults {
  of(field: string): string | undefined;
  /** Of no field of the form: `path: expected`. */
  rest: string[];
}

export interface FormFields {
  fields: readonly string[];
  /** Before each path of the answer, e.g. `stations[0].`. */
  prefix?: string;
}

/** By field the first fault of it; `bins[0].litres` is a fault of `bins`. */
export function sortFaults(
  faults: readonly Fault[],
  { fields, prefix = '' }: FormFields,
): { byField: Map<string, string>; rest: string[] } {
  const byField = new Map<string, string>();
  const rest: string[] = [];
  for (const { path: whole, expected } of faults) {
    const path = whole.startsWith(prefix) ? whole.slice(prefix.length) : whole;
    const field = fields.find(
      (name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
    );
    if (field === undefined) rest.push(`${path}: ${expected}`);
    else if (!byField.has(field)) byField.set(field, expected);
  }
  return { byField, rest };
}

/** Call in `setup`. `words`: where what is expected of each field stands, e.g. `settings.users.expected`. */
export function useFieldFaults(
  problem: Readonly<Ref<unknown>>,
  { words, ...form }: FormFields & { words: string },
): Readonly<Ref<FieldFaults>> {
  const { t, te } = useI18n();
  return computed(() => {
    const faults = problem.value instanceof ProblemError ? problem.value.errors : [];
    const { byField, rest } = sortFaults(faults, form);
    const of = (field: string) => {
      const expected = byField.get(field);
      return expected !== undefined && te(`${words}.${field}`) ? t(`${words}.${field}`) : expected;
    };
    return { of, rest };
  });
}
