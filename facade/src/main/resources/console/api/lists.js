// Whole lists, which the API answers a page at a time.
import { call } from './api.js';

async function all(action, list, limit, params, signal) {
  const found = [];
  for (;;) {
    const answer = await call(action, { ...params, offset: found.length, limit }, { signal });
    found.push(...answer[list]);
    if (answer[list].length === 0 || found.length >= answer.totalCount) {
      return found;
    }
  }
}

export const queueNames = async (signal) =>
  (await all('ListQueue', 'queueList', 50, {}, signal)).map((queue) => queue.queueName);

export const topicNames = async (signal) =>
  (await all('ListTopic', 'topicList', 50, {}, signal)).map((topic) => topic.topicName);

export const sourceQueues = async (deadLetterQueueName, signal) =>
  (await all('ListDeadLetterSourceQueues', 'queueList', 50, { deadLetterQueueName }, signal)).map(
    (queue) => queue.queueName,
  );

/** Of { subscriptionName, protocol, endpoint }. */
export const subscriptions = (topicName, signal) =>
  all('ListSubscriptionByTopic', 'subscriptionList', 100, { topicName }, signal);

export const queueAttributes = (queueName, signal) => call('GetQueueAttributes', { queueName }, { signal });

export const topicAttributes = (topicName, signal) => call('GetTopicAttributes', { topicName }, { signal });

export const subscriptionAttributes = (topicName, subscriptionName, signal) =>
  call('GetSubscriptionAttributes', { topicName, subscriptionName }, { signal });
