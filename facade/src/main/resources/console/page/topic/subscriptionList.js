// A topic's subscriptions with all that is known of each.
import { subscriptionAttributes, subscriptions } from '../../api/lists.js';
import { each } from '../../api/pool.js';

/** Each { name, value, error }. */
export async function subscriptionsOf(topicName, signal, progress) {
  const list = await subscriptions(topicName, signal);
  const known = await each(list, (one) => subscriptionAttributes(topicName, one.subscriptionName, signal), { signal, progress });
  return list.map((one, i) => ({ name: one.subscriptionName, ...known[i] }));
}
