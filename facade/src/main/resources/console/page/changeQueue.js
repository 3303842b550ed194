// Saving a queue's attributes, without undoing what somebody else has changed meanwhile.
import { call } from '../api/api.js';
import { queueAttributes } from '../api/lists.js';
import { parametersOf, valuesOf } from './queueForm.js';

/** What somebody else has changed since the form was filled. */
export class ChangedMeanwhile extends Error {
  /** changes: { name: [before, now] }; now: the attributes as they are. */
  constructor(changes, now) {
    super('changed meanwhile');
    this.changes = changes;
    this.now = now;
  }
}

/**
 * @param before the attributes that the form was filled with
 * @throws ChangedMeanwhile, and nothing is changed
 */
export async function change(queueName, before, values) {
  const now = await queueAttributes(queueName);
  const changes = differences(parametersOf(valuesOf(before)), parametersOf(valuesOf(now)));
  if (Object.keys(changes).length > 0) {
    throw new ChangedMeanwhile(changes, now);
  }
  const wanted = parametersOf(values);
  const changed = Object.keys(differences(parametersOf(valuesOf(before)), wanted));
  if (before.deadLetterPolicy && wanted.deadLetterPolicy === undefined) {
    await call('UnbindDeadLetterQueue', { queueName });
  }
  const sent = changed.filter((name) => wanted[name] !== undefined);
  if (sent.length > 0) {
    await call('SetQueueAttributes', { queueName, ...Object.fromEntries(sent.map((name) => [name, wanted[name]])) });
  }
}

/** The values as they are now, but for those that the form has changed. */
export function rebased(values, before, now) {
  const isChanged = (name) => JSON.stringify(values[name]) !== JSON.stringify(before[name]);
  return Object.fromEntries(Object.keys(now).map((name) => [name, isChanged(name) ? values[name] : now[name]]));
}

function differences(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => String(before[name] ?? '') !== String(after[name] ?? ''));
  return Object.fromEntries(changed.map((name) => [name, [before[name], after[name]]]));
}
