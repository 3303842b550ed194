// The subscriptions that deliver to a queue. The API has no list of them, so all topics are looked through.
import { subscriptions, topicNames } from './lists.js';
import { each } from './pool.js';

/** { found: [{ topic, name }], unread: names of topics, topics: how many }; progress is told { done, all } meanwhile. */
export async function feeding(queueName, signal, progress = () => {}) {
  const topics = await topicNames(signal);
  const lists = await each(topics, (topic) => subscriptions(topic, signal), {
    signal,
    progress: (done) => progress({ done, all: topics.length }),
  });
  const unread = topics.filter((_, i) => lists[i].error);
  const found = topics.flatMap((topic, i) =>
    (lists[i].value ?? [])
      .filter((subscription) => subscription.protocol === 'queue' && subscription.endpoint === queueName)
      .map((subscription) => ({ topic, name: subscription.subscriptionName })),
  );
  return { found, unread, topics: topics.length };
}
