// The only numbers that stand in the text of a statement: whole ones, so that nothing else can stand there.

export function whole(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`cannot search for ${value}: expected a whole number`);
  }
  return String(value);
}
