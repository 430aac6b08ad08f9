// Texts and lists with a limit. zod's own `min` and `max` look at `length` before they know the type, and a device may
// send an object whose `length` cannot be compared: that throws.
import { z } from 'zod';

/** Characters are code points, as people count them and JSON Schema does. */
export function textUpTo(characters: number) {
  return z
    .string()
    .refine((text) => [...text].length <= characters, { error: `at most ${characters} characters` })
    .meta({ maxLength: characters });
}

export function listUpTo<Element extends z.ZodType>(element: Element, elements: number) {
  const fits = (list: unknown[]) => list.length >= 1 && list.length <= elements;
  return z
    .array(element)
    .refine(fits, { error: `1 to ${elements} elements` })
    .meta({ minItems: 1, maxItems: elements });
}
