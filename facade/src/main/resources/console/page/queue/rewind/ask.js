// What a rewind to a time would bring back.
import { call } from '../../../api/api.js';
import { Refused } from '../../../api/errors.js';
import { each } from '../../../api/pool.js';
import { now } from '../../../time.js';

/** So many of the first messages are shown. */
const SHOWN = 5;

const BEGINNING_BYTES = 256;

/** The answer may take as long as the server reads bodies. */
const WAIT_SECONDS = 20;

/**
 * Looks at it without rewinding: { asOf, number, messages, last, isWhole, bytesRead, error }.
 * messages: the first of all partitions by time; last: the last of all. isWhole: whether it is certain that they are these.
 * error: why the server shows no messages, such as to those who have no right to look at them.
 *
 * @param time Unix seconds
 */
export async function lookAhead({ queueName, partitions }, time, signal) {
  const { rewoundMsgNum: number } = await call('GetQueueAttributes', { queueName, startConsumeTime: time }, { signal });
  const asOf = now();
  if (number === 0) {
    return { asOf, number, messages: [], isWhole: true };
  }
  const all = Array.from({ length: partitions }, (_, i) => i);
  const looks = await each(all, (partition) => endsOf(queueName, partition, time, signal), { signal });
  const error = looks.find((look) => look.error)?.error;
  if (error instanceof Refused) {
    return { asOf, number, messages: [], error };
  }
  if (error) {
    throw error;
  }
  const parts = looks.map((look) => look.value);
  const byTime = (one, other) => one.enqueueTimeMs - other.enqueueTimeMs;
  return {
    asOf,
    number,
    messages: parts.flatMap((part) => part.first).sort(byTime).slice(0, SHOWN),
    last: parts.flatMap((part) => part.last).sort(byTime).at(-1),
    isWhole: parts.every((part) => part.isWhole),
    bytesRead: parts.reduce((sum, part) => sum + part.bytesRead, 0),
  };
}

/** The first of a partition, and its last one in an array, which is empty when there is none. */
async function endsOf(queueName, partition, time, signal) {
  const ask = (params) =>
    call(
      'BrowseMessages',
      { queueName, partition, 'state.1': 'rewindable', bodyBytes: BEGINNING_BYTES, ...params },
      { signal, waitSeconds: WAIT_SECONDS },
    );
  const answers = [await ask({ time, limit: SHOWN })];
  const first = answers[0].messages;
  if (answers[0].nextPosition) {
    answers.push(await ask({ direction: 'backward', limit: 1 }));
  }
  return {
    first,
    last: answers
      .flatMap((answer) => answer.messages)
      .filter((message) => message.enqueueTime >= time)
      .slice(-1),
    isWhole: answers.every((answer) => answer.end !== 'budget_spent'),
    bytesRead: answers.reduce((sum, answer) => sum + answer.bytesRead, 0),
  };
}
