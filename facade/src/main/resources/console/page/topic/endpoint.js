// Where a subscription's messages go, which they are, and why the last push failed, in a few words.
import { part, tags } from '../../dom.js';
import { When } from '../../part/when.js';
import { href } from '../../router.js';
import { t } from '../../text.js';

const { a, span } = tags;

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

export const LastFailure = part(function LastFailure({ subscription: { lastPushFailure, lastPushFailureTime } }) {
  return lastPushFailure && [span({ class: 'warning-text' }, lastPushFailure), ' ', When({ seconds: lastPushFailureTime, ago: true })];
});
