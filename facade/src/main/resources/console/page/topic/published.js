// What was published, and where its copies can be looked at.
import { part, tags } from '../../dom.js';
import { Copy } from '../../part/copy.js';
import { Notice } from '../../part/notice.js';
import { href } from '../../router.js';
import { listed, t } from '../../text.js';

const { a, button, div, p, span } = tags;

/** So many of each kind are named. */
const NAMED = 10;

/**
 * @param gets those that got it, as far as that is known
 * @param another lets somebody write the next one
 */
export const Published = part(function Published({ topicName, msgId, gets, another }) {
  const endpoints = (protocol) => gets.filter((one) => one.value.protocol === protocol);
  const queues = [...new Set(endpoints('queue').map((one) => one.value.endpoint))];
  return Notice(
    { kind: 'done', title: t('published'), answers: true },
    p(span({ class: 'mono' }, msgId, ' ', Copy({ text: msgId }))),
    Links({ title: t('went.to.queues'), names: queues, to: (name) => href('queues', name, 'browse', 'newest') }),
    Links({ title: t('went.to.pushes'), names: endpoints('http').map((one) => one.name), to: (name) => href('topics', topicName, 'subscriptions', name) }),
    div({ class: 'actions start' }, button({ type: 'button', class: 'small', onClick: another }, t('publish.another'))),
  );
});

const Links = part(function Links({ title, names, to }) {
  return names.length > 0 && p(title, ' ', listed(names.slice(0, NAMED).map((name) => a({ href: to(name) }, name))), names.length > NAMED && ' …');
});
