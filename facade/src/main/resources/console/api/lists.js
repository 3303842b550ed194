// Lists, which the API answers a part at a time.
import { call, numbered } from './api.js';

/** A list from one place to another, and how long all of it is: { found, total }. */
async function range(action, list, most, params, from, to, signal) {
  const found = [];
  for (;;) {
    const offset = from + found.length;
    const answer = await call(action, { ...params, offset, limit: Math.min(most, to - offset) }, { signal });
    found.push(...answer[list]);
    if (answer[list].length === 0 || from + found.length >= Math.min(to, answer.totalCount)) {
      return { found, total: answer.totalCount };
    }
  }
}

const all = async (...request) => (await range(...request.slice(0, -1), 0, Infinity, request.at(-1))).found;

/** Those whose name contains a word, whatever its capitals, sorted by name: (word, from, to, signal) => { names, total }. */
const named = (action, list, name, most = 50, params = {}) => async (searchWord, from, to, signal) => {
  const { found, total } = await range(action, list, most, { ...params, searchWord, searchIgnoresCase: 1 }, from, to, signal);
  return { names: found.map((one) => one[name]), total };
};

export const queuesByName = named('ListQueue', 'queueList', 'queueName');

export const topicsByName = named('ListTopic', 'topicList', 'topicName');

export const topicNames = async (signal) => (await topicsByName('', 0, Infinity, signal)).names;

export const sourceQueues = async (deadLetterQueueName, signal) =>
  (await all('ListDeadLetterSourceQueues', 'queueList', 50, { deadLetterQueueName }, signal)).map(
    (queue) => queue.queueName,
  );

export const subscriptionsByName = (topicName) =>
  named('ListSubscriptionByTopic', 'subscriptionList', 'subscriptionName', 100, { topicName });

/** Of { subscriptionName, protocol, endpoint, deadLetterQueue }. */
export const subscriptions = (topicName, signal) =>
  all('ListSubscriptionByTopic', 'subscriptionList', 100, { topicName }, signal);

/** The dead-letter policy in a queue's attributes: { deadLetterQueueName, policy, maxReceiveCount or maxTimeToLive }, if it has one. */
export const policyOf = ({ deadLetterPolicy }) => deadLetterPolicy && JSON.parse(deadLetterPolicy);

/** How many messages a queue has that are not deleted, by its attributes. */
export const undeletedOf = (queue) => queue.activeMsgNum + queue.inactiveMsgNum + queue.delayMsgNum;

export const queueAttributes = (queueName, signal) => call('GetQueueAttributes', { queueName }, { signal });

/** What the server remembers of up to 50 queues, some seconds old: { told, seconds }; told: by name, { number: value or null }. */
export async function queueNumbers(queueNames, numbers, signal) {
  const answer = await call('GetQueueNumbers', { ...numbered('queueName', queueNames), ...numbered('number', numbers) }, { signal });
  const last = (values) => values.at(-1) ?? values.at(-2) ?? null;
  const of = (queue) => Object.fromEntries(numbers.map((number) => [number, last(queue[number])]));
  const periods = answer.queueList[0]?.[numbers[0]].length ?? 0;
  return {
    told: new Map(answer.queueList.map((queue) => [queue.queueName, of(queue)])),
    seconds: answer.firstTime + (periods - 1) * answer.period,
  };
}

export const topicAttributes = (topicName, signal) => call('GetTopicAttributes', { topicName }, { signal });

export const subscriptionAttributes = (topicName, subscriptionName, signal) =>
  call('GetSubscriptionAttributes', { topicName, subscriptionName }, { signal });
