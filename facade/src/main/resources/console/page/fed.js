// The subscriptions that deliver to a queue, with how far they were looked for.
import { feeding } from '../api/feeding.js';
import { part, tags, useState } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Trouble, isPassing } from '../part/load.js';
import { Notice, Problem } from '../part/notice.js';
import { listed, t } from '../text.js';

const { p } = tags;

/** So many topics are named that could not be looked through. */
const NAMED = 10;

/** { value, error, progress }, as Looked shows them: value as feeding has it, null until all topics are looked through. */
export function useFed(queueName) {
  const [progress, setProgress] = useState(null);
  return { progress, ...useLive((signal) => feeding(queueName, signal, setProgress), [queueName]) };
}

/** How far it is, and whether that is all. */
export const Looked = part(function Looked({ value, error, progress }) {
  if (value === null) {
    return isPassing(error)
      ? p({ class: 'muted', role: 'status' }, progress ? t('looking.through', { done: count(progress.done), all: count(progress.all) }) : t('loading'))
      : Problem({ error, title: t('incomplete') });
  }
  return [
    Trouble({ error }),
    value.unread.length > 0 && Notice({ kind: 'warning', title: t('incomplete') }, t('unread.topics', { names: listed(value.unread.slice(0, NAMED)).join(''), n: count(value.unread.length) })),
  ];
});
