// Who would get a message, as the page knows a topic's subscriptions.
import { part, tags } from '../../dom.js';
import { matchKeys, matchTags } from '../../match.js';
import { count } from '../../number.js';
import { Notice } from '../../part/notice.js';
import { t } from '../../text.js';
import { words } from '../../words.js';
import { endpointOf, Gone, isGone } from './endpoint.js';

const { div, li, p, span, strong, ul } = tags;

/** Of each kind so many are shown. */
const SHOWN = 200;

/**
 * Subscriptions in three parts, each { name, value, reason }: those that get it, those that choose it and for which it is lost, and the others.
 *
 * @param subscribers as subscriptionsOf has them
 */
export function audience(subscribers, values) {
  const all = subscribers
    .filter((one) => one.value)
    // A subscription of a topic of routing keys always has some.
    .map(({ name, value }) => ({ name, value, reason: value.bindingKey.length === 0 ? matchTags(value.filterTag, words(values.tags)) : matchKeys(value.bindingKey, values.routingKey) }));
  const choose = all.filter((one) => one.reason);
  return { all, gets: choose.filter((one) => !isGone(one.value)), lost: choose.filter((one) => isGone(one.value)), others: all.filter((one) => !one.reason) };
}

/** @param wrong why the message would be refused whoever listens, one line each */
export const Preview = part(function Preview({ subscribers, values, wrong }) {
  if (wrong.length > 0) {
    return Notice({ kind: 'warning', title: t('no.preview') }, wrong.map((line) => p(line)));
  }
  if (subscribers.length === 0) {
    return Notice({ kind: 'warning' }, t('no.subscribers'));
  }
  const { all, gets, lost, others } = audience(subscribers, values);
  const isWhole = all.length === subscribers.length;
  return [
    p(strong(t('gets.it', { n: count(gets.length), all: count(all.length) }))),
    !isWhole && Notice({ kind: 'warning' }, t('unread.subscriptions', { n: subscribers.length - all.length })),
    isWhole && gets.length === 0 && lost.every((one) => one.value.protocol === 'queue') && Notice({ kind: 'warning' }, t('gets.none')),
    Part({ kind: '', some: gets }),
    Part({ kind: 'lost', some: lost, title: t('lost.to') }),
    Part({ kind: 'not', some: others, title: t('not.to') }),
  ];
});

const Part = part(function Part({ kind, some, title }) {
  return (
    some.length > 0 && [
      title && p({ class: 'muted' }, title),
      ul({ class: `audience ${kind}` }, some.slice(0, SHOWN).map((one) => Subscriber({ key: one.name, ...one }))),
      some.length > SHOWN && p({ class: 'muted' }, t('not.all.shown', { n: SHOWN })),
    ]
  );
});

const Subscriber = part(function Subscriber({ name, value, reason }) {
  const wants = [...value.filterTag, ...value.bindingKey];
  return li(
    strong(name),
    ' ',
    span({ class: 'muted' }, endpointOf(value)),
    ' ',
    Gone({ subscription: value }),
    div(
      { class: 'fine' },
      !reason && wants.map((one) => [span({ class: 'tag mono' }, one), ' ']),
      reason?.all && t('because.all'),
      reason?.tag && [t('because.tag'), ' ', span({ class: 'tag mono' }, reason.tag)],
      reason?.key && [t('because.key'), ' ', span({ class: 'tag mono' }, reason.key)],
    ),
  );
});
