// Where a subscription's messages go, and which they are, in a few words.
import { part, tags } from '../../dom.js';
import { Name } from '../../part/name.js';
import { href } from '../../router.js';
import { t } from '../../text.js';

const { a, span } = tags;

export const endpointOf = ({ protocol, endpoint }) => `${t(`protocol.${protocol}`)} ${endpoint}`;

export const isGone = ({ endpointGone }) => endpointGone === 1;

/** That nothing is there to deliver to, if so. */
export const Gone = part(function Gone({ subscription }) {
  return isGone(subscription) && span({ class: 'tag warning' }, t(`gone.${subscription.protocol}`));
});

export const Endpoint = part(function Endpoint({ subscription }) {
  const { protocol, endpoint } = subscription;
  return [
    span({ class: 'tag' }, t(`protocol.${protocol}`)),
    ' ',
    protocol === 'queue' && !isGone(subscription) ? a({ href: href('queues', endpoint) }, Name({ name: endpoint })) : span({ class: 'mono' }, protocol === 'http' ? endpoint : Name({ name: endpoint })),
    ' ',
    Gone({ subscription }),
  ];
});

/** @param wants tags or binding keys */
export const Filter = part(function Filter({ wants }) {
  return wants.length === 0 ? span({ class: 'muted' }, t('everything')) : wants.map((one) => [span({ class: 'tag mono' }, one), ' ']);
});
