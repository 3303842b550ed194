// Asks for messages without receiving them.
import { call, numbered } from '../../../api/api.js';
import { each } from '../../../api/pool.js';
import { t } from '../../../text.js';
import { fromInput } from '../../../time.js';

/** How much of each body a list shows. */
const BEGINNING_BYTES = 256;

export const WHOLE_BYTES = 1 << 20;

/** The answer may take as long as the server reads bodies. */
const WAIT_SECONDS = 20;

/**
 * @param filter as the form has it
 * @param position where to go on, or null for where the filter begins
 */
export function browse(queueName, filter, position, limit, signal) {
  const params = {
    queueName,
    limit,
    bodyBytes: BEGINNING_BYTES,
    direction: filter.direction,
    partition: filter.partition === '' ? undefined : filter.partition,
    text: filter.text === '' ? undefined : filter.text,
    ...numbered('state', filter.states),
    ...(position === null ? startOf(filter) : { position }),
  };
  return call('BrowseMessages', params, { signal, waitSeconds: WAIT_SECONDS });
}

function startOf({ start, time, msgId, partition, offset }) {
  switch (start) {
    case 'time':
      return { time: fromInput(time) };
    case 'msgId':
      return { msgId: msgId.trim() };
    case 'offset':
      return { position: `${partition === '' ? 0 : partition}:${offset.trim()}` };
    default:
      return {};
  }
}

/** One message, with so much of its body, or null when it is there no more. */
export async function one(queueName, msgId, bodyBytes, signal) {
  const answer = await call('BrowseMessages', { queueName, msgId, limit: 1, bodyBytes }, { signal, waitSeconds: WAIT_SECONDS });
  if (answer.messages.length === 0 && answer.end === 'budget_spent') {
    throw new Error(t('browse.slow'));
  }
  return answer.messages.find((message) => message.msgId === msgId) ?? null;
}

/** The same messages with their whole bodies; those that are gone meanwhile stay as they were shown. */
export async function wholeOf(queueName, messages) {
  const results = await each(messages, (message) => (message.bodyIsWhole ? message : one(queueName, message.msgId, WHOLE_BYTES)));
  const failed = results.find((result) => result.error);
  if (failed) {
    throw failed.error;
  }
  return results.map((result, i) => result.value ?? messages[i]);
}
