// The subscriptions whose dead-letter queue this is. All topics have to be looked through, so the page looks for them on a click only.
import { part, tags, useEffect, useRef, useState } from '../../dom.js';
import { count } from '../../number.js';
import { Name } from '../../part/name.js';
import { href } from '../../router.js';
import { t } from '../../text.js';
import { Looked, useFed } from '../fed.js';

const { a, button, div, li, p, ul } = tags;

export const LetterSubscriptions = part(function LetterSubscriptions({ queueName }) {
  const [wanted, setWanted] = useState(false);
  return wanted
    ? Found({ queueName })
    : div({ class: 'actions start' }, button({ type: 'button', class: 'small', onClick: () => setWanted(true) }, t('letters.of.subscriptions')));
});

const Found = part(function Found({ queueName }) {
  const fed = useFed(queueName);
  const { value } = fed;
  const place = useRef(null);
  // It takes the place of the button that had the focus.
  useEffect(() => place.current.focus(), []);
  return div(
    { ref: place, tabIndex: -1 },
    Looked(fed),
    value?.letters.length === 0 && value.unread.length === 0 && p({ class: 'muted', role: 'status' }, t('letters.of.no.subscription', { n: count(value.topics) })),
    value?.letters.length > 0 && [
      p(t('letters.of.these')),
      ul(value.letters.map(({ topic, subscriptionName: name }) => li({ key: `${topic}/${name}` }, a({ href: href('topics', topic, 'subscriptions', name) }, Name({ name: `${topic} / ${name}` }))))),
    ],
  );
});
