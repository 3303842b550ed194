// Where a message went that was moved, as its record in the other queue tells.
import { call } from '../../../api/api.js';
import { Refused } from '../../../api/errors.js';
import { pool } from '../../../api/pool.js';
import { part, tags } from '../../../dom.js';
import { useLive } from '../../../live.js';
import { Loading } from '../../../part/load.js';
import { Problem } from '../../../part/notice.js';
import { may } from '../../../rights.js';
import { href } from '../../../router.js';
import { t } from '../../../text.js';
import { inWords, origin } from './origin.js';

const { a, div, p, strong } = tags;

/** It came there before it was deleted here, mostly milliseconds before. */
const BEFORE_MS = 5000;

/** Brokers' clocks may differ by so much. */
const AFTER_MS = 1000;

const PAGE = 100;

/** Of a partition; a fast redrive brings many messages in the seconds that are looked through. */
const PAGES = 5;

/** The answer may take as long as the server reads records. */
const WAIT_SECONDS = 20;

/** The searches for all moves share these turns. */
const inTurn = pool();

/**
 * @param atMs when it was deleted here
 * @param queues names of those to which it may have gone, the likeliest first
 */
export const Moved = part(function Moved({ queueName, msgId, atMs, queues }) {
  const since = Math.floor((atMs - BEFORE_MS) / 1000);
  const { value, error } = useLive((signal) => find({ queueName, msgId, atMs, queues, since }, signal), [queueName, msgId, atMs, queues.join()]);
  const found = value?.found;
  if (found) {
    return [
      strong(t('history.moved.to'), ' ', a({ href: href('queues', found.to) }, found.to)),
      div({ class: 'fine' }, t('about.label', { label: t('origin.why') }), inWords(origin(found.message))),
      div(
        { class: 'fine' },
        t('history.moved.id'),
        ' ',
        a({ class: 'mono', href: href('queues', found.to, 'browse', found.message.msgId, 'history'), 'aria-label': t('origin.look', { id: found.message.msgId }) }, found.message.msgId),
      ),
    ];
  }
  return [
    strong(t('history.moved')),
    value === null && Loading({ error }),
    value?.without.length > 0 &&
      p(
        { class: 'fine' },
        t('history.moved.away'),
        value.without.map((name) => [' ', a({ href: href('queues', name, 'browse', 'since', String(since)) }, name)]),
      ),
    value?.refused.map((one) => Problem({ key: one.to, title: t('history.moved.unread', { queue: one.to }), error: one.error })),
  ];
});

/** { found: { to, message }, without: queues in which it was not found, refused: { to, error } of those that cannot be looked at }. */
async function find({ queues, ...what }, signal) {
  const without = [];
  const refused = [];
  for (const to of queues) {
    try {
      const message = await findIn(to, what, signal);
      if (message) {
        return { found: { to, message } };
      }
      without.push(to);
    } catch (error) {
      if (!(error instanceof Refused) && !error.said) {
        throw error;
      }
      refused.push({ to, error });
    }
  }
  return { without, refused };
}

/** Each partition is looked through by itself; the first one's answer tells how many there are. */
async function findIn(to, what, signal) {
  if (!may('BrowseMessages', to)) {
    throw { said: () => t('no.right', { action: 'BrowseMessages' }) };
  }
  const { partitions, message } = await findInPartition(to, 0, what, signal);
  if (message) {
    return message;
  }
  const others = Array.from({ length: partitions - 1 }, (_, i) => findInPartition(to, i + 1, what, signal));
  return (await Promise.all(others)).map((one) => one.message).find(Boolean);
}

/** Nothing that came later than its delete here is looked at. */
async function findInPartition(queueName, partition, { queueName: from, msgId, atMs, since }, signal) {
  let position;
  for (let page = 1; ; page++) {
    const start = position ? { position } : { time: since };
    const ask = { queueName, partition, limit: PAGE, bodyBytes: 0, ...start };
    const { partitions, messages, nextPosition } = await inTurn(() => call('BrowseMessages', ask, { signal, waitSeconds: WAIT_SECONDS }));
    const inTime = messages.filter((one) => one.enqueueTimeMs <= atMs + AFTER_MS);
    const message = inTime.findLast((one) => isIt(origin(one), from, msgId));
    if (message || !nextPosition || page === PAGES || inTime.length < messages.length) {
      return { partitions, message };
    }
    position = nextPosition;
  }
}

const isIt = (moved, from, msgId) => moved !== null && moved.from === from && moved.msgId === msgId;
