// Where a message went that was moved, as its record in the other queue tells.
import { call } from '../../../api/api.js';
import { part, tags } from '../../../dom.js';
import { useLive } from '../../../live.js';
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
const PAGES = 3;

/** The answer may take as long as the server reads records. */
const WAIT_SECONDS = 20;

/**
 * @param atMs when it was deleted here
 * @param queues names of those to which it may have gone, the likeliest first
 */
export const Moved = part(function Moved({ queueName, msgId, atMs, queues }) {
  const since = Math.floor((atMs - BEFORE_MS) / 1000);
  const { value: found, error } = useLive((signal) => find({ queueName, msgId, atMs, queues, since }, signal), [queueName, msgId, atMs, queues.join()]);
  if (found) {
    return [
      strong(t('history.moved.to'), ' ', a({ href: href('queues', found.to) }, found.to)),
      div({ class: 'fine' }, t('origin.why'), ': ', inWords(origin(found.message))),
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
    (found === undefined || error) &&
      queues.length > 0 &&
      p(
        { class: 'fine' },
        t('history.moved.away'),
        queues.map((name) => [' ', a({ href: href('queues', name, 'browse', 'since', String(since)) }, name)]),
      ),
  ];
});

/** The record in one of the queues, { to, message }; undefined when it is not among the first since then. */
async function find({ queueName, msgId, atMs, queues, since }, signal) {
  for (const to of queues.filter((name) => may('BrowseMessages', name))) {
    let position;
    for (let page = 0; page < PAGES; page++) {
      const answer = await call(
        'BrowseMessages',
        { queueName: to, limit: PAGE, bodyBytes: 0, ...(position ? { position } : { time: since }) },
        { signal, waitSeconds: WAIT_SECONDS },
      );
      const message = answer.messages.findLast((one) => isIt(origin(one), queueName, msgId) && one.enqueueTimeMs <= atMs + AFTER_MS);
      if (message) {
        return { to, message };
      }
      position = answer.nextPosition;
      if (!position) {
        break;
      }
    }
  }
  return undefined;
}

const isIt = (moved, queueName, msgId) => moved !== null && moved.from === queueName && moved.msgId === msgId;
