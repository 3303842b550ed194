// Where a subscription's messages go, which they are, and why the last push failed, in a few words.
import { part, tags } from '../../dom.js';
import { count } from '../../number.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';

const { a, div, span } = tags;

export const endpointOf = ({ protocol, endpoint }) => `${t(`protocol.${protocol}`)} ${endpoint}`;

export const Endpoint = part(function Endpoint({ subscription: { protocol, endpoint } }) {
  return [
    span({ class: 'tag' }, t(`protocol.${protocol}`)),
    ' ',
    protocol === 'queue' ? a({ href: href('queues', endpoint) }, endpoint) : span({ class: 'mono' }, endpoint),
  ];
});

/** @param wants tags or binding keys */
export const Filter = part(function Filter({ wants }) {
  return wants.length === 0 ? span({ class: 'muted' }, t('everything')) : wants.map((one) => [span({ class: 'tag mono' }, one), ' ']);
});

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

export const LastFailure = part(function LastFailure({ subscription: { lastPushFailure, lastPushFailureTime } }) {
  return lastPushFailure && [span({ class: 'warning-text', title: lastPushFailure }, reasonOf(lastPushFailure)), ' ', When({ seconds: lastPushFailureTime, ago: true })];
});

/** What becomes of a message whose push has failed, in facts; waiting: how many wait. */
export function pushFacts({ lastPushFailure, lastPushFailureTime, notifyStrategy, deadLetterQueue, msgCount }) {
  return [
    [t('push.reason'), [span({ class: 'warning-text' }, reasonOf(lastPushFailure)), reasonOf(lastPushFailure) !== lastPushFailure && div({ class: 'fine', lang: 'en' }, lastPushFailure)]],
    [t('push.when'), [When({ seconds: lastPushFailureTime }), ' · ', When({ seconds: lastPushFailureTime, ago: true })]],
    [t('push.next'), t(`push.next.${notifyStrategy}`)],
    [t('push.end'), deadLetterQueue ? [t('push.end.letter'), ' ', a({ href: href('queues', deadLetterQueue) }, deadLetterQueue)] : t('push.end.dropped')],
    [t('waiting.messages'), count(msgCount)],
  ];
}
