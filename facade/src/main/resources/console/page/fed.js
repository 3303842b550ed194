// The subscriptions that bring something to a queue. The API has no list of them, so all topics are looked through.
import { isMissing } from '../api/errors.js';
import { subscriptions, topicNames } from '../api/lists.js';
import { each } from '../api/pool.js';
import { part, tags, useState } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Trouble, isPassing } from '../part/load.js';
import { Notice, Problem } from '../part/notice.js';
import { listed, t } from '../text.js';

const { p, span } = tags;

/** So many topics are named that could not be looked through. */
const NAMED = 10;

async function ofTopic(queueName, topic, signal) {
  try {
    const all = await subscriptions(topic, signal);
    return all.filter(({ protocol, endpoint, deadLetterQueue }) => (protocol === 'queue' && endpoint === queueName) || deadLetterQueue === queueName).map((one) => ({ ...one, topic }));
  } catch (failure) {
    // Deleted meanwhile.
    if (isMissing(failure)) {
      return [];
    }
    throw failure;
  }
}

/** Progress is told { done, all } meanwhile. */
async function feeding(queueName, signal, progress) {
  const topics = await topicNames(signal);
  const lists = await each(topics, (topic) => ofTopic(queueName, topic, signal), {
    signal,
    progress: (done) => progress({ done, all: topics.length }),
  });
  const found = lists.flatMap((list) => list.value ?? []);
  const unread = topics.filter((_, i) => lists[i].error);
  return {
    messages: found.filter((one) => one.protocol === 'queue'),
    letters: found.filter((one) => one.protocol !== 'queue'),
    unread,
    topics: topics.length - unread.length,
  };
}

/**
 * { value, error, progress }, as Looked shows them. value is null until all topics are looked through, and then
 * { messages, letters, unread, topics }: the subscriptions that bring it published messages, and dead letters, each
 * { topic, subscriptionName }; the names of topics that could not be looked through, and how many could.
 */
export function useFed(queueName) {
  const [progress, setProgress] = useState(null);
  return { progress, ...useLive((signal) => feeding(queueName, signal, setProgress), [queueName]) };
}

/** How many topics were looked through, and which could not be. */
export const Looked = part(function Looked({ value, error, progress }) {
  if (value === null) {
    return isPassing(error)
      ? p({ class: 'muted', role: 'status' }, t('looking.through'), progress && span({ 'aria-hidden': 'true' }, ` · ${count(progress.done)} / ${count(progress.all)}`))
      : Problem({ error, title: t('incomplete') });
  }
  return [
    Trouble({ error }),
    value.unread.length > 0 && Notice({ kind: 'warning', title: t('incomplete') }, t('unread.topics', { names: listed(value.unread.slice(0, NAMED)).join(''), n: count(value.unread.length) })),
  ];
});
