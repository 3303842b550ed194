// Numbers over time, which each process of the server remembers from its start on.
import { call, numbered } from './api.js';

/** So many can be asked about at once. */
const MOST = 50;

/** Seconds between two numbers of the last hour, and of the last day. */
export const HOUR = 10;
export const DAY = 300;

/** How long that is altogether, in seconds. */
export const spanOf = (period) => (period === HOUR ? 3600 : 86400);

/**
 * (names, { period, only }, signal) => { period, since, times, of }: the Unix seconds at which periods ended, and by name the
 * numbers of each period, null for what is not known.
 */
const over = (action, list, name, more = {}) => async (names, { period = HOUR, only = [] }, signal) => {
  const of = new Map();
  let answer;
  for (let from = 0; from < names.length; from += MOST) {
    const some = numbered(name, names.slice(from, from + MOST));
    answer = await call(action, { ...more, period, ...some, ...numbered('number', only) }, { signal });
    answer[list].forEach((one) => of.set(one[name], one));
  }
  const numbers = answer && [...of.values()][0];
  const length = numbers ? Object.values(numbers).find(Array.isArray).length : 0;
  return { period, since: answer?.since, times: Array.from({ length }, (_, i) => answer.firstTime + i * period), of };
};

/** How often something happened in all periods of which that is known. */
export const total = (counts) => counts.reduce((sum, one) => sum + (one ?? 0), 0);

export const queuesOverTime = over('GetQueueNumbers', 'queueList', 'queueName');

export const topicsOverTime = over('GetTopicNumbers', 'topicList', 'topicName');

export const subscriptionsOverTime = (topicName) =>
  over('GetSubscriptionNumbers', 'subscriptionList', 'subscriptionName', { topicName });
