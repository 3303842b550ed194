// Saving what a form has changed, without undoing what somebody else has changed meanwhile.

/** What somebody else has changed since the form was filled. */
export class ChangedMeanwhile extends Error {
  /** changes: { name: [before, now] }; now: what was read. */
  constructor(changes, now) {
    super('changed meanwhile');
    this.changes = changes;
    this.now = now;
  }
}

/**
 * What is to be changed: { name: value } of those that are not as they are wanted. What is as wanted already was saved by an
 * earlier try that failed half-way, or whose answer did not come.
 *
 * @param parametersOf of what is read, { name: value }
 * @param before what the form was filled with
 * @param now what is there
 * @param wanted parameters
 * @throws ChangedMeanwhile if something is neither as it was nor as it is wanted
 */
export function changed(parametersOf, before, now, wanted) {
  const was = parametersOf(before);
  const is = parametersOf(now);
  const names = new Set([was, is, wanted].flatMap(Object.keys));
  const differ = (a, b) => String(a ?? '') !== String(b ?? '');
  const toldOf = [...names].filter((name) => differ(is[name], was[name]) && differ(is[name], wanted[name]));
  if (toldOf.length > 0) {
    throw new ChangedMeanwhile(Object.fromEntries(toldOf.map((name) => [name, [was[name], is[name]]])), now);
  }
  return Object.fromEntries([...names].filter((name) => differ(is[name], wanted[name])).map((name) => [name, wanted[name]]));
}

/** The values as they are now, but for those that the form has changed. */
export function rebased(values, before, now) {
  const isChanged = (name) => JSON.stringify(values[name]) !== JSON.stringify(before[name]);
  return Object.fromEntries(Object.keys(now).map((name) => [name, isChanged(name) ? values[name] : now[name]]));
}
