// From where the server moved a message, and why, as the headers of its record tell.
import { tags } from '../../../dom.js';
import { msgIdAt } from '../../../msgId.js';
import { When } from '../../../part/when.js';
import { href } from '../../../router.js';
import { t } from '../../../text.js';

const { a, span } = tags;

const QUEUE = /^[A-Za-z][\w-]*$/;
const SUBSCRIPTION = /^([A-Za-z][\w-]*)\.([A-Za-z][\w-]*)$/;
const DEATHS = ['received too often', 'too old', 'push failed'];

/** What the headers tell; null of a message that was not moved, or whose headers anybody may have written. */
export function origin({ headers }) {
  const value = (key) => headers.findLast((header) => header.key === key)?.value ?? '';
  const number = (key) => (/^\d{1,15}$/.test(value(key)) ? Number(value(key)) : undefined);
  const from = value('cmq-moved-from');
  if (!QUEUE.test(from) && !SUBSCRIPTION.test(from)) {
    return null;
  }
  return {
    from,
    msgId: /^\d{1,20}$/.test(value('cmq-moved-id')) ? value('cmq-moved-id') : undefined,
    because: value('cmq-moved-because'),
    receives: number('cmq-receive-count'),
    sentAtMs: number('cmq-sent-at'),
  };
}

/** Whether it was moved here because it died, as far as that is known. */
export function isLetter(message) {
  const moved = origin(message);
  return moved !== null && moved.because !== 'redriven';
}

/** The header cmq-source of a letter: the queue in which it died, and the partition. */
const DIED_IN = /^[^/]+\/\d{1,5}:/;

/** Whether it may have died: a letter of an earlier version has cmq-source alone, and not all headers may have been read. */
export const mayBeLetter = (message) =>
  isLetter(message) || message.headersAreWhole === false || message.headers.some(({ key, value }) => key === 'cmq-source' && DIED_IN.test(value ?? ''));

const REASONS = [...DEATHS, 'redriven'];

/** Why it was moved, as a part of the keys of texts. */
export const reason = ({ because }) => (REASONS.includes(because) ? because : 'unknown').replaceAll(' ', '_');

/** The same in a few words, with how often it was received if that is told. */
export const inWords = (moved) => (moved.receives === undefined ? t(`why.${reason(moved)}`) : t(`why.${reason(moved)}.n`, { n: moved.receives }));

/** The header cmq-source of a publication's copy has the partition and the offset of the publication. */
const PUBLICATION = /^[^/]*\/(\d{1,5})(?:\/\d{1,10})?\/subsc-[^/]*:(\d{1,15}):/;

/** The id that PublishMessage answered with, if the message is the copy of a publication, or was it before it moved. */
export function publishedAs({ headers }) {
  const value = (key) => headers.findLast((header) => header.key === key)?.value ?? '';
  const [, partition, offset] = PUBLICATION.exec(value('cmq-source')) ?? [];
  return partition ? msgIdAt(partition, offset) : /^\d{1,19}$/.exec(value('cmq-published-id'))?.[0];
}

/** As names and values; nothing of a message that was not moved. */
export function facts(message) {
  const { from, msgId, because, receives, sentAtMs } = origin(message) ?? {};
  if (from === undefined) {
    return [];
  }
  const [, topic, subscription] = SUBSCRIPTION.exec(from) ?? [];
  const isDead = DEATHS.includes(because);
  return [
    [
      t(isDead ? 'origin.died' : 'origin.from'),
      topic
        ? [t('origin.subscription'), ' ', a({ href: href('topics', topic, 'subscriptions', subscription) }, `${topic} / ${subscription}`)]
        : a({ href: href('queues', from) }, from),
    ],
    [t('origin.why'), t(`origin.why.${reason({ because })}`, { n: receives ?? '?' })],
    msgId && [
      t('origin.there'),
      topic
        ? span({ class: 'mono' }, msgId)
        : a({ class: 'mono', href: href('queues', from, 'browse', msgId, 'history'), 'aria-label': t('origin.look', { id: msgId }) }, msgId),
    ],
    sentAtMs && [t('origin.sent'), When({ seconds: sentAtMs / 1000 })],
  ];
}
