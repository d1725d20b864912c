/** Attributes that nobody assigns: native code trusts shapes and dtypes, so an assigned one would read other memory. */

/**
 * Lets assignment to a class's attributes throw, in sloppy mode too, where JavaScript ignores it silently. `instead`
 * names what to call.
 */
export function refuseAssignment(type: { prototype: object; name: string }, instead: Record<string, string>): void {
  for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(type.prototype))) {
    if (own.get === undefined || own.set !== undefined) continue;
    const hint = instead[name] ?? 'what has another one is another array';
    const set = (): never => {
      throw new TypeError(`${name}: expected no assignment, got one: ${hint}`);
    };
    Object.defineProperty(type.prototype, name, { ...own, set });
  }
}
