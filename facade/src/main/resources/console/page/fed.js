// The subscriptions that bring something to a queue. The API has no list of them, so all topics are looked through.
import { isMissing } from '../api/errors.js';
import { subscriptionAttributes, subscriptions, topicNames } from '../api/lists.js';
import { each } from '../api/pool.js';
import { part, tags, useState } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Trouble, isPassing } from '../part/load.js';
import { Notice, Problem } from '../part/notice.js';
import { listed, t } from '../text.js';

const { p } = tags;

/** So many topics are named that could not be looked through. */
const NAMED = 10;

/** What a subscription brings to a queue: published messages, or dead letters, which only subscriptions that push have. */
export const BRINGS = {
  messages: async (queueName, topic, { protocol, endpoint }) => protocol === 'queue' && endpoint === queueName,
  letters: async (queueName, topic, { protocol, subscriptionName }, signal) =>
    protocol === 'http' && (await subscriptionAttributes(topic, subscriptionName, signal)).deadLetterQueue === queueName,
};

async function ofTopic(queueName, topic, brings, signal) {
  const found = [];
  for (const one of await subscriptions(topic, signal)) {
    try {
      if (await brings(queueName, topic, one, signal)) {
        found.push({ topic, name: one.subscriptionName });
      }
    } catch (failure) {
      if (!isMissing(failure)) {
        throw failure;
      }
    }
  }
  return found;
}

/** { found: [{ topic, name }], unread: names of topics, topics: how many were looked through }; progress is told { done, all } meanwhile. */
async function feeding(queueName, brings, signal, progress) {
  const topics = await topicNames(signal);
  const lists = await each(topics, (topic) => ofTopic(queueName, topic, brings, signal), {
    signal,
    progress: (done) => progress({ done, all: topics.length }),
  });
  const unread = topics.filter((_, i) => lists[i].error);
  return { found: lists.flatMap((list) => list.value ?? []), unread, topics: topics.length - unread.length };
}

/**
 * { value, error, progress }, as Looked shows them: value as feeding has it, null until all topics are looked through.
 *
 * @param brings one of BRINGS
 */
export function useFed(queueName, brings = BRINGS.messages) {
  const [progress, setProgress] = useState(null);
  return { progress, ...useLive((signal) => feeding(queueName, brings, signal, setProgress), [queueName]) };
}

/** How many topics were looked through, and which could not be. */
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
