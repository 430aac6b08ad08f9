// Numbers as they go into the JSON: three decimals say more than the measurement knows.

export function rounded(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value.toFixed(3))]));
}
