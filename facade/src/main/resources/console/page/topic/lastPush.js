// How the last push of a subscription went, why it failed, and when the next one is.
import { part, tags } from '../../dom.js';
import { count } from '../../number.js';
import { Card } from '../../part/card.js';
import { Facts } from '../../part/facts.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { duration, now } from '../../time.js';

const { a, div, p, span } = tags;

/** The server's few words for why a push failed. */
const REASONS = {
  'no connection': 'push.refused',
  'no complete answer in time': 'push.late',
  'the endpoint is no URL that can be pushed to': 'push.illegal',
  'the server had too many pushes under way': 'push.overloaded',
  'the connection broke, or the answer was no HTTP answer': 'push.broke',
  'an error of the server': 'push.server',
};

function reasonOf(text) {
  const [, status] = /^the endpoint answered with status (\d+)$/.exec(text) ?? [];
  const key = REASONS[text] ?? (/^no TLS connection/.test(text) ? 'push.tls' : /^no address of the host/.test(text) ? 'push.denied' : null);
  return status ? t('push.status', { status }) : key ? t(key) : text;
}

const hasFailed = ({ lastPushFailure }) => lastPushFailure !== undefined;

/** Whether the last push failed. Times are whole seconds: of two in the same one, the failure is the news. */
export const isFailing = (subscription) => hasFailed(subscription) && subscription.lastPushFailureTime >= (subscription.lastPushSuccessTime ?? 0);

/** In one line. */
export const LastPush = part(function LastPush({ subscription }) {
  const { lastPushFailure, lastPushFailureTime, lastPushFailureNextTime: next, lastPushSuccessTime } = subscription;
  if (isFailing(subscription)) {
    return [
      span({ class: 'warning-text', title: lastPushFailure }, reasonOf(lastPushFailure)),
      ' ',
      When({ seconds: lastPushFailureTime, ago: true }),
      next && [' · ', t('push.then'), ' ', When({ seconds: next, short: true })],
    ];
  }
  return lastPushSuccessTime && [t('push.taken'), ' ', When({ seconds: lastPushSuccessTime, ago: true })];
});

const moment = (seconds) => [When({ seconds }), ' · ', When({ seconds, ago: true })];

const failure = ({ lastPushFailure, lastPushFailureTime, lastPushFailureTries }) => [
  [t('push.reason'), [span({ class: 'warning-text' }, reasonOf(lastPushFailure)), reasonOf(lastPushFailure) !== lastPushFailure && div({ class: 'fine', lang: 'en' }, lastPushFailure)]],
  [t('push.when'), moment(lastPushFailureTime)],
  lastPushFailureTries && [t('push.tries'), count(lastPushFailureTries)],
];

const nextOf = (seconds) => [When({ seconds, short: true }), ' · ', seconds > now() ? t('in.time', { time: duration(seconds - now()) }) : t('push.due')];

/** What becomes of a message whose push has failed. */
const ahead = ({ lastPushFailureNextTime: next, notifyStrategy, deadLetterQueue }, hasNoQueueForLetters) => [
  [t('push.next'), next ? [nextOf(next), div({ class: 'fine' }, t('push.holds'))] : t('push.given.up')],
  [t('push.schedule'), t(`push.schedule.${notifyStrategy}`)],
  [t('push.end'), deadLetterQueue ? [t(hasNoQueueForLetters ? 'push.end.waits' : 'push.end.letter'), ' ', a({ href: href('queues', deadLetterQueue) }, deadLetterQueue)] : t('push.end.dropped')],
];

/** Cards about the last push, and about the last one that failed if that is another one; of a subscription that pushes. */
export const LastPushes = part(function LastPushes({ subscription, hasNoQueueForLetters }) {
  const failing = isFailing(subscription);
  const about = p({ class: 'fine' }, t('push.about'));
  const taken = [
    [t('push.outcome'), t('push.taken')],
    [t('push.when'), moment(subscription.lastPushSuccessTime)],
  ];
  return [
    failing && Card({ title: t('last.push') }, Facts({ facts: [[t('push.outcome'), span({ class: 'tag warning' }, t('push.failed'))], ...failure(subscription), ...ahead(subscription, hasNoQueueForLetters)] }), about),
    !failing && subscription.lastPushSuccessTime && Card({ title: t('last.push') }, Facts({ facts: taken }), about),
    !failing && !subscription.lastPushSuccessTime && subscription.msgCount > 0 && Card({ title: t('last.push') }, p({ class: 'muted' }, t('push.unknown'))),
    !failing && hasFailed(subscription) && Card({ title: t('last.failure') }, Facts({ facts: failure(subscription) })),
  ];
});
