/** Where model and stack first differ: in which act's outcome, or in which list of facts. */
export type Difference = Readonly<{ where: string; at: string; model: string; stack: string; /** The act whose outcome differs. */ act?: number }>; // prettier-ignore

/** The first of these lists in which the two sides do not say the same, whatever the order of fields and of entries. */
export function differenceOfFacts<Facts extends object>(lists: readonly (keyof Facts & string)[], model: Facts, stack: Facts): Difference | undefined {
  for (const where of lists) {
    const [expected, got] = [lines(model[where]), lines(stack[where])];
    const onlyModel = expected.filter((line) => !got.includes(line));
    const onlyStack = got.filter((line) => !expected.includes(line));
    if (onlyModel.length > 0 || onlyStack.length > 0 || expected.length !== got.length)
      return { where, at: `${expected.length} and ${got.length} lines`, model: onlyModel.slice(0, 3).join('\n'), stack: onlyStack.slice(0, 3).join('\n') };
  }
  return undefined;
} // prettier-ignore

/** What differs, for people. */
export function toldDifference({ where, at, model, stack }: Difference): string {
  return `differs in ${where}, ${at}\nmodel: ${model}\nstack: ${stack}`;
}

/** Facts as lines that do not depend on the order of fields or of entries. */
function lines(facts: unknown): string[] {
  return [facts].flat().map(sorted).sort();
}

function sorted(fact: unknown): string {
  return JSON.stringify(fact, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
